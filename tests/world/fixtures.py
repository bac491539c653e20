"""Databases for tests: new, migrated and empty, on SQLite and on PostgreSQL. One server a session, one copy a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count

import pytest

from selaras.store.database import Database, PostgresDatabase, SqliteDatabase
from tests.world.databases import memory_connection
from tests.world.postgres import Server, running

DIALECTS = ("sqlite", "postgresql")
NewDatabase = Callable[[str], Database]
NAMES = (f"selaras_{number}" for number in count(1))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The session's server."""
    with running(durable=False) as server:
        yield server


@pytest.fixture
def postgres_name(postgres: Server) -> Iterator[Callable[[], str]]:
    """Make new databases on the server and give their names; they are dropped at the end of the test."""
    made: list[str] = []

    def create() -> str:
        made.append(next(NAMES))
        postgres.create(made[-1])
        return made[-1]

    yield create
    for name in made:
        postgres.drop(name)


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Make a new database of a dialect. The server starts only for a test that asks for PostgreSQL."""
    with ExitStack() as opened:

        def create(dialect: str) -> Database:
            if dialect == "sqlite":
                return SqliteDatabase(opened.enter_context(closing(memory_connection())))
            name = request.getfixturevalue("postgres_name")()
            server: Server = request.getfixturevalue("postgres")
            return PostgresDatabase(opened.enter_context(closing(server.connect(name))))

        yield create


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, new_database: NewDatabase) -> Database:
    """One empty database of each dialect in turn."""
    return new_database(request.param)
