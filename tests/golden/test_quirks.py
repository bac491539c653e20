from pathlib import Path

import pytest

from tests.golden.quirk import Quirk
from tests.golden.quirks import QUIRKS
from tests.golden.reading import read_file


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.name)
def test_an_ugly_file_is_read_as_its_writer_meant_it(quirk: Quirk, tmp_path: Path) -> None:
    reading = read_file(quirk.write(tmp_path), office=quirk.office, profile=quirk.profile)

    assert {row for _, row in reading.drafts} == set(quirk.accepted)
    assert reading.codes == {row: sorted(codes) for row, codes in quirk.refused.items()}
    for row, values in quirk.accepted.items():
        assert {name: reading.record(row).get(name) for name in values} == values
    assert reading.asked == {row: sorted(codes) for row, codes in quirk.asked.items()}
    assert reading.warnings == sorted(quirk.warnings)
    assert reading.remarks == sorted(quirk.remarks)


def test_there_are_enough_quirks_and_each_has_its_own_name() -> None:
    assert len({quirk.name for quirk in QUIRKS}) == len(QUIRKS) >= 60
