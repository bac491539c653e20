"""Two offices that can never reach each other again exchange by flash disk, through the command line."""

import json
import shutil
import sqlite3
from importlib.resources import files
from pathlib import Path

from selaras.cli.exit_codes import ExitCode
from tests.world.command import join, new_pair, run, said, served

FIELD_FILE = str(files("selaras.data").joinpath("contoh", "35.07_umkm.xlsx"))


def joined_pair(folder: Path) -> tuple[Path, Path]:
    """A province and an office that have joined, and then lost the line."""
    parent, child = new_pair(folder)
    with served(parent) as url:
        join(parent, child, url)
    return parent, child


def test_packets_there_and_back_make_a_field_file_safe_and_both_offices_equal(tmp_path: Path) -> None:
    parent, child = joined_pair(tmp_path)
    disk, reply = str(tmp_path / "malang.paket"), str(tmp_path / "balasan.paket")
    run(child, "import", FIELD_FILE, "--as-of", "2024-12-31")

    written = said(run(child, "packet", "write", disk, "--json"))
    assert set(written) == {"file", "peer", "name", "sent", "unsafe", "bytes", "seconds"}
    assert written["sent"] == written["unsafe"] > 0
    taken = said(run(parent, "packet", "read", disk, "--json"))
    assert set(taken) >= {"file", "peer", "received", "refused", "equal", "unsafe", "bytes", "seconds"}
    assert (taken["received"], taken["refused"], taken["equal"]) == (written["sent"], 0, True)

    said(run(parent, "packet", "write", reply, "--to", "kabupaten", "--json"))
    assert said(run(child, "packet", "read", reply, "--json"))["unsafe"] == 0
    again = run(parent, "packet", "read", disk, "--json")
    assert said(again)["received"] == 0
    exported = [run(home, "export", "usaha", "--format", "jsonl").stdout for home in (parent, child)]
    assert exported[0] == exported[1] != ""
    assert said(run(child, "packet", "write", disk, "--json"))["sent"] == 0


def test_every_mistake_with_a_packet_ends_in_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    parent, child = joined_pair(tmp_path)
    disk = tmp_path / "malang.paket"
    said(run(child, "packet", "write", str(disk), "--json"))

    own = run(child, "packet", "read", str(disk))
    disk.with_name("putus.paket").write_bytes(disk.read_bytes()[:-20])
    cut = run(parent, "packet", "read", str(tmp_path / "putus.paket"))
    none = run(parent, "packet", "read", FIELD_FILE)
    gone = run(parent, "packet", "read", str(tmp_path / "tidak_ada.paket"))
    nobody = run(parent, "packet", "write", str(disk))
    stranger = run(parent, "packet", "write", str(disk), "--to", "Kabupaten Antah")
    other = tmp_path / "surat.txt"
    other.write_text("Surat dinas", encoding="utf-8")
    taken = run(child, "packet", "write", str(other))

    assert "Paket ini untuk «Provinsi»" in own.stderr
    assert "terpotong" in cut.stderr
    assert "bukan paket Selaras" in none.stderr
    assert "«Kabupaten»" in nobody.stderr and "«Kabupaten»" in stranger.stderr  # noqa: PT018
    assert "Pilih nama berkas lain" in taken.stderr
    assert other.read_text(encoding="utf-8") == "Surat dinas"
    assert {own.returncode, cut.returncode, none.returncode} == {ExitCode.NO}
    assert {gone.returncode, nobody.returncode, stranger.returncode, taken.returncode} == {ExitCode.WRONG_USE}


def test_a_restored_office_without_a_line_gets_its_own_back_by_packets(tmp_path: Path) -> None:
    parent, child = joined_pair(tmp_path)
    backup, disk, reply = tmp_path / "cadangan", str(tmp_path / "malang.paket"), str(tmp_path / "balasan.paket")
    shutil.copytree(child, backup)
    run(child, "import", FIELD_FILE, "--as-of", "2024-12-31")
    said(run(child, "packet", "write", disk, "--json"))
    received = said(run(parent, "packet", "read", disk, "--json"))["received"]
    shutil.rmtree(child)
    shutil.copytree(backup, child)

    barred = run(child, "import", FIELD_FILE, "--as-of", "2024-12-31")
    said(run(child, "packet", "write", disk, "--json"))
    said(run(parent, "packet", "read", disk, "--json"))
    said(run(parent, "packet", "write", reply, "--to", "kabupaten", "--json"))
    healed = said(run(child, "packet", "read", reply, "--json"))

    assert barred.returncode == ExitCode.MUST_NOT_WRITE
    assert "selaras packet" in barred.stderr
    assert healed["recovered"] == received > 0
    again = run(child, "import", FIELD_FILE, "--as-of", "2024-12-31", "--json")
    assert json.loads(again.stdout)["new"] == 0


def test_an_office_without_a_line_gets_its_damaged_changes_back_by_packets(tmp_path: Path) -> None:
    parent, child = joined_pair(tmp_path)
    disk, reply = str(tmp_path / "malang.paket"), str(tmp_path / "balasan.paket")
    run(child, "import", FIELD_FILE, "--as-of", "2024-12-31")
    said(run(child, "packet", "write", disk, "--json"))
    said(run(parent, "packet", "read", disk, "--json"))
    exported = run(child, "export", "usaha", "--format", "jsonl").stdout
    with sqlite3.connect(child / "selaras.sqlite3") as database:
        database.execute("UPDATE ledger_change SET salt = x'00' || substr(salt, 2) WHERE place % 7 = 3")

    found = run(child, "scrub")
    assert (found.returncode, "selaras packet write" in found.stderr) == (ExitCode.NO, True)
    said(run(child, "packet", "write", disk, "--json"))
    said(run(parent, "packet", "read", disk, "--json"))
    said(run(parent, "packet", "write", reply, "--to", "kabupaten", "--json"))

    assert said(run(child, "packet", "read", reply, "--json"))["mended"] > 0
    assert run(child, "scrub").returncode == ExitCode.DONE
    assert run(child, "export", "usaha", "--format", "jsonl").stdout == exported != ""
