"""Init, invite, join and sync as two offices do it: the installed command, real HTTP on loopback."""

import shutil
from pathlib import Path

from selaras.cli.exit_codes import ExitCode
from tests.world.command import join, new_pair, run, said, served


def test_an_office_joins_syncs_and_then_asks_in_one_round_under_a_kilobyte(tmp_path: Path) -> None:
    parent, child = new_pair(tmp_path)
    with served(parent) as url:
        join(parent, child, url)
        said(run(child, "sync", "--json"))
        second = said(run(child, "sync", "--json"))
    down = run(child, "sync", "--json")

    assert second["rounds"] == 1
    assert second["bytes_sent"] + second["bytes_received"] < 1000
    assert down.returncode == ExitCode.PEER_UNREACHABLE
    assert "tidak dapat dihubungi" in down.stderr


def test_an_office_whose_database_was_copied_may_not_write_until_a_sync_heals_it(tmp_path: Path) -> None:
    parent, child = new_pair(tmp_path)
    with served(parent) as url:
        join(parent, child, url)
        clone = tmp_path / "salinan"
        shutil.copytree(child, clone)
        healed = run(clone, "sync", "--json")
        again = run(clone, "sync", "--json")

    assert "disalin" in healed.stderr
    assert healed.returncode == again.returncode == ExitCode.DONE
    assert "disalin" not in again.stderr


def test_init_refuses_a_second_time_an_unknown_wilayah_and_a_wrong_level(tmp_path: Path) -> None:
    said(run(tmp_path / "a", "init", "--name", "Kementerian", "--level", "kementerian", "--json"))

    again = run(tmp_path / "a", "init", "--name", "Kementerian", "--level", "kementerian")
    unknown = run(tmp_path / "b", "init", "--name", "Kantor", "--level", "kabkota", "--wilayah", "35.99")
    wrong = run(tmp_path / "b", "init", "--name", "Kantor", "--level", "provinsi", "--wilayah", "35.07")

    assert again.returncode == unknown.returncode == wrong.returncode == ExitCode.WRONG_USE
    assert not (tmp_path / "b").exists()
