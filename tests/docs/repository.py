"""What the tests of the repository read: its files, and the code in them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("src", "tests", "tools", "bench")
WRITTEN_BY_HAND = {".css", ".html", ".js", ".py", ".toml", ".typ"}
VENDORED = {"node_modules", ".env", "vendor"}


def code_files(*folders: str) -> list[Path]:
    """Return the files that somebody wrote in some folders, in a fixed order."""
    found = (
        path
        for folder in folders or CODE_FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in WRITTEN_BY_HAND and not VENDORED & set(path.parts)
    )
    return sorted(found)


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of some folders."""
    return [path for path in code_files(*folders) if path.suffix == ".py"]


def every_test() -> Iterator[tuple[Path, str]]:
    """Give every test's file and name."""
    for path in python_files("tests"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield path, node.name


def relative(path: Path) -> str:
    """Return a path as a person writes it."""
    return path.relative_to(ROOT).as_posix()
