"""How often a page asks the database: never once a line, over both databases."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from selaras.core.terms.peran import Peran
from selaras.flows.edit_record import add_belonging
from selaras.flows.node import Node
from selaras.flows.publish_figures import publish_figures
from tests.world.site import first_record, signed_in, take

PAGES = {  # address: who asks, and how many queries are enough
    "/": ("verifikator", 40),
    "/usaha/": ("verifikator", 20),
    "/cari/?q=toko": ("verifikator", 20),
    "/usaha/{number}/": ("verifikator", 20),
    "/usaha/{number}/ubah/": ("operator", 15),
    "/usaha/{number}/tambah/laporan_usaha/": ("operator", 15),
    "/serah-terima/": ("verifikator", 15),
    "/dihapus/": ("verifikator", 10),
    "/usaha/{number}/pindah/?ke=35.73": ("verifikator", 12),
    "/laporan_usaha/{report}/": ("operator", 15),
    "/angka/": ("pembaca", 12),
    "/angka/umkm/": ("pembaca", 12),
    "/angka/profil/35.07/": ("pembaca", 12),
    "/angka/pdrb/": ("pembaca", 8),
}


@contextmanager
def asked(node: Node, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the queries that are asked inside the block."""
    found: list[str] = []
    with monkeypatch.context() as patched:
        for name in ("rows", "execute"):
            own = getattr(type(node.db), name)

            def counted(db: Any, sql: str, params: Sequence[Any] = (), *, own: Any = own) -> Any:
                found.append(sql)
                return own(db, sql, params)

            patched.setattr(type(node.db), name, counted)
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_however_many_lines_it_has(site: Node, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    take(site, "35.07_umkm.xlsx")
    number = first_record(site)
    subject = bytes.fromhex(number)
    report = add_belonging(site, "laporan_usaha", subject, {"tahun": 2009}, author="uji").hex()
    publish_figures(site, 2024)
    role, limit = PAGES[path]
    client, address = signed_in(site, Peran(role)), path.format(number=number, report=report)
    client.get(address)
    with asked(site, monkeypatch) as few:
        assert client.get(address).status_code == 200
    for year in range(2010, 2020):
        add_belonging(site, "laporan_usaha", subject, {"tahun": year}, author="uji")
        add_belonging(site, "pengelola", subject, {"nama": f"Orang {year}", "jabatan": "manajer"}, author="uji")
    client.get(address)

    with asked(site, monkeypatch) as many:
        client.get(address)

    assert len(many) <= len(few), many
    assert len(few) <= limit, few
