"""The manual shows only pictures that are there, and leaves none out."""

import re

from tests.docs.repository import ROOT

PICTURE = re.compile(r"!\[[^\]]+\]\(\.\./gambar/([a-z-]+\.png)\)")
PAGE = re.compile(r"\]\(([a-z-]+\.md)\)")
FOLDER = ROOT / "docs" / "panduan"


def test_every_picture_of_the_manual_is_there() -> None:
    shown = {name for page in FOLDER.glob("*.md") for name in PICTURE.findall(page.read_text("utf-8"))}

    assert len(shown) > 10
    assert shown <= {path.name for path in (ROOT / "docs" / "gambar").glob("*.png")}


def test_the_first_page_of_the_manual_leads_to_all_others() -> None:
    pages = {path.name for path in FOLDER.glob("*.md")} - {"README.md"}

    assert set(PAGE.findall((FOLDER / "README.md").read_text("utf-8"))) == pages
