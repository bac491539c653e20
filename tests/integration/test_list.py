"""Lists and search: every record once, narrowed as asked, found however spelled; over both databases."""

import re
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3
import pytest
from django.test import Client

from selaras.core.search.words import search_words
from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.flows.rebuild import rebuild
from selaras.flows.record_changes import NewChange, record_changes
from selaras.gateways.home.files import DEFAULT_DATABASE
from selaras.store.database import Database, Row
from selaras.store.people.queries import list_access
from selaras.store.search import queries
from selaras.store.search.document import MISSING
from selaras.store.search.queries import find_lines
from selaras.web.taking_in import PAGE_CHANGES
from tests.world.site import first_record, serving, signed_in, take

NUMBER = re.compile(r'<a href="/usaha/([0-9a-f]{32})/"')


@pytest.fixture
def full(site: Node) -> Node:
    take(site, "35.07_umkm.xlsx")
    take(site, "koperasi_35.xlsx")
    return site


@pytest.fixture
def reader(full: Node) -> Client:
    return signed_in(full, Peran.ANALIS)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def all_of(client: Client, address: str) -> list[str]:
    """Return the numbers on all pages of a list."""
    found: list[str] = []
    while address:
        page = read(client, address)
        found += NUMBER.findall(page)
        more = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = "/usaha/" + more[1].replace("&amp;", "&") if more else ""
    return found


def all_numbers(db: Database) -> list[str]:
    return [bytes(record).hex() for (record,) in db.rows("SELECT record FROM registry_usaha ORDER BY record")]


@pytest.mark.parametrize("order", ["nama", "terbaru"])
def test_every_record_stands_on_the_pages_of_a_list_exactly_once(full: Node, reader: Client, order: str) -> None:
    found = all_of(reader, f"/usaha/?urut={order}")

    assert len(found) > 200
    assert sorted(found) == all_numbers(full.db)


def test_a_list_is_in_the_order_of_names(full: Node, reader: Client) -> None:
    names = {
        bytes(r).hex(): " ".join(n.casefold().split())
        for r, n in full.db.rows("SELECT record, nama_usaha FROM registry_usaha")
    }

    shown = [names[number] for number in all_of(reader, "/usaha/")]

    assert shown == sorted(shown)


def test_a_list_is_narrowed_to_an_area_and_all_below_it(full: Node, reader: Client) -> None:
    area = full.db.rows("SELECT wilayah FROM registry_usaha ORDER BY record LIMIT 1")[0][0].rpartition(".")[0]
    sql = "SELECT record FROM registry_usaha WHERE wilayah LIKE ? ORDER BY record"
    inside = [bytes(record).hex() for (record,) in full.db.rows(sql, (f"{area}.%",))]

    assert sorted(all_of(reader, f"/usaha/?wilayah={area}")) == inside
    assert 0 < len(inside) < 100
    assert sorted(all_of(reader, "/usaha/?wilayah=35.78")) == all_numbers(full.db), (
        "no area of this office narrows nothing"
    )


@pytest.mark.parametrize("field", [name for name in MISSING["usaha"] if name != "omzet"])
def test_a_list_is_narrowed_to_what_lacks_a_field(full: Node, reader: Client, field: str) -> None:
    sql = f"SELECT record FROM registry_usaha WHERE {field} IS NULL OR {field} = '' ORDER BY record"

    assert sorted(all_of(reader, f"/usaha/?kurang={field}")) == [bytes(r).hex() for (r,) in full.db.rows(sql)]


def test_a_list_is_narrowed_by_the_size_that_the_latest_report_gives(full: Node, reader: Client) -> None:
    rows = full.db.rows("SELECT usaha, omzet FROM registry_laporan_usaha WHERE omzet IS NOT NULL ORDER BY usaha")
    small = {usaha for usaha, omzet in rows if 2_000_000_000 < omzet <= 15_000_000_000}
    micro = {usaha for usaha, omzet in rows if omzet <= 2_000_000_000}

    assert set(all_of(reader, "/usaha/?skala=kecil")) == small
    assert set(all_of(reader, "/usaha/?skala=mikro")) >= micro


@pytest.mark.parametrize(
    "asked",
    ["sesudah=x", "sesudah=999999", "urut=acak", "kurang=acak", "wilayah=x", "skala='", "verifikasi=x", "status=%27"],
)
def test_a_made_up_question_is_answered_with_a_page(reader: Client, asked: str) -> None:
    assert reader.get(f"/usaha/?{asked}").status_code == 200
    assert reader.get(f"/koperasi/?{asked}").status_code == 200


def found(client: Client, text: str) -> list[str]:
    answer = client.get("/cari/", {"q": text})
    assert answer.status_code == 200
    return re.findall(r'<a href="/(?:usaha|koperasi)/([0-9a-f]{32})/"', answer.content.decode())


def test_a_record_is_found_by_its_name_its_owner_and_its_numbers(full: Node, reader: Client) -> None:
    record, name, owner, nik, nib, phone = full.db.rows(
        "SELECT record, nama_usaha, nama_pemilik, nik_pemilik, nib, telepon FROM registry_usaha"
        " WHERE nik_pemilik IS NOT NULL AND nib IS NOT NULL AND telepon IS NOT NULL ORDER BY record LIMIT 1"
    )[0]
    number = bytes(record).hex()

    for text in (
        name,
        name.upper(),
        owner,
        f"{owner} {name}",
        nik,
        nib,
        phone,
        "0" + phone[3:],
        f"{nib[:4]} {nib[4:]}",
    ):
        assert number in found(reader, text), text
    assert number not in found(reader, nik[:12]), "a piece of a NIK tells nothing"


def test_old_spelling_near_spelling_and_half_words_find_the_same(full: Node, reader: Client) -> None:
    record = bytes.fromhex(first_record(full))
    fields = {"nama_usaha": "Warung Soekardjo Achmad", "nama_pemilik": "Fatimah Yusuf"}
    record_changes(full, [NewChange("35.07", "usaha", "usaha", record, fields, "ani", "edit")])

    for text in (
        "sukarjo",
        "Sukardjo ahmad",
        "akhmad sukarjo",
        "sukrajo",
        "patima",
        "Fatimah Yusup",
        "fatma",
        "warung suka",
    ):
        assert record.hex() in found(reader, text), text
    assert found(reader, "zebra kutub") == []
    assert found(reader, "%") == []


def test_what_is_renamed_or_deleted_is_found_by_its_old_name_no_more(full: Node, reader: Client) -> None:
    record = bytes.fromhex(first_record(full))
    for fields, reason in (
        ({"nama_usaha": "Kelontong Wijayakusuma"}, "edit"),
        ({"nama_usaha": "Kelontong Anggrek"}, "edit"),
    ):
        record_changes(full, [NewChange("35.07", "usaha", "usaha", record, fields, "ani", reason)])
        assert record.hex() in found(reader, str(fields["nama_usaha"]))
    assert found(reader, "Wijayakusuma") == []

    record_changes(full, [NewChange("35.07", "usaha", "usaha", record, {"dihapus": "ya"}, "ani", "delete")])
    assert found(reader, "Kelontong Anggrek") == []
    assert record.hex() not in all_of(reader, "/usaha/")


def test_a_list_made_anew_equals_the_one_that_grew(full: Node, reader: Client) -> None:
    record_changes(
        full,
        [NewChange("35.07", "usaha", "usaha", bytes.fromhex(first_record(full)), {"nama_usaha": "Baru"}, "a", "edit")],
    )
    before = seen(reader)
    rebuild(full, lambda _: None)

    assert full.db.rows("SELECT COUNT(*) FROM search_document") == [(0,)]
    assert seen(reader) == before


def seen(client: Client) -> list[str]:
    """Return the tables of both lists and of two searches."""
    pages = [read(client, path) for path in ("/usaha/", "/koperasi/", "/cari/?q=toko", "/cari/?q=baru")]
    return [page.partition("<tbody>")[2].partition("</tbody>")[0] for page in pages]


def test_a_list_that_is_behind_says_so(full: Node, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selaras.web.taking_in.PAGE_CHANGES", 10)

    assert "sedang diperbarui" in read(reader, "/usaha/")
    monkeypatch.setattr("selaras.web.taking_in.PAGE_CHANGES", PAGE_CHANGES)
    assert "sedang diperbarui" not in read(reader, "/usaha/")
    assert full.identity.name in read(reader, "/")


def test_the_list_is_taken_as_it_is_seen_without_personal_data_and_the_taking_is_written_down(
    full: Node, reader: Client
) -> None:
    area = full.db.rows("SELECT wilayah FROM registry_usaha ORDER BY record LIMIT 1")[0][0].rpartition(".")[0]
    answer = reader.get(f"/usaha/unduh/?wilayah={area}")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]

    assert [line.split(";")[0] for line in text.splitlines()[1:]] == all_of(reader, f"/usaha/?wilayah={area}")
    owners = full.db.rows("SELECT nama_pemilik, nik_pemilik FROM registry_usaha WHERE nik_pemilik IS NOT NULL")
    assert [secret for row in owners for secret in row if secret in text and len(secret.split()) > 1] == []
    assert ("mengunduh daftar", f"usaha, {area}") in [
        (line.deed, line.purpose) for _, line in list_access(full.db, 99, 9)
    ]


def test_a_name_that_is_a_formula_is_a_text_in_the_file(full: Node, reader: Client) -> None:
    fields = {"nama_usaha": "=HYPERLINK(1)"}
    record_changes(full, [NewChange("35.07", "usaha", "usaha", bytes.fromhex(first_record(full)), fields, "a", "edit")])
    reader.get("/usaha/")

    text = b"".join(reader.get("/usaha/unduh/").streaming_content).decode()  # type: ignore[attr-defined]
    assert ";'=HYPERLINK(1);" in text


def test_words_that_sound_alike_are_one_word() -> None:
    for alike in ("soekardjo sukarjo", "Achmad Akhmad ahmad", "Fitri pitri vitri", "Djoko joko", "tjokro cokro"):
        assert len(search_words(alike)) == 1, alike
    assert search_words("Réka-Rasa 2") == ["reka", "rasa", "2"]


def test_after_an_erasure_the_list_holds_neither_the_name_nor_its_words(full: Node, reader: Client) -> None:
    record = bytes.fromhex(first_record(full))
    fields = {"nama_pemilik": "Wijayakusumaningrat"}
    (change,) = record_changes(full, [NewChange("35.07", "usaha", "usaha", record, fields, "ani", "edit")])
    assert record.hex() in found(reader, "Wijayakusumaningrat")

    record_changes(full, [NewChange("35.07", "usaha", "usaha", record, {"musnah": change.hex()}, "ani", "erase")])

    words = {word for (word,) in full.db.rows("SELECT word FROM search_word")}
    assert not words & set(search_words("Wijayakusumaningrat"))
    assert found(reader, "Wijayakusumaningrat") == []
    assert record.hex() in all_of(reader, "/usaha/")


PAGES_WITH_ROWS = ("/", "/usaha/", "/koperasi/", "/cari/?q=toko", "/sinkronisasi/")


@pytest.mark.parametrize("path", PAGES_WITH_ROWS)
def test_a_page_asks_as_many_questions_for_many_rows_as_for_few(
    full: Node, reader: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = type(full.db).rows

    def counted(db: Any, sql: str, params: Any = ()) -> list[Row]:
        asked.append(sql)
        return rows(db, sql, params)

    read(reader, path)
    monkeypatch.setattr(type(full.db), "rows", counted)
    read(reader, path)
    many = len(asked)
    asked.clear()
    for module in ("listing.PAGE_ROWS", "listing.FOUND_ROWS", "home.WAITING_SHOWN"):
        monkeypatch.setattr(f"selaras.web.{module}", 1)
    read(reader, path)

    assert many == len(asked)
    assert many <= 32


def test_a_page_does_not_wait_for_a_long_writer_and_shows_the_list_as_it_is(tmp_path: Path) -> None:
    with serving(tmp_path / "kantor", DEFAULT_DATABASE) as node:
        client = signed_in(node, Peran.ANALIS)
        take(node, "35.07_umkm.xlsx")
        with closing(pysqlite3.connect(tmp_path / "kantor" / "selaras.sqlite3", isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            page = read(client, "/usaha/")
            waited = time.monotonic() - begun
            writer.execute("ROLLBACK")

        assert "sedang diperbarui" in page
        assert waited < 10, "the usual patience is twenty seconds"
        assert "sedang diperbarui" not in read(client, "/usaha/")


def test_a_common_word_finds_what_lies_in_a_small_area_however_many_bear_it_elsewhere(
    full: Node, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(reader, "/usaha/")
    monkeypatch.setattr(queries, "COMMON", 1)
    (word,) = full.db.rows("SELECT place >> 32 FROM search_posting GROUP BY place >> 32 ORDER BY COUNT(*) DESC LIMIT 1")
    (text,) = full.db.rows("SELECT word FROM search_word WHERE id = ?", word)
    bearers = "SELECT d.area FROM search_posting p JOIN search_document d ON d.id = p.document WHERE p.place >> 32 = ?"

    areas = sorted({area for (area,) in full.db.rows(bearers, word)})

    assert len(areas) > 3
    for area in areas:
        assert [line.area for line in find_lines(full.db, text[0], area, 9)] == [area]


def test_a_name_is_never_markup_in_a_list(full: Node, reader: Client) -> None:
    name = "<b>Toko</b> & \"Zaitun\" 'Q'"
    record = bytes.fromhex(first_record(full))
    record_changes(full, [NewChange("35.07", "usaha", "usaha", record, {"nama_usaha": name}, "a", "edit")])
    read(reader, "/usaha/")

    page = read(reader, "/cari/?q=zaitun")

    assert "<b>Toko" not in page
    assert "&lt;b&gt;Toko&lt;/b&gt; &amp; &quot;Zaitun&quot; &#x27;Q&#x27;</a>" in page
