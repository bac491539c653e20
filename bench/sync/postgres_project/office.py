"""A publisher and a subscriber, driven over standard input and output (see bench/sync/worker.py).

usage: python -m bench.sync.postgres_project.office FOLDER PUBLISHER_PORT SUBSCRIBER_PORT WIRE_PORT

The subscription is off while records change, as an office is away, and comes back to fetch them.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.records import FIELDS, INTEGER_FIELDS
from bench.sync.postgres_project.cluster import Cluster, address_of, running

COLUMNS = ("id", *FIELDS)
POLL_SECONDS = 0.002
TABLE = "CREATE TABLE usaha (id uuid PRIMARY KEY, {})".format(
    ", ".join(f"{name} {'integer' if name in INTEGER_FIELDS else 'text'}" for name in FIELDS)
)
UPDATE = f"UPDATE usaha SET {', '.join(f'{name} = %s' for name in FIELDS)} WHERE id = %s"


class Offices:
    """The two servers; `watchers` are the sessions that only look whether all has arrived."""

    def __init__(self, publisher: Cluster, subscriber: Cluster, wire_port: int) -> None:
        self._publisher = publisher
        self._wire_port = wire_port
        self._subscribed = False
        self._last_row: list[Any] | None = None
        self._at_publisher, self._at_subscriber = publisher.connect(), subscriber.connect()
        for session in (self._at_publisher, self._at_subscriber):
            session.execute(TABLE)
        self._at_publisher.execute("CREATE PUBLICATION registry FOR TABLE usaha")
        self.greeting = {
            "publisher": publisher.pid,
            "subscriber": subscriber.pid,
            "watchers": [session.info.backend_pid for session in (self._at_publisher, self._at_subscriber)],
        }

    def load(self, path: str) -> None:
        copy = f"COPY usaha ({', '.join(COLUMNS)}) FROM STDIN"
        with self._publisher.connect() as session, session.cursor().copy(copy) as rows:
            for row in _rows_of(path):
                rows.write_row(row)

    def change(self, path: str) -> None:
        if self._subscribed:
            self._at_subscriber.execute("ALTER SUBSCRIPTION copy DISABLE")
            self._wait("publisher", "SELECT count(*) = 0 FROM pg_stat_replication")
        rows = list(_rows_of(path))
        with (
            self._publisher.connect() as session,
            session.transaction(),
            session.cursor() as cursor,
        ):
            cursor.executemany(UPDATE, [(*row[1:], row[0]) for row in rows])
        self._last_row = rows[-1] if rows else None

    def sync(self) -> None:
        if self._subscribed:
            self._at_subscriber.execute("ALTER SUBSCRIPTION copy ENABLE")
            self._wait(
                "publisher",
                "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'",
            )
            self._await_last_row()
        else:
            self._at_subscriber.execute(
                f"CREATE SUBSCRIPTION copy CONNECTION '{address_of(self._wire_port)}'"
                " PUBLICATION registry WITH (synchronous_commit = on)"
            )
            self._subscribed = True
            self._wait("subscriber", "SELECT every(srsubstate = 'r') FROM pg_subscription_rel")

    def dump(self, path: str) -> None:
        with Path(path).open("w", encoding="utf-8") as file, self._at_subscriber.cursor() as cursor:
            for record_id, *values in cursor.stream(f"SELECT {', '.join(COLUMNS)} FROM usaha"):
                print(json.dumps([record_id.hex, *values], ensure_ascii=False), file=file)

    def stored_bytes(self) -> dict[str, int]:
        found = self._at_subscriber.execute("SELECT pg_total_relation_size('usaha')").fetchone()
        assert found is not None
        return {"bytes": found[0]}

    def _await_last_row(self) -> None:
        if self._last_row is not None:
            record_id, *values = self._last_row
            same = " AND ".join(f"{name} IS NOT DISTINCT FROM %s" for name in FIELDS)
            self._wait(
                "subscriber",
                f"SELECT count(*) = 1 FROM usaha WHERE id = %s AND {same}",
                (record_id, *values),
            )

    def _wait(self, side: str, question: str, values: tuple[Any, ...] = ()) -> None:
        session = self._at_publisher if side == "publisher" else self._at_subscriber
        while session.execute(question, values).fetchone() != (True,):
            time.sleep(POLL_SECONDS)


def _rows_of(path: str) -> list[list[Any]]:
    with Path(path).open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [[UUID(hex=record_id), *values] for record_id, *values in rows]


def serve(offices: Offices) -> None:
    print(json.dumps(offices.greeting), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        act: Callable[..., dict[str, int] | None] = getattr(offices, request.pop("ask"))
        try:
            print(json.dumps(act(**request) or {}), flush=True)
        except Exception as error:  # the harness must hear of any failure
            print(json.dumps({"error": repr(error)}), flush=True)
            raise


def main(folder: Path, publisher_port: int, subscriber_port: int, wire_port: int) -> None:
    with (
        running(folder / "publisher", publisher_port) as publisher,
        running(folder / "subscriber", subscriber_port) as subscriber,
    ):
        serve(Offices(publisher, subscriber, wire_port))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
