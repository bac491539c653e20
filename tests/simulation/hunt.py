"""Plant every bug in turn, run worlds until one catches it, and write the table: `python -m tests.simulation.hunt [NAME …]`."""

from __future__ import annotations

import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "simulasi.md"
SEEDS_MAX = 500
WORKERS = int(os.environ.get("SELARAS_WORKERS", "2"))
ROW = re.compile(r"^\| (?P<name>[^|]+) \| [^|]+ \| (?P<code>[^|]+) \| (?P<seed>\d+) \|$", re.MULTILINE)
Caught = tuple[str, str, str, int]  # name, told, code, seed


def recorded() -> dict[str, tuple[str, int]]:
    """Return (what was violated, seed) of each bug as docs/simulasi.md has it."""
    return {row["name"]: (row["code"], int(row["seed"])) for row in ROW.finditer(PAGE.read_text("utf-8"))}


def hunt(name: str) -> Caught | None:
    """Return where one bug is caught, None when it is not within SEEDS_MAX seeds."""
    from tests.simulation.planted_bugs import BUGS
    from tests.simulation.planted_rules import RULES
    from tests.simulation.run import simulate
    from tests.simulation.tree import TREES, plant

    bug = next(bug for bug in (*BUGS, *RULES) if bug.name == name)
    for tree in TREES:
        plant(tree)
    for seed in range(SEEDS_MAX):
        with bug.planted():
            violated = simulate(seed).violated
        if violated is not None and simulate(seed).violated is None:
            return bug.name, bug.told, violated.code, seed
    return None


def _set_up() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "selaras.config.settings"
    django.setup()


def write(caught: list[Caught]) -> None:
    """Put the rows into the page, between its markers."""
    rows = [f"| {name} | {told} | {code} | {seed} |" for name, told, code, seed in caught]
    head = ["| planted bug | what the code then does | caught as | seed |", "|---|---|---|---|"]
    before, _, rest = PAGE.read_text("utf-8").partition("<!-- hunt -->\n")
    _, end, after = rest.partition("<!-- /hunt -->")
    PAGE.write_text(before + "<!-- hunt -->\n" + "\n".join([*head, *rows]) + "\n" + end + after, "utf-8")


def main(names: list[str]) -> int:
    """Hunt the named bugs, or all of them and write the page. Exit code 1 when one is not caught."""
    _set_up()
    from tests.simulation.planted_bugs import BUGS
    from tests.simulation.planted_rules import RULES

    wanted = names or [bug.name for bug in (*BUGS, *RULES)]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"), initializer=_set_up) as pool:
        found = list(pool.map(_told, wanted))
    caught = [one for one in found if one is not None]
    if not names and len(caught) == len(wanted):
        write(caught)
    return 0 if len(caught) == len(wanted) else 1


def _told(name: str) -> Caught | None:
    found = hunt(name)
    print(name, "→", found and found[2:], flush=True)  # noqa: T201 # a tool that runs for minutes says how far it is
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
