"""A province on PostgreSQL, from init to restore, through the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from selaras.cli.exit_codes import ExitCode
from tests.world.command import join, records, run, said, served
from tests.world.field_file import write_usaha
from tests.world.postgres import Server, running


@pytest.fixture(scope="module")
def hub() -> Iterator[Server]:
    """A server as a hub runs it: one that skips its syncs would be refused."""
    with running(durable=True) as server:
        yield server


def init(home: Path, url: str, level: str = "provinsi", wilayah: str = "35") -> None:
    options = ("--name", "Kantor", "--level", level, "--wilayah", wilayah, "--database", url)
    assert said(run(home, "init", *options, "--json"))["database"] == url


def test_a_province_on_postgresql_does_all_that_an_office_on_sqlite_does(hub: Server, tmp_path: Path) -> None:
    province, office = tmp_path / "provinsi", tmp_path / "kabupaten"
    init(province, hub.create_empty("provinsi"))
    init(office, hub.create_empty("kabupaten"), "kabkota", "35.07")
    with served(province) as url:
        join(province, office, url)
        told = said(run(office, "import", str(write_usaha(tmp_path / "a.csv", 0, 50)), "--kind", "usaha", "--json"))
        sent = said(run(office, "sync", "--json"))
        equal = said(run(office, "verify", "--json"))["equal"]
    exported = records(province)
    rebuilt = said(run(province, "rebuild", "--json"))
    scrubbed = said(run(province, "scrub", "--json"))

    assert told["new"] == sent["sent"] == rebuilt["rows"] == scrubbed["rows"] == 50
    assert equal
    assert scrubbed["bad_changes"] == scrubbed["bad_rows"] == 0
    assert records(province) == exported == records(office)


def test_a_backup_of_postgresql_comes_back_on_postgresql_and_on_sqlite(hub: Server, tmp_path: Path) -> None:
    home, file = tmp_path / "provinsi", tmp_path / "cadangan.zip"
    init(home, hub.create_empty("asal"))
    said(run(home, "import", str(write_usaha(tmp_path / "a.csv", 0, 50)), "--kind", "usaha", "--json"))
    before = records(home)

    said(run(home, "backup", str(file), "--json"))
    over = run(tmp_path / "baru", "restore", str(file))
    target = hub.create_empty("tujuan")
    said(run(tmp_path / "server", "restore", str(file), "--database", target, "--json"))
    said(run(tmp_path / "berkas", "restore", str(file), "--database", "sqlite:///selaras.sqlite3", "--json"))

    assert over.returncode == ExitCode.WRONG_USE
    assert "sudah berisi kantor" in over.stderr
    assert not (tmp_path / "baru").exists()
    for place in ("server", "berkas"):
        assert records(tmp_path / place) == before
        assert said(run(tmp_path / place, "scrub", "--json"))["rows"] == 50


def test_an_init_that_fails_leaves_no_folder_and_says_why(hub: Server, tmp_path: Path) -> None:
    options = ("--name", "Kantor", "--level", "provinsi", "--wilayah", "35", "--database")
    missing = run(tmp_path / "a", "init", *options, hub.url("tidak_ada"))
    unknown = run(tmp_path / "a", "init", *options, "mysql://localhost/x")
    down = run(tmp_path / "a", "init", *options, "postgresql://postgres@127.0.0.1:1/x")
    used = hub.create_empty("dipakai")
    init(tmp_path / "b", used)
    twice = run(tmp_path / "a", "init", *options, used)

    assert missing.returncode == down.returncode == ExitCode.NO
    assert unknown.returncode == twice.returncode == ExitCode.WRONG_USE
    assert "sudah berisi kantor" in twice.stderr
    assert not (tmp_path / "a").exists()
