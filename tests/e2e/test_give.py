"""What leaves for a ministry: the columns of its profile, of its rumpun, and no value of any other."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.core.terms.kamus import Privacy
from tests.world.command import records, run, said

EXAMPLES = Path(str(files("selaras.data").joinpath("contoh")))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office that holds enterprises and cooperatives of the examples."""
    home = tmp_path / "simpul"
    made = ("init", "--name", "Dinas", "--level", "provinsi", "--wilayah", "35", "--rumpun", "usaha,koperasi")
    assert run(home, *made).returncode == ExitCode.DONE
    for name in ("35.07_umkm.xlsx", "koperasi_35.xlsx"):
        run(home, "import", str(EXAMPLES / name))
    assert records(home, "usaha")
    assert records(home, "koperasi")
    return home


@pytest.mark.parametrize(("profile", "other"), [("kementerian_umkm", "koperasi"), ("kementerian_koperasi", "usaha")])
def test_nothing_outside_a_profiles_rumpun_and_columns_leaves(office: Path, profile: str, other: str) -> None:
    chosen, out = data.exchange_profiles()[profile], office / "keluar"
    told = said(run(office, "give", profile, "--out", str(out), "--json"))
    kinds = {sheet.kind for sheet in chosen.sheets}

    assert (
        set(told["files"])
        == {str(out / f"{chosen.label}-{kind}.csv") for kind in kinds}
        == set(map(str, out.iterdir()))
    )
    text = ""
    for sheet in chosen.sheets:
        content = (out / f"{chosen.label}-{sheet.kind}.csv").read_text("utf-8")
        lines = list(csv.reader(content.splitlines()))
        assert lines[0][2:] == [column.heading for column in sheet.columns]
        assert len(lines) == 1 + len(records(office, sheet.kind))
        text += content
    assert not any(record["id"] in text for record in records(office, other))
    kind = "usaha" if other == "koperasi" else "koperasi"
    private = [field.name for field in data.kamus().kind(kind).fields if field.privacy is not Privacy.TIDAK]
    secrets = {str(record["fields"][name]) for record in records(office, kind) for name in private
               if len(str(record["fields"].get(name) or "")) > 8}  # fmt: skip
    assert secrets
    assert not {secret for secret in secrets if secret in text}


def test_a_profile_that_is_none_is_refused_with_the_names_of_those_that_are(office: Path) -> None:
    done = run(office, "give", "kementerian_lain", "--out", str(office / "keluar"))

    assert done.returncode == ExitCode.WRONG_USE
    assert "kementerian_koperasi, kementerian_umkm" in done.stderr.replace("\n", " ")
