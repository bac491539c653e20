"""A province publishes to a bank through the command line: refused, started, read there, withdrawn."""

import time
from pathlib import Path

from selaras.cli.exit_codes import ExitCode
from tests.world.command import new_pair, records, run, said, served, server

WAIT_S = 30
USAHA = (
    "Nama Usaha;Nama Pemilik;NIK;Desa;Kecamatan;Alamat\n"
    "Toko Rekaan;Budi Rekaan;3507010101800001;35.07.01.2001;;Jalan Pribadi 1\n"
)


def test_a_bank_reads_what_a_province_publishes_until_it_is_withdrawn(tmp_path: Path) -> None:
    province, _ = new_pair(tmp_path)
    bank = tmp_path / "bank"
    said(run(bank, "init", "--name", "Bank contoh", "--level", "mitra", "--wilayah", "35", "--json"))
    (tmp_path / "usaha.csv").write_text(USAHA, "utf-8")
    said(run(province, "import", str(tmp_path / "usaha.csv"), "--kind", "usaha", "--json"))
    (record,) = (r["id"] for r in records(province))
    wanted = ("--to", "bank", "--kind", "usaha", "--purpose", "rujukan modal", "--where", "wilayah=35.07")
    with served(province) as url:
        code = said(run(province, "invite", "--level", "mitra", "--wilayah", "35", "--json"))["code"]
        said(run(bank, "join", url, "--code", code, "--json"))
        refused = run(province, "publish", "start", *wanted, "--fields", "nama_usaha,nik_pemilik")
        assert (refused.returncode, "persetujuan" in refused.stderr) == (ExitCode.NO, True)

        consent = ("--to", "bank", "--fields", "nik_pemilik", "--evidence", "map 7")
        said(run(province, "publish", "consent", record, *consent, "--json"))
        fields = ("--fields", "nama_usaha,nik_pemilik", "--consented")
        started = said(run(province, "publish", "start", *wanted, *fields, "--json"))
        assert (started["stated"], started["withheld"]) == (1, 0)
        said(run(bank, "sync", "--json"))
        (copy,) = records(bank)
        assert copy["fields"] == {"nama_usaha": "Toko Rekaan", "nik_pemilik": "3507010101800001"}
        (told,) = said(run(bank, "publish", "list", "--json"))["publications"]
        assert (told["purpose"], told["publisher_name"], told["ended"]) == ("rujukan modal", "Provinsi", False)
        assert run(bank, "edit", record, "alamat=X").returncode == ExitCode.NO

        withdrawn = said(run(province, "publish", "withdraw", started["publication"], "--reason", "selesai", "--json"))
        assert withdrawn["withdrawn"] == 1
        said(run(bank, "sync", "--json"))

    assert records(bank) == []
    assert "ditarik" in run(bank, "publish", "list").stdout
    assert said(run(province, "publish", "refresh", "--json")) == {"stated": 0, "withdrawn": 0, "withheld": 0}


def test_a_reader_who_only_gets_packets_reads_what_is_published_as_it_is_now(tmp_path: Path) -> None:
    province, _ = new_pair(tmp_path)
    bank, disk = tmp_path / "bank", str(tmp_path / "bank.paket")
    said(run(bank, "init", "--name", "Bank contoh", "--level", "mitra", "--wilayah", "35", "--json"))
    (tmp_path / "usaha.csv").write_text(USAHA, "utf-8")
    said(run(province, "import", str(tmp_path / "usaha.csv"), "--kind", "usaha", "--json"))
    (record,) = (r["id"] for r in records(province))
    with server(province) as running:
        code = said(run(province, "invite", "--level", "mitra", "--wilayah", "35", "--json"))["code"]
        said(run(bank, "join", running.url, "--code", code, "--json"))
    port = running.port
    wanted = ("--to", "bank", "--kind", "usaha", "--purpose", "rujukan modal", "--fields", "nama_usaha")
    said(run(province, "publish", "start", *wanted, "--json"))
    assert run(province, "edit", record, "nama_usaha=Toko Baru").returncode == ExitCode.DONE

    said(run(province, "packet", "write", disk, "--to", "Bank contoh", "--json"))
    said(run(bank, "packet", "read", disk, "--json"))

    assert [copy["fields"] for copy in records(bank)] == [{"nama_usaha": "Toko Baru"}]

    assert run(province, "edit", record, "nama_usaha=Toko Terbaru").returncode == ExitCode.DONE
    with server(province, port=port):
        until = time.monotonic() + WAIT_S
        while records(bank)[0]["fields"]["nama_usaha"] != "Toko Terbaru" and time.monotonic() < until:
            said(run(bank, "sync", "--json"))

    assert records(bank)[0]["fields"] == {"nama_usaha": "Toko Terbaru"}, (
        "a hub that serves brings publications up to date itself"
    )
