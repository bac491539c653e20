"""An officer acts on single records through the command line: show, settle, hand over, delete."""

from pathlib import Path

from selaras.cli.exit_codes import ExitCode
from tests.world.command import join, new_pair, records, run, said, served

USAHA = "Nama Usaha;Nama Pemilik;Desa;Kecamatan;Alamat\nToko Rekaan;Budi Rekaan;35.07.01.2001;;Jalan A\n"


def test_an_officer_shows_settles_hands_over_deletes_and_undeletes(tmp_path: Path) -> None:
    province, office = new_pair(tmp_path)
    (tmp_path / "usaha.csv").write_text(USAHA, "utf-8")
    said(run(office, "import", str(tmp_path / "usaha.csv"), "--kind", "usaha", "--json"))
    (record,) = (r["id"] for r in records(office))
    with served(province) as url:
        join(province, office, url)
        said(run(office, "sync", "--json"))
        assert run(province, "edit", record, "alamat=Jalan B").returncode == ExitCode.DONE
        said(run(office, "sync", "--json"))

        listed = said(run(office, "settle", record, "--json"))["choices"]
        assert [(c["letter"], c["value"], c["mine"]) for c in listed] == [
            ("a", "Jalan A", True),
            ("b", "Jalan B", True),
        ]
        assert said(run(office, "settle", record, "alamat", "--choose", "b", "--json"))["value"] == "Jalan B"
        no = run(province, "delete", record, "--reason", "uji")
        assert (no.returncode, "Hanya pembina" in no.stderr) == (ExitCode.NO, True)

        said(run(office, "handover", "offer", record, "--to", "provinsi", "--reason", "omzet naik", "--json"))
        said(run(office, "sync", "--json"))
        waiting = said(run(province, "handover", "list", "--json"))
        assert [offer["id"] for offer in waiting["offers"]] == [record]
        said(run(province, "handover", "accept", record, "--json"))
        said(run(province, "delete", record, "--reason", "terdaftar dua kali", "--json"))
        said(run(office, "sync", "--json"))

    assert records(office) == []
    shown = said(run(office, "show", record, "--json"))
    assert (shown["pembina"], shown["deleted"], shown["rivals"], shown["proposals"]) == ("provinsi", True, [], [])
    said(run(province, "undelete", record, "--reason", "ternyata lain", "--json"))
    assert len(records(province)) == 1
    told = run(province, "show", record)
    assert "membatalkan penghapusan (alasan: ternyata lain)" in told.stdout


def test_a_number_that_is_none_or_unknown_is_said_to_be_so(tmp_path: Path) -> None:
    province, _ = new_pair(tmp_path)
    unknown = run(province, "show", "00" * 16)

    assert (unknown.returncode, "tidak ada di kantor ini" in unknown.stderr) == (ExitCode.NO, True)
    assert run(province, "show", "bukan nomor").returncode == ExitCode.WRONG_USE
