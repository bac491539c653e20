"""Strict Django for every test: what would only be seen in production fails here.

Markers follow the folders: `pytest -m property` is `pytest tests/property`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from hypothesis import HealthCheck, settings

os.environ["DJANGO_SETTINGS_MODULE"] = "selaras.config.settings"
os.environ.pop("SELARAS_HOME", None)
django.setup()

TESTS = Path(__file__).parent

pytest_plugins = ["tests.world.fixtures", "tests.world.site", "tests.world.asking"]

settings.register_profile("exact", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", deadline=None, max_examples=2000)
settings.load_profile("exact")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test with the name of its folder."""
    for item in items:
        item.add_marker(item.path.relative_to(TESTS).parts[0])


@pytest.fixture(autouse=True)
def _unordered_queries_come_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shuffle the rows of a query that names no order, so that no test can lean on one."""
    from django.db.models.expressions import OrderBy
    from django.db.models.functions import Random
    from django.db.models.sql.compiler import SQLCompiler

    ordered: Any = SQLCompiler._order_by_pairs

    def order_by_pairs(compiler: Any) -> Iterator[tuple[Any, bool]]:
        pairs = list(ordered(compiler))
        query = compiler.query
        free = not (query.distinct or query.group_by or query.combinator)
        yield from pairs or ([(OrderBy(Random()), False)] if free else [])

    monkeypatch.setattr(SQLCompiler, "_order_by_pairs", order_by_pairs)


class _MissingTemplateVariable(str):
    """Django formats `string_if_invalid` with the variable's name; here that is the failure."""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        pytest.fail(f"a template names «{name}», which its view does not give")


@pytest.fixture(autouse=True)
def _templates_name_only_what_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on a template variable that does not exist."""
    from django.template.engine import Engine

    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", _MissingTemplateVariable("%s"))
