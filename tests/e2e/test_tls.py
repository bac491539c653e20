"""A hub with a certificate of its own: a child accepts exactly the one that the address names."""

from __future__ import annotations

from pathlib import Path

import pytest

from selaras.cli.exit_codes import ExitCode
from selaras.gateways.home.tls import fingerprint
from tests.world.command import new_pair, run, said, server
from tests.world.field_file import write_usaha


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    return new_pair(tmp_path)


def invite(parent: Path) -> str:
    return str(said(run(parent, "invite", "--level", "kabkota", "--wilayah", "35.07", "--json"))["code"])


def test_a_child_syncs_over_tls_with_the_certificate_that_the_address_names_and_with_no_other(
    pair: tuple[Path, Path],
) -> None:
    parent, child = pair
    said(run(child, "import", str(write_usaha(child.parent / "a.csv", 0, 5)), "--kind", "usaha", "--json"))
    with server(parent, "--tls") as running:
        pinned = f"{running.url}/#sha256={fingerprint(parent / 'tls-sertifikat.pem')}"
        told = (parent / "layanan.txt").read_text()
        unknown = run(child, "join", running.url, "--code", invite(parent))
        wrong = run(child, "join", f"{running.url}/#sha256={'0' * 64}", "--code", invite(parent))
        garbled = run(child, "join", f"{running.url}/#sha256=12", "--code", invite(parent))
        said(run(child, "join", pinned, "--code", invite(parent), "--json"))
        first = said(run(child, "sync", "--json"))
    (parent / "tls-sertifikat.pem").unlink()
    with server(parent, "--tls", port=running.port):
        other = run(child, "sync")

    assert pinned in told
    assert first["sent"] == 5
    assert [done.returncode for done in (unknown, wrong, garbled, other)] == [
        ExitCode.PEER_UNREACHABLE,
        ExitCode.PEER_UNREACHABLE,
        ExitCode.WRONG_USE,
        ExitCode.PEER_UNREACHABLE,
    ]
    assert all("sertifikat TLS lain" in done.stderr for done in (unknown, wrong, other))
    assert (parent / "tls-kunci.pem").stat().st_mode & 0o077 == 0


def test_a_certificate_of_an_authority_is_checked_as_usual(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    parent, child = pair
    with server(parent, "--tls"):
        pass  # makes the files
    files = ("--certificate", str(parent / "tls-sertifikat.pem"), "--key", str(parent / "tls-kunci.pem"))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with server(parent, *files) as running:
        refused = run(child, "join", running.url, "--code", invite(parent))

    assert refused.returncode == ExitCode.PEER_UNREACHABLE
    assert "sertifikat TLS lain" in refused.stderr


def test_a_server_of_a_restored_office_says_at_its_start_that_it_may_not_write(pair: tuple[Path, Path]) -> None:
    parent, child = pair
    with server(parent, "--tls") as running:
        pinned = f"{running.url}/#sha256={fingerprint(parent / 'tls-sertifikat.pem')}"
        said(run(child, "join", pinned, "--code", invite(parent), "--json"))
    file = said(run(child, "backup", "--json"))["file"]
    again = child.with_name("pulih")
    said(run(again, "restore", file, "--json"))

    with server(again):
        told = (again / "layanan.txt").read_text()

    assert "belum boleh mencatat" in told
