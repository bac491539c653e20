"""What fuzzing once found, and the shortest inputs that reach every part of a reader: none of it makes one raise."""

import zipfile
from pathlib import Path

import pytest

from tests.fuzz.readers import FILES, READERS, read_in_child, read_workbook

CORPUS = Path(__file__).parents[1] / "fuzz" / "corpus"
BYTES_MAX = 300_000


@pytest.mark.parametrize("name", READERS)
def test_no_reader_raises_on_what_fuzzing_kept(name: str) -> None:
    with zipfile.ZipFile(CORPUS / f"{name}.zip") as kept:
        inputs = [kept.read(entry) for entry in kept.infolist()]

    assert inputs
    for content in inputs:
        if name == FILES[1]:  # calamine can end its process, so its inputs go through the product's own child
            read_workbook(content, read_in_child)
        else:
            READERS[name](content)


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.iterdir()) < BYTES_MAX
