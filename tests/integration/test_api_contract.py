"""The public address answers what its OpenAPI document says, whatever is asked in whatever order, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from selaras.config.database_url import DEFAULT_URL
from selaras.core.terms.peran import Peran
from selaras.flows.publish_figures import publish_figures
from tests.world.site import serving, signed_in, take

ASKED = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
CALLERS = ["", *Peran]


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Client]]:
    """The browser of each role in an office that has published, and of somebody from the street."""
    home: Path = tmp_path_factory.mktemp("kantor")
    with serving(home, DEFAULT_URL) as node:
        take(node, "35.07_umkm.xlsx")
        publish_figures(node, 2024)
        yield {"": Client()} | {role: signed_in(node, role) for role in Peran}


def contract_for(visitor: Client) -> Any:
    """Return the document as this visitor gets it; every further call carries the visitor's cookies."""
    cookies = "; ".join(f"{name}={one.value}" for name, one in visitor.cookies.items())
    headers = {"Host": "localhost"} | ({"Cookie": cookies} if cookies else {})
    found = schemathesis.openapi.from_wsgi("/api/angka/openapi.json", WSGIHandler(), headers=headers)
    found.config.update(headers=headers)
    return found


@pytest.mark.parametrize("caller", CALLERS, ids=lambda role: role or "siapa saja")
def test_every_address_answers_as_documented(visitors: dict[str, Client], caller: str) -> None:
    contract = contract_for(visitors[caller])
    addresses = [operation.ok() for operation in contract.get_all_operations()]
    assert len(addresses) == 5
    right_or_wrong = st.one_of(*(one.as_strategy(generation_mode=mode) for one in addresses for mode in GenerationMode))

    @ASKED
    @given(right_or_wrong)
    def ask(case: Any) -> None:
        case.call_and_validate()

    ask()


def test_what_one_answer_names_the_next_address_knows(visitors: dict[str, Client]) -> None:
    machine = contract_for(visitors[""]).as_state_machine()

    machine.run(settings=ASKED)
