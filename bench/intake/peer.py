"""django-import-export over the same file, in each way that a project may set it up; installed in its own environment."""

from dataclasses import dataclass
from pathlib import Path

from bench.sync.environments import install_python, python_of

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENT = REPOSITORY / "bench/.env/django-import-export"
PROJECT = REPOSITORY / "bench/intake/import_export_project"


@dataclass(frozen=True, slots=True)
class Way:
    """verb: as load.py or judge.py names it. judges: two typed models, every cell judged; else one table of texts."""

    verb: str
    title: str
    judges: bool

    def database(self, folder: Path) -> Path:
        return folder / f"{self.verb}.sqlite3"

    def preparation(self, folder: Path) -> list[str] | None:
        """Return the command that makes the tables and fills the reference data: set-up, which is not measured."""
        return self._judge(folder, "prepare", REPOSITORY / "src/selaras/data") if self.judges else None

    def order(self, folder: Path, file: Path) -> list[str]:
        """Return the command to be measured."""
        if self.judges:
            return self._judge(folder, self.verb, file)
        return [str(python_of(ENVIRONMENT)), str(PROJECT / "load.py"), str(file), str(self.database(folder)), self.verb]

    def values(self, folder: Path) -> list[str]:
        """Return the command that prints what was read."""
        return self._judge(folder, "values")

    def _judge(self, folder: Path, verb: str, *given: Path) -> list[str]:
        return [
            str(python_of(ENVIRONMENT)), str(PROJECT / "judge.py"), verb, str(self.database(folder)), *map(str, given)
        ]  # fmt: skip


WAYS = (
    Way("plain", "plain (texts, nothing judged)", judges=False),
    Way("bulk", "bulk (texts, nothing judged)", judges=False),
    Way("preview", "judging (dry run, then import)", judges=True),
    Way("import", "judging (import only)", judges=True),
    Way("judging-bulk", "judging (bulk as documented, import only)", judges=True),
    Way("tuned", "judging (bulk, its queries written away, import only)", judges=True),
)


def install() -> None:
    install_python(ENVIRONMENT, PROJECT / "requirements.txt")
