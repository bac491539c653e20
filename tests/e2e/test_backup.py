"""Backup, restore and what an office does after losing its database: drills through the command line."""

from __future__ import annotations

import shutil
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from selaras.cli.exit_codes import ExitCode
from tests.world.command import join, new_pair, records, run, said, served
from tests.world.field_file import write_usaha


class Drill:
    """A province that is up, and an office below it that has imported a file and synced."""

    def __init__(self, folder: Path, url: str, parent: Path, child: Path) -> None:
        self.folder, self.url, self.parent, self.child = folder, url, parent, child

    def bring_in(self, home: Path, first: int, count: int = 20) -> None:
        file = write_usaha(self.folder / f"berkas-{first}.csv", first, count)
        said(run(home, "import", str(file), "--kind", "usaha", "--json"))

    def names(self, home: Path) -> set[str]:
        return {record["fields"]["nama_usaha"] for record in records(home)}


@pytest.fixture
def drill(tmp_path: Path) -> Iterator[Drill]:
    parent, child = new_pair(tmp_path)
    with served(parent) as url:
        join(parent, child, url)
        drill = Drill(tmp_path, url, parent, child)
        drill.bring_in(child, 0)
        said(run(child, "sync", "--json"))
        yield drill


def test_a_restored_office_gets_its_later_changes_back_and_only_then_writes_again(drill: Drill) -> None:
    file = drill.folder / "cadangan.zip"
    made = said(run(drill.child, "backup", str(file), "--json"))
    drill.bring_in(drill.child, 20)
    said(run(drill.child, "sync", "--json"))
    before = drill.names(drill.child)
    shutil.rmtree(drill.child)

    back = said(run(drill.child, "restore", str(file), "--json"))
    refused = run(drill.child, "edit", records(drill.child)[0]["id"], "alamat=Jalan Baru")
    healed = run(drill.child, "sync", "--json")
    again = run(drill.child, "edit", records(drill.child)[0]["id"], "alamat=Jalan Baru")
    said(run(drill.child, "sync", "--json"))

    assert back["changes"] == made["changes"] > 0
    assert refused.returncode == ExitCode.MUST_NOT_WRITE
    assert "selaras sync" in refused.stderr
    assert said(healed)["received"] > 0
    assert again.returncode == ExitCode.DONE
    assert drill.names(drill.child) == drill.names(drill.parent) == before
    assert said(run(drill.child, "verify", "--json"))["equal"]
    assert said(run(drill.child, "scrub", "--json"))["bad_changes"] == 0


def test_a_backup_holds_one_moment_while_the_office_goes_on_and_only_its_owner_reads_it(drill: Drill) -> None:
    writer = threading.Thread(target=drill.bring_in, args=(drill.child, 100, 4_000))
    writer.start()
    made = [said(run(drill.child, "backup", str(drill.folder / f"c{i}.zip"), "--json")) for i in range(3)]
    writer.join()

    assert [backup["bad_changes"] + backup["bad_rows"] for backup in made] == [0, 0, 0]
    assert made[0]["changes"] <= made[1]["changes"] <= made[2]["changes"]
    for i in range(3):
        file = drill.folder / f"c{i}.zip"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert said(run(drill.child, "restore", str(file), "--check", "--json"))["sound"]
    assert not list(drill.folder.glob(".selaras-*"))


def test_a_backup_overwrites_nothing_and_a_restore_takes_no_living_office(drill: Drill) -> None:
    file = drill.folder / "cadangan.zip"
    said(run(drill.child, "backup", str(file), "--json"))
    kept = file.read_bytes()

    twice = run(drill.child, "backup", str(file))
    over = run(drill.child, "restore", str(file))
    moved = said(run(drill.child, "restore", str(file), "--aside", "--json"))

    assert twice.returncode == over.returncode == ExitCode.WRONG_USE
    assert file.read_bytes() == kept
    assert drill.names(Path(moved["aside"])) == drill.names(drill.child)


@pytest.mark.parametrize("damage", ["cut", "flip", "foreign"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(drill: Drill, damage: str) -> None:
    file, home = drill.folder / "cadangan.zip", drill.folder / "baru"
    said(run(drill.child, "backup", str(file), "--json"))
    whole = file.read_bytes()
    if damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "flip":
        file.write_bytes(whole[:5000] + bytes([whole[5000] ^ 4]) + whole[5001:])
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("surat.txt", "bukan cadangan")

    tried = run(drill.child, "restore", str(file), "--check")
    restored = run(home, "restore", str(file))

    assert tried.returncode == restored.returncode == ExitCode.NO
    assert "cadangan" in restored.stderr
    assert not home.exists()


def test_both_copies_of_an_office_go_on_writing_and_both_branches_are_kept(drill: Drill) -> None:
    clone = drill.folder / "kembar"
    shutil.copytree(drill.child, clone)
    drill.bring_in(drill.child, 200, 5)
    refused = run(clone, "import", str(write_usaha(drill.folder / "x.csv", 300, 5)), "--kind", "usaha")
    said(run(clone, "sync", "--json"))
    drill.bring_in(clone, 300, 5)
    drill.bring_in(drill.child, 210, 5)
    for home in (drill.child, clone, drill.child, clone):
        said(run(home, "sync", "--json"))

    assert refused.returncode == ExitCode.MUST_NOT_WRITE
    assert drill.names(drill.child) == drill.names(clone) == drill.names(drill.parent)
    assert len(drill.names(drill.parent)) == 35


def test_a_database_alone_from_an_old_copy_is_noticed_and_healed(drill: Drill) -> None:
    kept = drill.folder / "dulu.sqlite3"
    shutil.copy(drill.child / "selaras.sqlite3", kept)
    drill.bring_in(drill.child, 20, 5)
    said(run(drill.child, "sync", "--json"))
    shutil.copy(kept, drill.child / "selaras.sqlite3")
    for rest in drill.child.glob("selaras.sqlite3-*"):
        rest.unlink()

    refused = run(drill.child, "edit", records(drill.child)[0]["id"], "alamat=Jalan Baru")
    healed = run(drill.child, "sync", "--json")

    assert refused.returncode == ExitCode.MUST_NOT_WRITE
    assert "lebih lama" in refused.stderr
    assert "dikembalikan dari induk" in healed.stderr
    assert "boleh mencatat lagi" in healed.stderr
    assert "boleh mencatat lagi" not in run(drill.child, "sync").stderr
    assert len(drill.names(drill.child)) == 25


def test_a_whole_folder_from_an_old_copy_is_noticed_by_the_parent_and_nothing_is_lost(drill: Drill) -> None:
    kept = drill.folder / "dulu"
    shutil.copytree(drill.child, kept)
    drill.bring_in(drill.child, 20, 5)
    said(run(drill.child, "sync", "--json"))
    for path in drill.child.iterdir():  # the very same files, as a disk put back has them: only the parent can tell
        if (kept / path.name).exists():
            path.write_bytes((kept / path.name).read_bytes())
        else:
            path.unlink()

    drill.bring_in(drill.child, 400, 5)
    for _ in range(2):
        said(run(drill.child, "sync", "--json"))

    assert len(drill.names(drill.child)) == 30
    assert drill.names(drill.child) == drill.names(drill.parent)
    assert said(run(drill.child, "verify", "--json"))["equal"]
