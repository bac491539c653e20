"""What an import asks: the value concerned waits, the rest is stated, and the answer states it and serves the next file."""

from pathlib import Path

import pytest

from selaras.flows.answer_question import AnswerRefused, answer_question
from selaras.flows.node import Node
from selaras.flows.undo_import import undo_import
from selaras.gateways.home.profiles import ProfileFolder, adopt_layouts
from selaras.store.inbox.queries import forget_record
from tests.world.asking import HEADINGS, OTHER, ROW, TODAY, Reply, Take, asked, only


def test_an_unknown_column_waits_and_its_answer_states_it(office: Node, take: Take, reply: Reply) -> None:
    report = take("a.csv", [*HEADINGS, "Dagangan"], [*ROW, "tempe"], [*OTHER, ""])

    assert (report.new, report.questions, report.refused) == (2, 0, 0)
    assert [question.code for question in asked(office)] == ["judul_tak_dikenal"]

    done = reply("usaha.produk_utama")

    assert [(r.kind, r.rows, r.changed) for r in done.reports] == [("usaha", 1, 1)]
    assert office.db.rows("SELECT produk_utama FROM registry_usaha ORDER BY nama_usaha") == [("tempe",), (None,)]
    assert asked(office) == []


def test_an_answer_serves_the_next_file_of_its_form_by_itself(
    office: Node, take: Take, reply: Reply, folder: ProfileFolder
) -> None:
    take("a.csv", [*HEADINGS, "Dagangan"], [*ROW, "tempe"])
    done = reply("produk_utama")

    report = take("lain.csv", [*HEADINGS, "DAGANGAN "], [*OTHER, "kopi"])

    assert (report.profile, report.new, report.asked) == (done.profile, 1, [])
    assert folder.names() == [done.profile] == ["a"]
    assert sorted(office.db.rows("SELECT produk_utama FROM registry_usaha")) == [("kopi",), ("tempe",)]


def test_a_profile_that_is_copied_to_another_office_serves_there(
    take: Take, reply: Reply, folder: ProfileFolder, tmp_path: Path
) -> None:
    take("a.csv", [*HEADINGS, "Dagangan"], [*ROW, "tempe"])
    reply("produk_utama")
    there = ProfileFolder(tmp_path / "sana")
    there.folder.mkdir(parents=True)
    (there.folder / "dari-sini.toml").write_bytes((folder.folder / "a.toml").read_bytes())

    assert there.read("dari-sini").columns == {"Dagangan": "usaha.produk_utama"}
    adopt_layouts(there, there.read("dari-sini"), ["bentuk lain"])
    assert "bentuk lain" in there.read("dari-sini").layouts


def test_a_column_that_is_said_to_be_unused_is_asked_about_no_more(office: Node, take: Take, reply: Reply) -> None:
    take("a.csv", [*HEADINGS, "Golongan Darah"], [*ROW, "B"])
    reply("abaikan")

    report = take("b.csv", [*HEADINGS, "Golongan Darah"], [*OTHER, "O"])

    assert report.asked == []
    assert asked(office) == []
    assert office.db.rows("SELECT 1 FROM inbox_waiting_row") == []


def test_a_required_column_under_an_unknown_heading_lets_its_rows_wait(office: Node, take: Take, reply: Reply) -> None:
    report = take("a.csv", ["Merk Dagang", *HEADINGS[1:]], ROW, OTHER)

    assert (report.rows, report.questions, report.refused, report.changes) == (2, 2, 0, 0)

    done = reply("nama_usaha")

    assert [(r.new, r.questions) for r in done.reports] == [(2, 0)]
    assert sorted(office.db.rows("SELECT nama_usaha FROM registry_usaha")) == [("Toko Uji",), ("Warung Dua",)]


def test_an_empty_cell_in_a_known_column_waits_for_no_other_column(take: Take) -> None:
    report = take("a.csv", [*HEADINGS, "Dagangan"], [*ROW, "tempe"], ["", *OTHER[1:], "tahu"])

    assert (report.new, report.questions, report.refused) == (1, 0, 1)
    assert [(fault.code, fault.row) for fault in report.faults] == [("wajib_kosong", 3)]


def test_a_manager_waits_when_the_heading_of_the_enterprise_is_not_known(
    office: Node, take: Take, reply: Reply
) -> None:
    take("a.csv", HEADINGS, ROW)
    ((record,),) = office.db.rows("SELECT record FROM registry_usaha")

    unknown = take("b.csv", ["Sandi usaha", "Nama", "Jabatan"], [bytes(record).hex(), "Contoh Pengelola", "manajer"])
    without = take("c.csv", ["Nama", "Jabatan"], ["Contoh Pengelola", "manajer"])

    assert (unknown.questions, unknown.refused) == (1, 0)
    assert [(fault.code, fault.message) for fault in without.faults] == [
        ("wajib_kosong", "ID koperasi/usaha wajib diisi")
    ]
    reply("pengelola.koperasi_atau_usaha")
    assert office.db.rows("SELECT nama FROM registry_pengelola") == [("Contoh Pengelola",)]


def test_a_slip_of_a_thousand_waits_while_the_rest_of_its_row_is_stated(office: Node, take: Take, reply: Reply) -> None:
    report = take("a.csv", HEADINGS, [*ROW[:6], "1500"])

    assert (report.rows, report.accepted, report.questions, report.new) == (1, 1, 1, 0)
    assert only(office, "nama_usaha") == "Toko Uji"
    assert only(office, "omzet", "laporan_usaha") is None

    reply("1500000")

    assert only(office, "omzet", "laporan_usaha") == 1_500_000
    assert take("a.csv", HEADINGS, [*ROW[:6], "1500"]).unchanged == 1


@pytest.mark.parametrize(("text", "omzet"), [("benar", 1_500), ("abaikan", None), ("1,5 juta", 1_500_000)])
def test_an_amount_can_be_right_wrong_or_another(
    office: Node, take: Take, reply: Reply, text: str, omzet: int | None
) -> None:
    take("a.csv", [*HEADINGS, "modal"], [*ROW[:6], "1500", "2000000"])

    reply(text)

    assert office.db.rows("SELECT omzet, modal_usaha FROM registry_laporan_usaha") == [(omzet, 2_000_000)]
    assert asked(office) == []


def test_a_jump_against_last_year_is_asked_about_and_growth_is_not(office: Node, take: Take) -> None:
    take("a.csv", HEADINGS, ROW, OTHER)

    report = take("b.csv", HEADINGS, [*ROW[:5], "2025", "130000000000"], [*OTHER[:5], "2025", "90000000"])
    slip = take("c.csv", HEADINGS, [*OTHER[:5], "2026", "90000"])

    assert (report.questions, report.changed) == (1, 1)
    assert "tahun 2025 Rp 90.000.000" in slip.asked[0].fault.message
    years = office.db.rows("SELECT tahun, omzet FROM registry_laporan_usaha ORDER BY tahun")
    assert {(year, omzet) for year, omzet in years if year > 2024} == {(2025, 90_000_000), (2025, None), (2026, None)}


def test_a_mended_row_closes_the_question_about_its_amount(office: Node, take: Take) -> None:
    take("a.csv", HEADINGS, [*ROW[:6], "1500"])
    take("mended.csv", HEADINGS, [*ROW[:6], "1500000"])

    assert asked(office) == []
    assert only(office, "omzet", "laporan_usaha") == 1_500_000


def test_a_name_of_two_areas_is_asked_once_for_all_its_rows(office: Node, take: Take) -> None:
    headings = ["nama usaha", "nama pemilik", "kab/kota"]
    rows = [["Toko Uji", "Satu", "Malang"], ["Warung Dua", "Dua", "malang"], ["Kios Tiga", "Tiga", "Malang"]]
    report = take("a.csv", headings, *rows)

    assert (report.questions, report.changes, len(report.asked)) == (3, 0, 2)  # «malang» is another writing

    for question in asked(office):
        assert {code for code, _ in question.options} == {"35.07", "35.73"}
    assert report.refused == 0


def test_the_area_that_was_meant_is_stated_for_every_row_that_waits(office: Node, take: Take, reply: Reply) -> None:
    headings = ["nama usaha", "nama pemilik", "kab/kota"]
    take("a.csv", headings, ["Toko Uji", "Satu", "Malang"], ["Warung Dua", "Dua", "Malang"])

    done = reply("35.73")

    assert [r.new for r in done.reports] == [2]
    assert office.db.rows("SELECT DISTINCT wilayah FROM registry_usaha") == [("35.73",)]
    assert take("b.csv", headings, ["Kios Tiga", "Tiga", "Malang"]).new == 1


def test_likely_doubles_are_asked_about_and_held_up_by_nothing(take: Take, reply: Reply) -> None:
    take("a.csv", HEADINGS, ["Toko Sumber Rejeki", *ROW[1:]])

    report = take("b.csv", HEADINGS, ["TK. Sumber Redjeki", "Bpk. Pemilik Rekaan", "", ROW[3], "", "", ""])

    assert (report.new, report.questions, [q.fault.code for q in report.asked]) == (1, 0, ["ganda_mungkin"])
    assert "ejaan mirip di desa yang sama" in report.asked[0].fault.message
    reply("beda")
    assert (
        take("c.csv", HEADINGS, ["TK. Sumber Redjeki", "Bpk. Pemilik Rekaan", "", ROW[3], "", "", "5000000"]).asked
        == []
    )


def test_the_same_nik_or_telephone_and_name_is_a_likely_double(take: Take) -> None:
    take("a.csv", HEADINGS, ROW)

    nik = take("b.csv", HEADINGS, ["Bengkel Tiga", "Pemilik Rekaan", ROW[2], "35.07.01.2003", "", "", ""])
    phone = take("c.csv", HEADINGS, ["Salon Empat", "Pemilik Rekaan", "", "35.07.01.2004", ROW[4], "", ""])
    stranger = take("d.csv", HEADINGS, ["Salon Lima", "Orang Asing", "", "35.07.01.2004", ROW[4], "", ""])

    assert ["NIK sama" in q.fault.message for q in nik.asked] == [True]
    assert ["telepon dan nama sama" in q.fault.message for q in phone.asked] == [True]
    assert stranger.asked == []


def test_a_record_of_another_kab_or_kota_is_a_likely_double_and_never_moved(office: Node, take: Take) -> None:
    take("a.csv", HEADINGS, ROW)

    report = take("b.csv", HEADINGS, [*ROW[:3], "35.73.01.1001", *ROW[4:]])
    again = take("b.csv", HEADINGS, [*ROW[:3], "35.73.01.1001", "081200000009", *ROW[5:]])

    assert (report.new, [q.fault.code for q in report.asked]) == (1, ["ganda_mungkin"])
    assert (again.new, again.changed) == (0, 1)
    homes = office.db.rows("SELECT wilayah_induk, wilayah FROM registry_usaha ORDER BY wilayah")
    assert homes == [("35.07", "35.07.01.2001"), ("35.73", "35.73.01.1001")]


def test_a_row_whose_name_is_mended_in_the_same_file_is_still_its_record(office: Node, take: Take) -> None:
    row = ["Tko Uji", "Pemilik Rekaan", "", "35.07.01.2001", "081200000001", "2024", "5000000"]
    take("a.csv", HEADINGS, row, OTHER)

    mended = take("a.csv", HEADINGS, ["Toko Uji", *row[1:]], OTHER)
    moved = take("a.csv", HEADINGS, OTHER, ["Kios Baru", "Orang Baru", "", "35.07.01.2005", "", "", ""])

    assert (mended.new, mended.changed, mended.unchanged, mended.changes) == (0, 1, 1, 1)
    assert (moved.new, moved.unchanged) == (1, 1)
    assert len(office.db.rows("SELECT 1 FROM registry_usaha")) == 3


def test_a_dry_run_asks_and_keeps_nothing(office: Node, take: Take) -> None:
    report = take("a.csv", [*HEADINGS, "Dagangan"], [*ROW[:6], "1500", "tempe"], dry_run=True)

    assert (report.questions, len(report.asked)) == (1, 2)
    assert asked(office) == []


def test_the_same_file_again_asks_nothing_twice(office: Node, take: Take) -> None:
    first = take("a.csv", [*HEADINGS, "Dagangan"], [*ROW[:6], "1500", "tempe"])
    again = take("a.csv", [*HEADINGS, "Dagangan"], [*ROW[:6], "1500", "tempe"])

    assert (again.questions, again.changes) == (first.questions, 0) == (1, 0)
    assert [question.id for question in asked(office)] == [1, 2]
    assert len(office.db.rows("SELECT 1 FROM inbox_waiting_row")) == 1


def test_an_answer_that_fits_no_question_is_refused_with_what_can_be_answered(
    office: Node, take: Take, reply: Reply
) -> None:
    take("a.csv", [*HEADINGS, "Dagangan"], [*ROW, "tempe"])

    with pytest.raises(AnswerRefused, match="bukan kolom kamus"):
        reply("koperasi.nama_koperasi")
    with pytest.raises(AnswerRefused, match="Tidak ada pertanyaan nomor 99"):
        answer_question(office, ProfileFolder(Path("/tidak-ada")), 99, "benar", "uji", TODAY)
    assert len(asked(office)) == 1


def test_rows_that_an_answer_shows_to_be_wrong_are_given_back_with_their_faults(
    office: Node, take: Take, reply: Reply
) -> None:
    take("a.csv", [*HEADINGS, "Surat-e"], [*ROW, "bukan surel"], [*OTHER, "uji@contoh.id"])

    done = reply("surel")

    assert [(r.refused, r.changed, [f.code for f in r.faults]) for r in done.reports] == [(1, 1, ["surel_bentuk"])]
    assert office.db.rows("SELECT 1 FROM inbox_waiting_row") == []


def test_an_import_that_is_taken_back_asks_nothing_more(office: Node, take: Take) -> None:
    take("a.csv", HEADINGS, ROW)
    headings = [*HEADINGS, "Dagangan"]
    second = take("b.csv", headings, ["Bengkel", *ROW[1:3], "35.07.01.2003", "", "2024", "1500", "ban"])
    assert second.id is not None
    assert {question.code for question in asked(office)} == {"judul_tak_dikenal", "rupiah_lompatan", "ganda_mungkin"}

    undo_import(office, second.id, "uji", lambda _share: None)

    assert asked(office) == []
    assert office.db.rows("SELECT 1 FROM inbox_waiting_row") == []
    assert (
        take("c.csv", HEADINGS, ["Salon", *ROW[1:3], "35.07.01.2004", "", "", ""])
        .asked[0]
        .fault.message.count("Bengkel")
        == 0
    )


def test_a_question_that_was_overtaken_is_asked_again_when_its_row_comes_again(office: Node, take: Take) -> None:
    slip, mended = [*ROW[:6], "1500"], [*ROW[:6], "1500000"]
    first = take("a.csv", HEADINGS, slip)
    take("b.csv", HEADINGS, mended)
    assert asked(office) == []

    again = take("a.csv", HEADINGS, slip)

    assert (again.questions, [q.code for q in asked(office)]) == (1, ["rupiah_lompatan"])
    assert first.id is not None
    assert again.id is not None
    undo_import(office, again.id, "uji", lambda _share: None)
    assert take("a.csv", HEADINGS, slip).questions == 1


def test_after_an_erasure_the_inbox_knows_nothing_of_a_record(office: Node, take: Take) -> None:
    take("a.csv", [*HEADINGS, "Dagangan"], [*ROW[:6], "1500", "tempe"])
    (record,) = (bytes(row[0]) for row in office.db.rows("SELECT record FROM registry_usaha"))

    forget_record(office.db, record)

    assert [question.code for question in asked(office)] == ["judul_tak_dikenal"]
    for table in ("inbox_waiting_row", "inbox_waiting_for", "inbox_trace"):
        assert office.db.rows(f"SELECT 1 FROM {table}") == []


def test_a_row_of_an_import_that_was_taken_back_is_a_new_record_when_it_comes_again(office: Node, take: Take) -> None:
    row = ["Tko Uji", "Pemilik Rekaan", "", "35.07.01.2001", "081200000001", "2024", "5000000"]
    first = take("a.csv", HEADINGS, row)
    assert first.id is not None
    undo_import(office, first.id, "uji", lambda _share: None)

    again = take("a.csv", HEADINGS, ["Toko Uji", *row[1:]])

    assert (again.new, again.refused) == (1, 0)


def test_a_loan_whose_amount_is_mended_in_the_same_file_is_still_its_record(office: Node, take: Take) -> None:
    headings = ["nik", "nama debitur", "lembaga", "skema", "plafon", "tgl akad"]
    loan = ["3507010101800001", "Contoh", "BRI", "KUR Mikro", "50000000", "2024-01-05"]
    take("kredit.csv", headings, loan)

    report = take("kredit.csv", headings, [*loan[:4], "60000000", loan[5]])

    assert (report.new, report.changed) == (0, 1)
    assert only(office, "plafon", "kredit") == 60_000_000


def test_a_column_in_thousands_that_says_so_nowhere_is_one_question(office: Node, take: Take, reply: Reply) -> None:
    rows = [[f"Toko {n}", f"Orang {n}", "", "35.07.01.2001", "", "2024", str(n * 500)] for n in range(1, 8)]

    report = take("a.csv", HEADINGS, *rows)
    done = reply("ribu")

    assert ([question.fault.code for question in report.asked], report.new) == (["satuan_mungkin"], 7)
    assert [r.changed for r in done.reports] == [7]
    amounts = office.db.rows("SELECT omzet FROM registry_laporan_usaha WHERE omzet IS NOT NULL ORDER BY omzet")
    assert amounts == [(n * 500_000,) for n in range(1, 8)]


def test_a_number_that_stands_in_every_row_asks_about_few_pairs(take: Take) -> None:
    rows = [[f"Usaha {n * 7919}", f"Orang {n}", ROW[2], "35.07.01.2001", "", "", ""] for n in range(60)]

    report = take("a.csv", HEADINGS, *rows)

    assert (report.new, len(report.asked) <= 60 * 4) == (60, True)


def test_an_unknown_column_of_niks_is_proposed_as_such(office: Node, take: Take, reply: Reply) -> None:
    headings = ["nama usaha", "nama pemilik", "kode desa", "Identitas (16 digit)"]
    rows = [[f"Toko {n}", f"Orang {n}", "35.07.01.2001", f"350701010180000{n}"] for n in range(1, 8)]
    report = take("a.csv", headings, *rows)

    (question,) = report.asked
    done = reply("benar")

    assert (question.field, "NIK pemilik" in question.fault.message) == ("usaha.nik_pemilik", True)
    assert [r.changed for r in done.reports] == [7]
    assert len(office.db.rows("SELECT DISTINCT nik_pemilik FROM registry_usaha")) == 7
