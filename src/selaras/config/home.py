"""The node's home as the settings see it: `<home>/simpul.toml`, which `selaras init` writes."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from selaras.config.database_url import DEFAULT_URL

NODE_FILE = "simpul.toml"


@dataclass(frozen=True, slots=True)
class Home:
    """What the settings need from a node's home; the rest of the file is not theirs.

    name: of the office. database: URL. web_secret: the key of sessions, empty before `init`.
    web_hosts: names besides loopback under which the web server answers.
    open_pages: whether everybody may read the masked pages, as in the demo.
    """

    path: Path
    database: str = DEFAULT_URL
    web_secret: str = ""
    web_hosts: tuple[str, ...] = ()
    open_pages: bool = False
    name: str = ""


def read_home(path: Path) -> Home:
    """Return the home at a path; one that `init` has not made yet has the safe defaults."""
    file = path / NODE_FILE
    if not file.exists():
        return Home(path)
    node = tomllib.loads(file.read_text(encoding="utf-8"))
    return Home(
        path,
        database=node.get("database", DEFAULT_URL),
        web_secret=node.get("web_secret", ""),
        web_hosts=tuple(node.get("web_hosts", ())),
        open_pages=bool(node.get("halaman_terbuka", False)),
        name=node.get("name", ""),
    )
