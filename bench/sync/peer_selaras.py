"""Selaras: an office that pushes to its province over HTTP, SQLite to SQLite or to PostgreSQL."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3

from bench.records import FIELDS, KABKOTA
from bench.sync.meter import End
from bench.sync.peer import Place
from bench.sync.wire import LOOPBACK, Wire, free_port
from bench.sync.worker import Worker
from selaras.store.database import Database, PostgresDatabase, SqliteDatabase
from tests.world.postgres import running

REPOSITORY = Path(__file__).resolve().parents[2]
SELARAS = Path(sys.executable).with_name("selaras")
START_SECONDS = 120.0
POLL_SECONDS = 0.05
SQLITE_FILE = "selaras.sqlite3"
COLUMNS = ("record", *FIELDS)
BEHIND = (
    "SELECT COUNT(*) FROM ledger_stream s LEFT JOIN search_cursor c ON c.stream = s.id WHERE s.seq > COALESCE(c.seq, 0)"
)
TABLE_BYTES = (
    "SELECT SUM(d.pgsize) FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name"
    " WHERE COALESCE(s.tbl_name, '') NOT LIKE 'search_%'"
)
# Only apsw's SQLite counts pages by table; two SQLite libraries on one file in one process would break each other's locks.
READ_SIZES = "import apsw, sys; print(apsw.Connection(sys.argv[1]).execute(sys.argv[2]).get)"
RELATION_BYTES = (
    "SELECT SUM(pg_total_relation_size(oid))::bigint FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'search_%'"
)


@dataclass(frozen=True, slots=True)
class SelarasPair:
    _sending: Worker
    receiver: End
    wire: Wire
    _database: Database
    _home: Path

    @property
    def sender(self) -> End:
        return End(self._sending.pid)

    def load(self, records: Path) -> None:
        self._sending.ask("load", path=str(records))

    def change(self, records: Path) -> None:
        """The receiver makes its list of records, for searching, once a sync is over: the next one is not to pay for it."""
        while self._database.rows(BEHIND)[0][0]:
            time.sleep(POLL_SECONDS)
        self._sending.ask("change", path=str(records))

    def sync(self) -> None:
        self._sending.ask("sync")

    def dump(self, target: Path) -> None:
        with target.open("w", encoding="utf-8") as file:
            for record, *values in self._database.stream(f"SELECT {','.join(COLUMNS)} FROM registry_usaha"):
                print(json.dumps([bytes(record).hex(), *values], ensure_ascii=False), file=file)

    def stored_bytes(self) -> int:
        """All tables and indexes, the empty ones too, without the list for searching, which no peer has."""
        if self._database.dialect == "postgresql":
            return int(self._database.rows(RELATION_BYTES)[0][0])
        command = [sys.executable, "-c", READ_SIZES, self._home / SQLITE_FILE, TABLE_BYTES]
        return int(subprocess.run(command, check=True, capture_output=True).stdout)


class Selaras:
    """The receiver's database is SQLite, or PostgreSQL as a province has it."""

    software = "selaras"

    def __init__(self, *, postgres: bool = False) -> None:
        self._postgres = postgres
        self.name = "selaras-postgres" if postgres else "selaras"
        self.title = f"Selaras, SQLite to {'PostgreSQL 18.6' if postgres else 'SQLite'}"
        self.remark = (
            "push over HTTP to `selaras serve`, every change hashed, chained and checked, ledger and registry written;"
            " the list for searching comes after;" + (" synchronous_commit on" if postgres else " synchronous=EXTRA")
        )

    def install(self, environment: Path) -> None:
        """Nothing to do: the benchmark runs in the environment of Selaras."""

    @contextmanager
    def pair(self, place: Place) -> Iterator[SelarasPair]:
        parent, child, port = place.folder / "province", place.folder / "office", free_port()
        with ExitStack() as stack:
            address, server = f"sqlite:///{SQLITE_FILE}", ()
            if self._postgres:
                cluster = stack.enter_context(running(durable=True))
                address, server = cluster.url(), (cluster.pid,)
            _selaras(parent, "init", "--name", "P", "--level", "provinsi", "--wilayah", "35", "--database", address)
            _selaras(child, "init", "--name", "K", "--level", "kabkota", "--wilayah", KABKOTA)
            receiving = stack.enter_context(_served(parent, port))
            wire = stack.enter_context(Wire(port))
            code = _selaras(parent, "invite", "--level", "kabkota", "--wilayah", KABKOTA)["code"]
            _selaras(child, "join", f"http://{LOOPBACK}:{wire.port}", "--code", code)
            sending = stack.enter_context(_sender(child, place.folder / "sender.log"))
            database = stack.enter_context(_database(parent, address))
            yield SelarasPair(sending, End(receiving, also=server), wire, database, parent)


def _selaras(home: Path, *arguments: str) -> dict[str, Any]:
    command = [SELARAS, "--home", home, *arguments, "--json"]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return told


@contextmanager
def _served(home: Path, port: int) -> Iterator[int]:
    """Yield the pid of the province's server, once it listens."""
    command = [SELARAS, "--home", home, "serve", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex((LOOPBACK, port)) == 0:
                    break
            if time.monotonic() > deadline or server.poll() is not None:
                raise RuntimeError("the province's server does not start")
            time.sleep(POLL_SECONDS)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _sender(home: Path, log: Path) -> Worker:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "SELARAS_HOME": str(home)}
    return Worker([sys.executable, "-m", "bench.sync.selaras_project.office"], log, environment)


@contextmanager
def _database(home: Path, address: str) -> Iterator[Database]:
    """Yield the harness's own view of the receiver's database."""
    if address.startswith("postgresql:"):
        with psycopg.connect(address, autocommit=True) as session:
            yield PostgresDatabase(session)
    else:
        connection = pysqlite3.connect(home / SQLITE_FILE, isolation_level=None)
        yield SqliteDatabase(connection)
        connection.close()
