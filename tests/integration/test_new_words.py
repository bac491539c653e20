"""A word that no choice of a column is known by is asked about once, and its answer serves every later file."""

import pytest

from selaras.flows.answer_question import AnswerRefused
from selaras.flows.node import Node
from selaras.gateways.home.profiles import ProfileFolder
from tests.world.asking import HEADINGS, OTHER, ROW, Reply, Take, asked, only

CHOICE = [*HEADINGS, "Bentuk Usaha"]


def test_a_new_word_for_a_choice_waits_and_is_answered_once(office: Node, take: Take, reply: Reply) -> None:
    report = take("a.csv", CHOICE, [*ROW, "Usaha Keluarga"], [*OTHER, "usaha keluarga"])

    assert (report.new, report.questions, report.refused) == (0, 2, 0)
    assert [(q.code, q.field) for q in asked(office)] == [("pilihan_mungkin", "usaha.bentuk_usaha")]
    assert office.db.rows("SELECT bentuk_usaha FROM registry_usaha") == [(None,), (None,)]
    done = reply("Perseorangan")
    assert (done.answer, done.profile) == ("perorangan", "a")
    assert office.db.rows("SELECT bentuk_usaha FROM registry_usaha") == [("perorangan",), ("perorangan",)]


def test_the_answer_for_a_word_serves_the_next_file_of_another_form_too(
    office: Node, take: Take, reply: Reply, folder: ProfileFolder
) -> None:
    take("a.csv", CHOICE, [*ROW, "Usaha Keluarga"])
    reply("perorangan")
    (profile,) = folder.read_all()
    assert profile.choice("usaha.bentuk_usaha / USAHA  keluarga") == "perorangan"
    report = take("b.csv", ["Bentuk Usaha", *HEADINGS], ["Usaha keluarga", *OTHER])
    assert (report.questions, report.new, asked(office)) == (0, 1, [])


def test_a_word_whose_meaning_nobody_keeps_states_the_rest_of_its_rows(office: Node, take: Take, reply: Reply) -> None:
    take("a.csv", CHOICE, [*ROW, "entah apa"])
    with pytest.raises(AnswerRefused, match="pilih perorangan"):
        reply("warung")
    reply("abaikan")
    assert (only(office, "bentuk_usaha"), only(office, "nama_usaha")) == (None, "Toko Uji")
    assert take("a.csv", CHOICE, [*ROW, "entah apa"]).questions == 0


def test_what_cannot_be_a_word_for_a_choice_is_refused(take: Take) -> None:
    report = take("a.csv", CHOICE, [*ROW, "12"], [*OTHER, "x" * 61])
    assert [fault.code for fault in report.faults] == ["pilihan_tak_dikenal", "pilihan_tak_dikenal"]


def test_a_column_of_ever_new_words_is_refused_after_the_first_of_them(take: Take) -> None:
    words = [f"kata {'abcdefghijklmnopqrstuvwxyz'[at]}" for at in range(22)]
    rows = [[f"Toko {at}", *ROW[1:2], "", *ROW[3:], word] for at, word in enumerate(words)]
    report = take("a.csv", CHOICE, *rows)
    assert (len(report.asked) >= 20, report.refused) == (True, 2)
