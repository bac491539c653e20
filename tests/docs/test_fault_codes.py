import re
from pathlib import Path

from selaras.core.terms.problem import CATALOGUE
from tools.write_fault_codes import TARGET, fault_codes

SOURCE = Path(__file__).parents[2] / "src" / "selaras"
RAISED = re.compile(r"""(?:TermError|FileRefused|_Refused)\(\s*"([a-z_]+)\"""")


def test_the_page_of_codes_is_the_catalogue() -> None:
    assert TARGET.read_text(encoding="utf-8") == fault_codes()


def test_every_code_of_the_catalogue_is_used_and_every_used_code_is_in_it() -> None:
    rooms = [SOURCE / "core", SOURCE / "gateways" / "workbook", SOURCE / "flows"]
    sources = [path for room in rooms for path in room.rglob("*.py") if not path.name.startswith("problem")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)

    assert {code for code in CATALOGUE if f'"{code}"' not in text} == set()
    assert set(RAISED.findall(text)) <= set(CATALOGUE)
