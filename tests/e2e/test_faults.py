"""Faults as they come in an office, through the command line: each ends with a sentence, and nothing acknowledged is lost."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import psutil
import pysqlite3
import pytest

from selaras.cli.exit_codes import ExitCode
from tests.world.command import SELARAS, Served, free_port, join, limited, new_pair, records, run, said, server
from tests.world.field_file import write_usaha

YEARS = 10 * 365 * 24 * 3600


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A province and its office, joined; the province is down."""
    parent, child = new_pair(tmp_path)
    with server(parent) as running:
        join(parent, child, running.url)
    return parent, child


@contextmanager
def up(parent: Path, child: Path, limit_kb: int = 0) -> Iterator[Served]:
    """The province at the address that its office knows."""
    with server(parent, port=int(said_url(child).rpartition(":")[2]), limit_kb=limit_kb) as running:
        yield running


def said_url(child: Path) -> str:
    connection = pysqlite3.connect(str(child / "selaras.sqlite3"))
    url: str = connection.execute("SELECT url FROM network_peer WHERE role = 'induk'").fetchone()[0]
    connection.close()
    return url


def bring_in(home: Path, first: int, count: int, **env: str) -> None:
    said(
        run(home, "import", str(write_usaha(home.parent / "b.csv", first, count)), "--kind", "usaha", "--json", env=env)
    )


def with_limit(home: Path, kilobytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose files cannot grow beyond a size: what a quota or a full disk does to it."""
    command = limited(kilobytes, [str(SELARAS), "--home", str(home), *arguments])
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


def size_of(home: Path) -> int:
    return sum(path.stat().st_size for path in home.glob("selaras.sqlite3*")) // 1024


def held(home: Path) -> int:
    connection = pysqlite3.connect(str(home / "selaras.sqlite3"))
    count: int = connection.execute("SELECT COUNT(*) FROM ledger_change").fetchone()[0]
    connection.close()
    return count


def test_a_full_disk_stops_an_import_with_a_sentence_and_it_goes_on_once_there_is_room(
    pair: tuple[Path, Path],
) -> None:
    parent, child = pair
    file = write_usaha(child.parent / "banyak.csv", 0, 6_000)

    full = with_limit(child, size_of(child) + 4_000, "import", str(file), "--kind", "usaha")
    kept = len(records(child))
    again = said(run(child, "import", str(file), "--kind", "usaha", "--json"))

    assert full.returncode == ExitCode.NO, full.stderr
    assert "Disk penuh" in full.stderr
    assert 0 < kept < 6_000, "whole chunks were kept"
    assert (again["new"], again["unchanged"]) == (6_000 - kept, kept)
    assert said(run(child, "scrub", "--json"))["rows"] == 6_000
    assert not (child / "galat.log").exists()
    with up(parent, child):
        assert said(run(child, "sync", "--json"))["sent"] == 6_000


def test_a_province_with_a_full_disk_says_so_and_takes_the_rest_later(pair: tuple[Path, Path]) -> None:
    parent, child = pair
    bring_in(child, 0, 6_000)
    with up(parent, child, limit_kb=size_of(parent) + 2_000):
        full = run(child, "sync", "--json")
    taken = held(parent)
    with up(parent, child):
        rest = said(run(child, "sync", "--json"))
        equal = said(run(child, "verify", "--json"))["equal"]

    assert full.returncode == ExitCode.PEER_UNREACHABLE, full.stderr
    assert "tidak dapat mencatat" in full.stderr
    assert taken < 6_000
    assert rest["sent"] == 6_000 - taken
    assert equal
    assert said(run(parent, "scrub", "--json"))["bad_changes"] == 0


def test_a_server_killed_in_the_middle_of_a_sync_has_kept_what_it_acknowledged(pair: tuple[Path, Path]) -> None:
    parent, child = pair
    bring_in(child, 0, 9_000)
    with up(parent, child) as running:
        calling = subprocess.Popen(
            [SELARAS, "--home", child, "sync", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        until = time.monotonic() + 60
        while held(parent) == 0 and time.monotonic() < until:
            time.sleep(0.01)
        family = psutil.Process(running.process.pid)
        for process in [*family.children(recursive=True), family]:
            process.kill()
        told = calling.communicate(timeout=60)
    taken = held(parent)
    with up(parent, child):
        rest = said(run(child, "sync", "--json"))
        equal = said(run(child, "verify", "--json"))["equal"]

    assert calling.returncode == ExitCode.PEER_UNREACHABLE
    assert "perubahan sudah terkirim" in told[1]
    assert 0 < taken < 9_000
    assert rest["sent"] == 9_000 - taken
    assert equal
    assert len(records(parent)) == 9_000


def test_a_revoked_office_may_neither_sync_nor_write(pair: tuple[Path, Path]) -> None:
    parent, child = pair
    bring_in(child, 0, 3)
    with up(parent, child):
        said(run(child, "sync", "--json"))
        assert run(parent, "revoke", child_node(parent), "--reason", "uji").returncode == ExitCode.DONE
        called = run(child, "sync", "--json")
    written = run(child, "edit", records(child)[0]["id"], "alamat=Jalan Baru")

    assert called.returncode == written.returncode == ExitCode.MUST_NOT_WRITE
    assert "dicabut" in called.stderr
    assert "dicabut" in written.stderr
    assert len(records(child)) == 3


def child_node(parent: Path) -> str:
    connection = pysqlite3.connect(str(parent / "selaras.sqlite3"))
    node: bytes = connection.execute("SELECT node FROM network_peer WHERE role = 'anak'").fetchone()[0]
    connection.close()
    return node.hex()


def test_an_import_with_refused_rows_takes_the_good_ones_and_ends_with_one(pair: tuple[Path, Path]) -> None:
    _, child = pair
    file = write_usaha(child.parent / "campur.csv", 0, 3)
    file.write_text(file.read_text() + "35.99.99.9999;Warung Salah;Budi;Jalan 1;warung\n")

    answer = run(child, "import", str(file), "--kind", "usaha", "--json")
    told = said(answer, ExitCode.NO)

    assert "1 × Nama atau kode wilayah tidak ditemukan. Tulis nama" in answer.stderr
    assert (told["accepted"], told["refused"]) == (3, 1)
    assert told["faults"]
    assert len(records(child)) == 3


@pytest.mark.parametrize("seconds", [-YEARS, YEARS])
def test_a_clock_that_is_years_off_hinders_no_exchange_and_wins_no_argument(
    pair: tuple[Path, Path], seconds: int
) -> None:
    parent, child = pair
    wrong = {"SELARAS_CLOCK_OFFSET_S": str(seconds)}
    bring_in(child, 0, 3, **wrong)
    with up(parent, child):
        said(run(child, "sync", "--json", env=wrong))
        record = records(parent)[0]["id"]
        assert run(child, "edit", record, "alamat=Jalan Pertama", env=wrong).returncode == ExitCode.DONE
        said(run(child, "sync", "--json", env=wrong))
        assert run(parent, "edit", record, "alamat=Jalan Kedua").returncode == ExitCode.DONE
        said(run(child, "sync", "--json", env=wrong))
        assert run(child, "edit", record, "alamat=Jalan Ketiga", env=wrong).returncode == ExitCode.DONE
        said(run(child, "sync", "--json", env=wrong))
        equal = said(run(child, "verify", "--json", env=wrong))["equal"]
    told = run(parent, "doctor", "--json")

    assert equal
    for home in (parent, child):
        (one,) = (found for found in records(home) if found["id"] == record)
        assert one["fields"]["alamat"] == "Jalan Ketiga"
        assert one["rivals"] == []
    assert ("di masa depan" in told.stderr) == (seconds > 0)


class _Newer(BaseHTTPRequestHandler):
    """A parent of the version after this one."""

    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b"SLE2" + bytes(200))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("status", [200, 426])
def test_a_peer_of_another_version_is_named_as_such(
    pair: tuple[Path, Path], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, child = pair
    monkeypatch.setattr(_Newer, "status", status)
    port = free_port()
    connection = pysqlite3.connect(str(child / "selaras.sqlite3"))
    connection.execute("UPDATE network_peer SET url = ? WHERE role = 'induk'", (f"http://127.0.0.1:{port}",))
    connection.commit()
    connection.close()
    newer = HTTPServer(("127.0.0.1", port), _Newer)
    thread = threading.Thread(target=newer.serve_forever)
    thread.start()
    try:
        told = run(child, "sync")
    finally:
        newer.shutdown()
        thread.join()
        newer.server_close()

    assert told.returncode == ExitCode.PEER_UNREACHABLE
    assert "versi Selaras yang lain" in told.stderr


def test_a_message_of_a_newer_version_is_answered_so_that_its_sender_can_say_it(pair: tuple[Path, Path]) -> None:
    import urllib3

    parent, child = pair
    with up(parent, child) as running, urllib3.PoolManager(retries=False) as pool:
        answer = pool.request("POST", f"{running.url}/sync/", body=b"SLE2" + bytes(100))

    assert answer.status == 426
    assert "Perbarui aplikasi" in answer.data.decode()


@pytest.mark.parametrize("newer", ["child", "parent"])
def test_an_office_whose_parent_writes_other_batches_is_told_so_and_later_all_is_exchanged(
    pair: tuple[Path, Path], newer: str
) -> None:
    parent, child = pair
    bring_in(child, 0, 3)
    with up(parent, child):
        said(run(child, "sync", "--json"))
    assert run(parent, "edit", records(parent)[0]["id"], "alamat=Jalan Induk").returncode == ExitCode.DONE
    bring_in(child, 3, 3)
    later = {"PYTHONPATH": str(next_version(child.parent))}
    on_parent, on_child = (later, None) if newer == "parent" else (None, later)
    with server(parent, port=int(said_url(child).rpartition(":")[2]), env=on_parent):
        refused = run(child, "sync", env=on_child)
    kept = len(records(child))
    with up(parent, child):
        healed = run(child, "sync", "--json")
        equal = said(run(child, "verify", "--json"))["equal"]

    assert refused.returncode in (ExitCode.PEER_UNREACHABLE, ExitCode.NO), refused.stderr
    assert "versi Selaras yang lain" in refused.stderr
    assert "Perbarui aplikasi" in refused.stderr
    assert "tetap tersimpan" in refused.stderr
    assert kept == 6
    assert said(healed)["sent"] == 3
    assert equal
    assert len(records(parent)) == 6
    assert not (parent / "galat.log").exists()


def next_version(folder: Path) -> Path:
    """Return a folder that, on the path of the program, lets it write batches of the version after this one."""
    path = folder / "versi-berikut"
    path.mkdir()
    (path / "sitecustomize.py").write_text("import selaras.core.ledger.batch as m; m.MAGIC = b'SLB2'\n")
    return path


def test_a_damaged_index_is_named_and_made_anew_by_the_same_scrub(pair: tuple[Path, Path]) -> None:
    _, child = pair
    bring_in(child, 0, 20)
    flip_in_index(child / "selaras.sqlite3", "r_usaha_wilayah_induk", b"35.07", b"35.17")

    found = run(child, "scrub", "--json")
    again = run(child, "scrub", "--json")

    assert found.returncode == ExitCode.NO
    assert "Indeks basis data rusak dan sudah disusun ulang" in found.stderr
    assert "selaras sync" not in found.stderr, "nothing is left to mend"
    assert '"bad_changes":1,"rows":20,"bad_rows":0' in "".join(found.stdout.split())
    assert again.returncode == ExitCode.DONE, again.stderr


def flip_in_index(path: Path, index: str, old: bytes, new: bytes) -> None:
    """Change what stands in the file at the page where a small index is."""
    connection = pysqlite3.connect(str(path))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,))
    [(size,)] = connection.execute("PRAGMA page_size")
    connection.close()
    content = bytearray(path.read_bytes())
    at = content.index(old, (page - 1) * size, page * size)
    content[at : at + len(old)] = new
    path.write_bytes(content)
