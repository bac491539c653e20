"""`selaras doctor` finds what could lose data or is overdue, and says what to do about each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from selaras.cli.exit_codes import ExitCode
from selaras.flows.check_database import UnsafeDatabase, check_database
from selaras.store.database import PostgresDatabase
from tests.world.command import run, said
from tests.world.field_file import write_usaha
from tests.world.postgres import Server, running

HOUR = 3600


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with records and a tried backup, of which each test gets a copy in its place."""
    home = tmp_path_factory.mktemp("dokter") / "kantor"
    said(run(home, "init", "--name", "K", "--level", "kabkota", "--wilayah", "35.07", "--json"))
    said(run(home, "import", str(write_usaha(home.parent / "a.csv", 0, 30)), "--kind", "usaha", "--json"))
    file = said(run(home, "backup", "--json"))["file"]
    said(run(home, "restore", file, "--check", "--json"))
    return home


@pytest.fixture
def home(made: Path) -> Path:
    """The office as it was made: the same folder, so that its witness knows it."""
    kept = made.with_name("asli")
    if not kept.exists():
        shutil.copytree(made, kept)
    for path in kept.rglob("*"):
        if path.is_file():
            (made / path.relative_to(kept)).write_bytes(path.read_bytes())
            (made / path.relative_to(kept)).chmod(path.stat().st_mode)
    for rest in made.glob("selaras.sqlite3-*"):
        rest.unlink()
    return made


def findings(home: Path, code: ExitCode = ExitCode.NO, **env: str) -> list[dict[str, Any]]:
    done = run(home, "doctor", "--json", env=env)
    assert done.returncode == code, done.stderr
    answer = json.loads(done.stdout)
    assert answer["well"] == (code is ExitCode.DONE)
    found: list[dict[str, Any]] = answer["findings"]
    assert all(one["remedy"] == "" if one["well"] else one["remedy"] for one in found)
    return [one for one in found if not one["well"]]


def sql(home: Path, statement: str) -> None:
    connection = pysqlite3.connect(str(home / "selaras.sqlite3"))
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_well_kept_office_has_nothing_to_do(home: Path) -> None:
    assert findings(home, ExitCode.DONE) == []


def no_backup(home: Path) -> None:
    (home / "cadangan.json").unlink()


def open_keys(home: Path) -> None:
    (home / "kunci.json").chmod(0o644)


def wrong_row(home: Path) -> None:
    sql(home, "UPDATE registry_usaha SET alamat = 'x'")


def known_damage(home: Path) -> None:
    sql(home, "INSERT INTO ledger_damage (stream, first, seen_ms) VALUES (1, 3, 0)")


def copied(home: Path) -> None:
    sql(home, "UPDATE network_self SET state = 'salinan'")


def refused(home: Path) -> None:
    stream = json.dumps(["00" * 16, "00" * 8, "35.07", "usaha"])
    sql(
        home,
        "INSERT INTO ledger_quarantine (peer, stream, first, cause, message, segment, times, first_seen_ms,"
        f" last_seen_ms) VALUES (x'00', '{stream}', 1, 'celah', 'Ada yang terlewat.', x'', 3, 0, 0)",
    )


def without_a_table(home: Path) -> None:
    sql(home, "DELETE FROM django_migrations WHERE app = 'inbox'")


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (no_backup, "cadangan"),
        (open_keys, "kunci"),
        (wrong_row, "kerusakan"),
        (known_damage, "kerusakan"),
        (copied, "saksi"),
        (refused, "karantina"),
        (without_a_table, "tabel"),
    ],
)
def test_what_is_wrong_is_found_and_said_with_the_way_out(home: Path, harm: Callable[[Path], None], check: str) -> None:
    harm(home)

    assert {found["check"] for found in findings(home)} == {check}


def test_what_the_witness_found_is_said_here_too(home: Path) -> None:
    (home / "saksi.json").unlink()

    first, second = run(home, "doctor"), run(home, "doctor")

    assert "berkas saksi" in first.stderr
    assert "berkas saksi" not in second.stderr


def test_a_command_and_the_server_send_an_office_with_older_tables_to_the_upgrade(home: Path) -> None:
    file = str(write_usaha(home.parent / "lagi.csv", 30, 5))
    sql(home, "DROP TABLE inbox_read_row")
    sql(home, "CREATE TABLE inbox_imported_row (hash BLOB, record BLOB, import_id integer)")
    sql(home, "DELETE FROM django_migrations WHERE app = 'inbox' AND name = '0002_read_row'")

    refused = [run(home, "import", file, "--kind", "usaha"), run(home, "serve")]

    assert [(one.returncode, "selaras upgrade" in one.stderr) for one in refused] == [(ExitCode.NO, True)] * 2
    assert run(home, "upgrade").returncode == ExitCode.DONE
    assert run(home, "import", file, "--kind", "usaha").returncode == ExitCode.DONE


def test_an_upgrade_shows_what_the_version_before_it_kept_without_knowing_it(home: Path) -> None:
    before = run(home, "export", "usaha", "--format", "jsonl").stdout
    sql(home, "UPDATE registry_usaha SET nama_usaha = NULL, heads = x''")
    assert run(home, "export", "usaha", "--format", "jsonl").stdout != before

    upgraded = run(home, "upgrade")

    assert (upgraded.returncode, "disusun ulang" in upgraded.stderr) == (ExitCode.DONE, True)
    assert run(home, "export", "usaha", "--format", "jsonl").stdout == before != ""
    assert run(home, "scrub").returncode == ExitCode.DONE


def test_a_backup_of_an_older_version_is_sound_and_a_restore_shows_what_that_version_did_not_know(home: Path) -> None:
    before = run(home, "export", "usaha", "--format", "jsonl").stdout
    sql(home, "UPDATE registry_usaha SET nama_usaha = NULL, heads = x''")
    file, back = home.parent / "lama.zip", home.parent / "pulih"
    run(home, "backup", str(file))

    sound = said(run(home, "restore", str(file), "--check", "--json"))["sound"]
    said(run(back, "restore", str(file), "--json"))

    assert sound
    assert run(back, "export", "usaha", "--format", "jsonl").stdout == before != ""
    assert run(back, "scrub").returncode == ExitCode.DONE


@pytest.mark.parametrize(
    "damage", ["UPDATE ledger_shape SET names = x'00'", "UPDATE ledger_change SET payload = x'ff'"]
)
def test_a_backup_of_a_damaged_office_is_still_restored(home: Path, damage: str) -> None:
    sql(home, damage)
    file, back = home.parent / "rusak.zip", home.parent / "pulih-rusak"
    file.unlink(missing_ok=True)
    run(home, "backup", str(file))

    assert run(home, "restore", str(file), "--check").returncode == ExitCode.NO
    said(run(back, "restore", str(file), "--json", "--aside"))

    assert run(back, "scrub").returncode == ExitCode.NO


@pytest.mark.parametrize("days", [-400, 9])
def test_a_wrong_clock_and_an_old_backup_are_found(home: Path, days: int) -> None:
    found = findings(home, SELARAS_CLOCK_OFFSET_S=str(days * 24 * HOUR))

    assert {one["check"] for one in found} == ({"jam"} if days < 0 else {"cadangan"})


def test_a_damaged_certificate_is_told_by_doctor_by_scrub_and_by_whoever_needs_it(home: Path) -> None:
    sql(home, "UPDATE network_certificate SET signed = CAST(replace(CAST(signed AS TEXT), 'key', 'kez') AS BLOB)")

    scrubbed, verified = run(home, "scrub", "--json"), run(home, "invite", "--level", "kabkota", "--wilayah", "35.07")

    assert {one["check"] for one in findings(home)} >= {"kerusakan"}
    assert scrubbed.returncode == ExitCode.NO
    assert "selaras restore" in scrubbed.stderr
    assert verified.returncode != ExitCode.BUG


def test_a_broken_database_file_is_told_by_doctor_and_by_scrub(home: Path) -> None:
    file = home / "selaras.sqlite3"
    whole = bytearray(file.read_bytes())
    for page in range(3, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 60] = b"\xa5" * 60
    file.write_bytes(bytes(whole))

    scrubbed = run(home, "scrub", "--json")

    assert {one["check"] for one in findings(home)} == {"basis_data"}
    assert scrubbed.returncode == ExitCode.NO
    assert "selaras restore" in scrubbed.stderr


def test_a_server_that_skips_its_syncs_is_refused(postgres: Server) -> None:
    with postgres.connect() as connection, pytest.raises(UnsafeDatabase, match="fsync=off, full_page_writes=off"):
        check_database(PostgresDatabase(connection))


def test_a_server_as_a_hub_runs_it_is_accepted_and_one_that_does_not_wait_for_its_disk_is_not() -> None:
    with running(durable=True) as server, server.connect() as connection:
        check_database(PostgresDatabase(connection))
        connection.execute("SET synchronous_commit = off")
        with pytest.raises(UnsafeDatabase, match="synchronous_commit=off"):
            check_database(PostgresDatabase(connection))
