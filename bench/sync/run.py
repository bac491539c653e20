"""Compare Selaras with Morango, PouchDB and PostgreSQL's logical replication in one run.

usage: python bench/sync/run.py [--records N] [--morango-records N] [--changes N] [--only NAME ...]

Installs each peer into bench/.env, runs it on this machine over loopback, and writes
bench/results/sync-<date>.json and bench/results/sync.md. Linux only.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[0] = str(REPOSITORY)

from bench.sync.comparison import compare  # noqa: E402
from bench.sync.machine import this_machine  # noqa: E402
from bench.sync.peer import Peer  # noqa: E402
from bench.sync.peer_morango import Morango  # noqa: E402
from bench.sync.peer_postgres import Postgres  # noqa: E402
from bench.sync.peer_pouchdb import PouchDB  # noqa: E402
from bench.sync.peer_selaras import Selaras  # noqa: E402
from bench.sync.report import write_reports  # noqa: E402

PEERS: tuple[Peer, ...] = (
    Selaras(),
    Selaras(postgres=True),
    Morango(),
    PouchDB(),
    PouchDB(batch_size=1_000),
    Postgres(),
)
ENVIRONMENTS = REPOSITORY / "bench/.env"
RESULTS = REPOSITORY / "bench/results"


def main() -> None:
    names = [peer.name for peer in PEERS]
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument(
        "--morango-records",
        type=int,
        default=20_000,
        help="fewer, since its full push takes minutes",
    )
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()

    machine = this_machine()
    outcomes = [
        compare(
            peer,
            ENVIRONMENTS / peer.software,
            options.morango_records if peer.name == "morango" else options.records,
            options.changes,
            lambda text: print(text, file=sys.stderr, flush=True),
        )
        for peer in PEERS
        if peer.name in options.only
    ]
    table = write_reports(options.results, datetime.now(tz=UTC).date(), machine, outcomes)
    print(table.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
