"""Questions to the list: a page of it under filters, how many there are, and who bears these words or this number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from selaras.core.search.words import grams, nearest, search_words
from selaras.core.terms.nomor import typed_digits
from selaras.core.terms.problem import TermError
from selaras.core.terms.telepon import read_telepon
from selaras.core.terms.wilayah import NATION_CODE
from selaras.store.database import Database, Row, in_chunks
from selaras.store.search.document import MISSING

WORDS_MAX = 6  # of what somebody typed
NEAR_WORDS = 200  # compared letter by letter with one that nobody bears
COMMON = 3_000  # documents that are put in order; of more, somebody looks for another word too
NUMBER_FIELDS = {"usaha": ("nik_pemilik", "nib"), "koperasi": ("nik_koperasi",)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list."""

    id: int
    record: str
    kind: str
    area: str
    name: str
    sort: str
    skala: str
    status: str
    verified: bool
    disputed: bool
    changed: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; "" and None narrow nothing. missing: a field of MISSING."""

    kind: str
    area: str = NATION_CODE
    skala: str = ""
    section: str = ""
    status: str = ""
    missing: str = ""
    verified: bool | None = None
    disputed: bool | None = None


@dataclass(slots=True)
class _Where:
    parts: list[str] = field(default_factory=list)
    params: list[object] = field(default_factory=list)

    def add(self, part: str, *params: object) -> None:
        self.parts.append(part)
        self.params += params

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "1 = 1"


_COLUMNS = "id, record, kind, area, name, sort, skala, status, verified, disputed, changed_ms"
ORDERS = {"nama": ("sort", "ASC", ">"), "terbaru": ("changed_ms", "DESC", "<")}


def list_lines(db: Database, wanted: Filter, order: str, after: tuple[object, int] | None, limit: int) -> list[Line]:
    """Return a page of a list. order: of ORDERS. after: (value of the order's column, id) of the last line before it."""
    column, way, beyond = ORDERS[order]
    where = _where(wanted)
    if after is not None:
        where.add(f"({column}, id) {beyond} (?, ?)", *after)
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM search_document WHERE {where.sql} ORDER BY {column} {way}, id {way} LIMIT ?",
        (*where.params, limit),
    )
    return [_line(row) for row in rows]


def place_of(db: Database, order: str, number: int) -> tuple[object, int] | None:
    """Return where a line stands in an order, None for a line that is gone."""
    rows = db.rows(f"SELECT {ORDERS[order][0]}, id FROM search_document WHERE id = ?", (number,))
    return (rows[0][0], rows[0][1]) if rows else None


def count_lines(db: Database, wanted: Filter) -> int:
    """Return how many lines a list has."""
    where = _where(wanted)
    return int(db.rows(f"SELECT COUNT(*) FROM search_document WHERE {where.sql}", where.params)[0][0])


def count_by_area(db: Database, wanted: Filter) -> dict[str, int]:
    """Return how many lines lie in each area one level below the filter's, by code."""
    depth = 0 if wanted.area == NATION_CODE else wanted.area.count(".") + 1
    length = (2, 5, 8, 13)[min(depth, 3)]  # of a code at that level: 35, 35.07, 35.07.12, 35.07.12.2003
    where = _where(wanted)
    rows = db.rows(
        f"SELECT SUBSTR(area, 1, {length}) AS code, COUNT(*) FROM search_document WHERE {where.sql}"
        f" AND LENGTH(area) >= {length} GROUP BY SUBSTR(area, 1, {length}) ORDER BY code",
        where.params,
    )
    return {code: int(count) for code, count in rows}


def count_missing(db: Database, kind: str, area: str) -> list[tuple[str, int]]:
    """Return for each field that can be missing how many records of an area lack it."""
    where = _where(Filter(kind, area))
    sums = ", ".join(f"COALESCE(SUM(CASE WHEN missing & {1 << at} <> 0 THEN 1 ELSE 0 END), 0)" for at in range(6))
    row = db.rows(f"SELECT {sums} FROM search_document WHERE {where.sql}", where.params)[0]
    return list(zip(MISSING[kind], map(int, row), strict=True))


def find_lines(db: Database, text: str, area: str, limit: int) -> list[Line]:
    """Return records of an area whose names or owners bear these words, however spelled, or one of whose numbers this is."""
    digits = typed_digits(text)
    if len(digits) >= 8 and digits.lstrip("+").isdigit():
        return _by_numbers(db, digits, area, limit)
    sets = [found for word in search_words(text)[:WORDS_MAX] if (found := _numbers_like(db, word)) is not None]
    if not sets or not all(sets):
        return []
    bearers, params = _bearers(sets)
    where = _within(area)
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM (SELECT d.* FROM ({bearers}) b JOIN search_document d ON d.id = b.document"
        f" WHERE {where.sql} LIMIT {COMMON}) d ORDER BY sort, id LIMIT ?",
        (*params, *where.params, limit),
    )
    return [_line(row) for row in rows]


def _by_numbers(db: Database, digits: str, area: str, limit: int) -> list[Line]:
    records: list[bytes] = []
    for kind, names in NUMBER_FIELDS.items():
        for name in names:
            sql = f"SELECT record FROM registry_{kind} WHERE {name} = ? ORDER BY record LIMIT ?"
            records += [bytes(record) for (record,) in db.rows(sql, (digits, limit))]
    try:
        phone = read_telepon(digits)
    except TermError:
        phone = ""
    sql = (
        "SELECT d.record FROM search_number n JOIN search_document d ON d.id = n.document WHERE n.number = ?"
        " ORDER BY d.id LIMIT ?"
    )
    records += [bytes(record) for (record,) in db.rows(sql, (phone, limit))] if phone else []
    lines: list[Line] = []
    for marks, chunk in in_chunks(list(dict.fromkeys(records))):
        where = _within(area)
        sql = f"SELECT {_COLUMNS} FROM search_document d WHERE record IN ({marks}) AND {where.sql} ORDER BY sort, id"
        lines += [_line(row) for row in db.rows(sql, (*chunk, *where.params))]
    return lines[:limit]


def _numbers_like(db: Database, word: str) -> list[int] | None:
    """Return the words that begin with one, or else those that are near it; None for a single letter, which says nothing."""
    if len(word) < 2:
        return None
    begun = db.rows("SELECT id FROM search_word WHERE word LIKE ? ORDER BY LENGTH(word), word LIMIT 40", (f"{word}%",))
    if begun:
        return [number for (number,) in begun]
    parts = grams(word)
    rows = db.rows(
        "SELECT w.word, w.id FROM search_gram g JOIN search_word w ON w.id = g.word"
        f" WHERE g.gram IN ({','.join('?' * len(parts))}) GROUP BY w.id, w.word ORDER BY COUNT(*) DESC, w.word LIMIT ?",
        (*parts, NEAR_WORDS),
    )
    numbers: dict[str, int] = dict(rows)
    return [numbers[near] for near in nearest(word, [str(other) for other, _ in rows])]


def _bearers(sets: Sequence[Sequence[int]]) -> tuple[str, list[int]]:
    """Return the SQL of the documents that bear a word of each set. It reads keys alone, so two common words cost what they span."""
    parts, params = [], []
    for words in sets:
        spans = " OR ".join(["place BETWEEN ? AND ?"] * len(words))
        once = "DISTINCT " if len(sets) == 1 < len(words) else ""  # INTERSECT sees to it elsewhere
        parts.append(f"SELECT {once}place & 4294967295 AS document FROM search_posting WHERE {spans}")
        params += [end for word in words for end in (word << 32, (word << 32) + 2**32 - 1)]
    return " INTERSECT ".join(parts), params


def _where(wanted: Filter) -> _Where:
    where = _within(wanted.area)
    where.add("kind = ?", wanted.kind)
    for column in ("skala", "section", "status"):
        if value := getattr(wanted, column):
            where.add(f"{column} = ?", value)
    for column in ("verified", "disputed"):
        if (value := getattr(wanted, column)) is not None:
            where.add(f"{column} = ?", value)
    if wanted.missing:
        where.add("missing & ? <> 0", 1 << MISSING[wanted.kind].index(wanted.missing))
    return where


def _within(area: str) -> _Where:
    where = _Where()
    if area != NATION_CODE:
        where.add("(area = ? OR area LIKE ?)", area, f"{area}.%")
    return where


def _line(row: Row) -> Line:
    number, record, kind, area, name, sort, skala, status, verified, disputed, changed = row
    return Line(
        number, bytes(record).hex(), kind, area, name, sort, skala, status, bool(verified), bool(disputed), changed
    )
