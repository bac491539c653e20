"""One Morango office, driven over standard input and output (see bench/sync/worker.py).

usage: python -m bench.sync.morango_project.office receiver
       python -m bench.sync.morango_project.office sender URL
"""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin

import django

django.setup()

from cheroot.wsgi import Server  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from morango.models.certificates import Certificate, Filter, ScopeDefinition  # noqa: E402
from morango.sync.syncsession import NetworkSyncConnection  # noqa: E402

from bench.records import FIELDS  # noqa: E402
from bench.sync.morango_project.registry.models import Enterprise  # noqa: E402

SCOPE = "office"
LOAD_BATCH = 2_000
COLUMNS = ("record_id", *FIELDS)


def write_ahead(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Use SQLite as Kolibri does: write-ahead log, so that readers do not block the writer."""
    connection.cursor().execute("PRAGMA journal_mode = WAL")


def prepare_database() -> None:
    connection_created.connect(write_ahead)
    call_command("migrate", run_syncdb=True, verbosity=0)
    ScopeDefinition.objects.get_or_create(
        id=SCOPE,
        defaults={
            "profile": Enterprise.morango_profile,
            "version": 1,
            "primary_scope_param_key": SCOPE,
            "description": "all of one office",
            "read_filter_template": "",
            "write_filter_template": "",
            "read_write_filter_template": "${office}",
        },
    )


def rows_of(path: str) -> Iterator[dict[str, object]]:
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            yield dict(zip(COLUMNS, json.loads(line), strict=True))


class Receiver:
    """Serves Morango's HTTP interface and owns the root certificate."""

    def __init__(self) -> None:
        prepare_database()
        Enterprise.office = Certificate.generate_root_certificate(SCOPE).id
        self._server = Server(("127.0.0.1", 0), get_wsgi_application(), shutdown_timeout=0)
        self._server.prepare()
        Thread(target=self._server.serve, daemon=True).start()
        self.greeting = {"port": self._server.bind_addr[1]}

    def dump(self, path: str) -> None:
        with Path(path).open("w", encoding="utf-8") as file:
            for row in Enterprise.objects.values_list(*COLUMNS).iterator():
                print(json.dumps(row, ensure_ascii=False), file=file)

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the database file, so that its size says what is stored."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def stop(self) -> None:
        self._server.stop()


class Sender:
    """Has a certificate of the receiver's root, records, and pushes them."""

    def __init__(self, url: str) -> None:
        prepare_database()
        self._url = url
        network = NetworkSyncConnection(url)
        self._root = network.get_remote_certificates(self._remote_root_id(network), SCOPE)[0]
        self._certificate = network.certificate_signing_request(
            self._root, SCOPE, {SCOPE: self._root.id}, userargs="office", password="bench"
        )
        network.close()
        Enterprise.office = self._root.id
        self.greeting = {"certificate": self._certificate.id}

    def _remote_root_id(self, network: NetworkSyncConnection) -> str:
        answer = network.session.get(urljoin(self._url, "/api/morango/v1/certificates/"))
        return str(answer.json()[0]["id"])

    def load(self, path: str) -> None:
        rows = rows_of(path)
        while batch := list(islice(rows, LOAD_BATCH)):
            enterprises = [Enterprise(**row) for row in batch]
            for enterprise in enterprises:
                enterprise.id = enterprise.calculate_uuid()
            Enterprise.objects.bulk_create(enterprises)

    def change(self, path: str) -> None:
        for row in rows_of(path):
            enterprise = Enterprise.objects.get(record_id=row.pop("record_id"))
            for name, value in row.items():
                setattr(enterprise, name, value)
            enterprise.save()

    def sync(self) -> None:
        network = NetworkSyncConnection(self._url)
        session = network.create_sync_session(self._certificate, self._root)
        push = session.get_push_client()
        push.initialize(Filter(self._root.id))
        push.run()
        push.finalize()
        network.close_sync_session(session.sync_session)
        network.close()


def serve(office: Receiver | Sender) -> None:
    print(json.dumps(office.greeting), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        act: Callable[..., None] = getattr(office, request.pop("ask"))
        try:
            act(**request)
        except Exception as error:  # the harness must hear of any failure
            print(json.dumps({"error": repr(error)}), flush=True)
            raise
        print("{}", flush=True)


def main(role: str, *arguments: str) -> None:
    if role == "sender":
        serve(Sender(*arguments))
    else:
        receiver = Receiver()
        serve(receiver)
        receiver.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
