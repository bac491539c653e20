"""An erasure through the command line leaves no byte of the value in any file of any office's folder."""

from pathlib import Path

from selaras.cli.exit_codes import ExitCode
from tests.world.command import join, new_pair, records, run, said, served

NIK, OTHER = "3507010101800001", "3507010101800002"
ROWS = "".join(
    f"Toko Rekaan {i};Budi Rekaan;{NIK if i == 7 else OTHER};35.07.01.2001;;Jalan Pribadi {i}\n" for i in range(300)
)


def files_with(folder: Path, value: str) -> list[str]:
    return [str(p) for p in folder.rglob("*") if p.is_file() and value.encode() in p.read_bytes()]


def test_an_erased_value_is_in_no_file_of_any_office(tmp_path: Path) -> None:
    province, office = new_pair(tmp_path)
    source = tmp_path / "usaha.csv"
    source.write_text("Nama Usaha;Nama Pemilik;NIK;Desa;Kecamatan;Alamat\n" + ROWS, "utf-8")
    said(run(office, "import", str(source), "--kind", "usaha", "--json"))
    record = next(r["id"] for r in records(office) if r["fields"]["nik_pemilik"] == NIK)
    with served(province) as url:
        join(province, office, url)
        for telepon in ("081234567890", "081234567891"):
            assert run(office, "edit", record, f"telepon={telepon}").returncode == ExitCode.DONE
        said(run(office, "sync", "--json"))
        assert files_with(province, NIK)

        done = run(office, "erase", record, "--field", "nik_pemilik", "--reason", "permintaan pemilik", "--json")
        assert said(done)["lost"] == []
        assert "Cadangan" in done.stderr
        assert files_with(office, NIK) == []
        said(run(office, "sync", "--json"))
    assert run(province, "scrub", "--json").returncode == ExitCode.DONE

    assert files_with(province, NIK) == []
    assert files_with(office, OTHER), "only what was named is gone"
    (kept,) = (r["fields"] for r in records(province) if r["id"] == record)
    assert (kept["telepon"], kept["nama_usaha"]) == ("+6281234567891", "Toko Rekaan 7")
