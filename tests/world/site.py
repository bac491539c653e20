"""The web application of one office inside the test's process: Django's own connection leads to the office's database."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

import pysqlite3
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client

from selaras.config.database_url import DEFAULT_URL, django_database
from selaras.config.home import read_home
from selaras.core.terms.peran import Peran
from selaras.flows.create_node import create_node
from selaras.flows.import_report import ImportOrder
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.flows.open_node import Opener
from selaras.flows.people import add_person
from selaras.gateways.home.files import HomeFiles, write_home
from selaras.store.people.queries import Person
from tests.world.databases import schema
from tests.world.fixtures import DIALECTS
from tests.world.postgres import Server

EXAMPLES = Path(str(files("selaras.data").joinpath("contoh")))


@contextmanager
def serving(home: Path, url: str, *, level: str = "kabkota", wilayah: str = "35.07") -> Iterator[Node]:
    """Make a new office whose pages Django's test client sees; its database must be migrated, or a SQLite file to be."""
    keys = os.urandom(32), os.urandom(32)
    write_home(home, HomeFiles(f"Kantor {wilayah}", level, wilayah, ("koperasi", "usaha"), url, *keys))
    if url == DEFAULT_URL:
        with closing(pysqlite3.connect(home / "selaras.sqlite3")) as made:
            made.execute("PRAGMA journal_mode=WAL")
            made.executescript(";".join(schema()))
    before, own = connections.databases["default"], connections.settings
    settings.HOME = read_home(home)
    _point(connections.configure_settings({"default": django_database(url, home)})["default"])
    cache.clear()
    try:
        node = Opener(home).node()
        create_node(node)
        yield node
    finally:
        _point(before)
        connections.settings = own


def _point(to: dict[str, object]) -> None:
    """Let Django's default connection lead to another database."""
    connections["default"].close()
    del connections["default"]
    connections.settings = {**connections.settings, "default": to}


PASSWORD = "kebun teh hijau"


def signed_in(node: Node, role: Peran, wilayah: str = "") -> Client:
    """Add somebody of this role, whose login is the role's name, and return their browser."""
    person = Person(0, str(role), f"Orang {role}", role, wilayah or node.identity.wilayah, active=True)
    add_person(node, person, PASSWORD, by="uji")
    client = Client(headers={"host": "localhost"})
    answer = client.post("/masuk/", {"login": str(role), "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def first_record(node: Node) -> str:
    """Return the number of the enterprise that was recorded first."""
    return bytes(node.db.rows("SELECT record FROM registry_usaha ORDER BY record LIMIT 1")[0][0]).hex()


def take(node: Node, name: str) -> None:
    """Import one of the demo's files."""
    day = dt.date(2024, 12, 31)
    import_workbook(node, ImportOrder(EXAMPLES / name, None, day, dt.date(2026, 1, 1), "uji"), lambda _: None)


@pytest.fixture(params=DIALECTS)
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    """An empty office in Kabupaten Malang, on each database in turn."""
    with serving(tmp_path / "kantor", _database(request, monkeypatch)) as node:
        yield node


@pytest.fixture(params=DIALECTS)
def province(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    """An empty office of Jawa Timur, on each database in turn."""
    with serving(tmp_path / "kantor", _database(request, monkeypatch), level="provinsi", wilayah="35") as node:
        yield node


def _database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty database of the dialect that is asked for."""
    if request.param == "sqlite":
        return DEFAULT_URL
    name: Callable[[], str] = request.getfixturevalue("postgres_name")
    server: Server = request.getfixturevalue("postgres")
    monkeypatch.setattr("selaras.flows.open_node.check_database", lambda _: None)  # parity's server skips its syncs
    return server.url(name())
