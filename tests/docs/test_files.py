"""Sizes, names and habits that keep the code readable."""

import ast
import re

from tests.docs.repository import code_files, every_test, parse, python_files, relative

LINES_MAX = 400
BANNED_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "base",
    "services",
    "service",
}
BANNED_MARKS = {"skip", "skipif", "xfail", "importorskip"}
LONG_NUMBER = re.compile(r"\d{9,}")


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in code_files()}

    assert {path: count for path, count in lengths.items() if count > LINES_MAX} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [relative(path) for path in python_files("src") if BANNED_NAMES & {path.stem, *path.parent.parts[-3:]}]

    assert vague == []


def test_every_import_is_absolute() -> None:
    relative_imports = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative_imports == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    marks = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files("tests")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute) and node.attr in BANNED_MARKS
    ]

    assert marks == []


def test_no_test_name_holds_a_number_that_could_be_a_persons() -> None:
    assert [name for _, name in every_test() if LONG_NUMBER.search(name)] == []


def test_a_tests_name_is_a_sentence() -> None:
    short = [f"{relative(path)}: {name}" for path, name in every_test() if name.count("_") < 3]

    assert short == []
