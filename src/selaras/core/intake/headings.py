"""What a column heading means: the dictionary's names for it, what is near them, and the unit it says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from selaras.core.intake.profile import UNUSED, Profile
from selaras.core.terms.kamus import Field, FieldType, Kamus
from selaras.core.terms.writing import clean, plain

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "usaha": ("usaha", "laporan_usaha"),
    "koperasi": ("koperasi", "laporan_koperasi"),
    "kredit": ("kredit",),
    "pengelola": ("pengelola",),
    "laporan_usaha": ("laporan_usaha",),
    "laporan_koperasi": ("laporan_koperasi",),
}
LIKENESS_SURE = 0.88  # near enough to use, and to ask about
_LIKENESS_MIN = 0.72  # near enough to name in the question
_SHORT = 4  # letters up to which nothing is like anything
_REORDERED_MAX, _MORE_WORDS_MAX = 86, 80  # percent: good for a question, never used unasked
# One letter makes another word of the short ones (nib, nik), and the others say whose a value is.
_EXACT_WORDS = re.compile(r"\b(?:\w{1,3}|kbli|npwp|desa|koperasi|ketua|pengurus|manajer|debitur|suami|istri|anak)\b")

_WORDS = {
    "no": "nomor", "nmr": "nomor", "tgl": "tanggal", "tggl": "tanggal", "thn": "tahun", "th": "tahun",
    "jml": "jumlah", "jmlh": "jumlah", "jlh": "jumlah", "nm": "nama", "kec": "kecamatan", "kel": "kelurahan",
    "kab": "kabupaten", "telp": "telepon", "tlp": "telepon", "tlpn": "telepon", "telpon": "telepon",
    "bh": "badan hukum", "omset": "omzet", "tk": "tenaga kerja", "lk": "l", "pr": "p", "ds": "desa",
    "pria": "l", "wanita": "p", "perempuan": "p", "plafond": "plafon", "rata": "",
}  # fmt: skip
_LAKI = re.compile(r"\blaki(?: laki)?\b")
_COUNTED = re.compile(r"^(?:\(?\d{1,3}[.)]\s*|r\d{3}[a-z]?[.: ]+)(?=[a-z])")  # "1. Nama Usaha", "R101 Nama Usaha"
_ASIDE = re.compile(  # how to fill the column, for its clerk
    r"\((?:sesuai (?:ktp|e-ktp|kk|identitas|nib)|wajib(?: di ?isi)?|harus di ?isi|opsional|(?:jika|bila|kalau) ada|\d+ (?:digit|angka)"
    r"|d?dd?[-/. ]mm[-/. ]yy(?:yy)?|hh[-/. ](?:bb|mm)[-/. ](?:tt|th|yy)\w*|tgl[-/. ]bln[-/. ]th?n|pilih salah satu|l/p)\)"
)
_UNIT_NOISE = re.compile(r"\b(?:dalam|dlm|satuan|rp|rupiah|idr|per|pertahun|tahunan|setahun|1 tahun)\b")
_MONTHLY = re.compile(r"(?:per|/|se|tiap|setiap|1)\s*\.?\s*(?:bulan|bln)\b|\bbulanan\b|\bperbulan\b", re.IGNORECASE)
_PER_YEAR = re.compile(r"(?:per|/|dalam|1)\s*\.?\s*(?:tahun|thn|th)\b", re.IGNORECASE)
_SCALES = dict.fromkeys("ribuan ribu rb 000 1000".split(), 10**3)
_SCALES |= dict.fromkeys(["jutaan", "juta", "jt", "000 000", "000000", "1000000"], 10**6)
_SCALES |= dict.fromkeys(["miliaran", "milyaran", "miliar", "milyar", "000 000 000"], 10**9)
_SCALE_WORDS = re.compile(rf"\b(?:x )?(?:rp )?(?:1 )?({'|'.join(sorted(_SCALES, key=len, reverse=True))})\b")
_TITLE_SCALE = re.compile(
    r"(?:\b(?:dalam satuan|dalam|dlm|satuan)\b|\(\s*(?=rp))[\s:]*(?:rp\b)?[\s.x]*([\w.']+)", re.IGNORECASE
)
_WILAYAH_ROLES = (
    ("kode", ("kode",)), ("desa", ("desa", "kelurahan")), ("kecamatan", ("kecamatan",)),
    ("kabkota", ("kabupaten", "kota")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes. part: a choice of a `daftar` or `pilihan`, the level of a wilayah, 'rt_rw', or empty."""

    field: Field
    part: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.field.kind, self.field.name, self.part


@dataclass(frozen=True, slots=True)
class Match:
    """confidence: 1 for a name of the dictionary, less for a likeness."""

    target: Target
    confidence: float


@lru_cache(maxsize=4_096)
def heading_key(text: str) -> str:
    """Return what two headings compare by: words in full, without units and periods.

    >>> heading_key("OMSET PER BULAN (Rp)"), heading_key("Tgl. Lahir")
    ('omzet', 'tanggal lahir')
    """
    named = _ASIDE.sub(" ", _COUNTED.sub("", clean(text).lower()))
    bare = _PER_YEAR.sub(" ", _MONTHLY.sub(" ", named))
    words = " ".join(_WORDS.get(word, word) for word in plain(bare.replace("%", " persen ")).split())
    if len(_scales(words)) == 1:  # a heading that says two is no name of anything
        words = _SCALE_WORDS.sub(" ", words)
    words = _UNIT_NOISE.sub(" ", _LAKI.sub("l", words))
    return " ".join(words.split()) or plain(text)


def heading_scale(text: str) -> int:
    """Return how many units one in a column is worth, by what its heading says: 1000 for "(dalam ribuan)".

    >>> heading_scale("Omzet juta rupiah"), heading_scale("Omzet (Rp. 000.000)"), heading_scale("Omzet")
    (1000000, 1000000, 1)
    """
    said = _scales(plain(text))
    return said.pop() if len(said) == 1 else 1


def title_scale(text: str) -> int:
    """Return how many rupiah one unit is worth in all columns that do not say otherwise ("(dalam ribuan rupiah)")."""
    said = {_SCALES.get(plain(found), 1) for found in _TITLE_SCALE.findall(text)} - {1}
    return said.pop() if len(said) == 1 else 1


def _scales(words: str) -> set[int]:
    return {_SCALES[found] for found in _SCALE_WORDS.findall(words)}


def is_monthly(text: str) -> bool:
    return bool(_MONTHLY.search(text))


@dataclass(frozen=True, slots=True)
class HeadingBook:
    """All names of the columns of one family of kinds."""

    family: str
    targets: Mapping[str, Target]
    profile: Profile | None = None

    def exact(self, text: str) -> Target | None:
        """Return what a heading certainly means: the office's own answer comes before the dictionary."""
        answer = self.profile.column(text) if self.profile else None
        if answer is not None:
            return self.named(answer)
        target = self.targets.get(heading_key(text))
        return target if target is None or _has_unit(target.field, text) else None

    def is_unused(self, text: str) -> bool:
        """Whether the office said that this column is not used."""
        return self.profile is not None and self.profile.column(text) == UNUSED

    def named(self, name: str) -> Target | None:
        """Return the target "kind.field" or "kind.field.part"; a field alone will do. None for no such field."""
        return self.by_name.get(name) or self.by_name.get(name.replace(" ", "_").lower())

    @property
    def by_name(self) -> Mapping[str, Target]:
        """Every target by each name that an answer may give it."""
        names: dict[str, Target] = {}
        for target in self.targets.values():
            kind, field_name, part = target.key
            tail = f".{part}" if part else ""
            names.setdefault(f"{kind}.{field_name}{tail}", target)
            names.setdefault(f"{field_name}{tail}", target)
        return names

    def of_type(self, field_type: str) -> Target | None:
        """Return the first target of a type of field."""
        return next((target for target in self.targets.values() if target.field.type == field_type), None)

    def using(self, profile: Profile | None) -> "HeadingBook":
        """Return the book of an office that has answered."""
        return replace(self, profile=profile)

    def match(self, text: str) -> Match | None:
        """Return the best meaning; a likeness below LIKENESS_SURE is only good for a question."""
        key = heading_key(text)
        target = self.targets.get(key)
        if target is not None:
            return Match(target, 1.0 if _has_unit(target.field, text) else _MORE_WORDS_MAX / 100)
        if len(key) <= _SHORT:
            return None
        for near, likeness, _ in process.extract(
            key, self.targets.keys(), scorer=_likeness, limit=3, score_cutoff=_LIKENESS_MIN
        ):
            if _exact_words(key) == _exact_words(near):
                return Match(self.targets[near], round(likeness, 2))
        return None


def _has_unit(field: Field, text: str) -> bool:
    """Whether a field can be in the unit that a heading says: a count is in no thousands, a sum of savings not per month."""
    if field.type is not FieldType.RUPIAH and heading_scale(text) > 1:
        return False
    return "per tahun" in field.unit or not is_monthly(text)


def _likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """Return how near two headings are, 0 to 1. The same words in another order, or more words, are near and never sure."""
    near = max(
        fuzz.ratio(one, other),
        min(fuzz.token_sort_ratio(one, other), _REORDERED_MAX),
        min(fuzz.token_set_ratio(one, other), _MORE_WORDS_MAX) if min(len(one), len(other)) > _SHORT else 0.0,
    )
    likeness = near / 100
    return likeness if score_cutoff is None or likeness >= score_cutoff else 0.0


def heading_book(kamus: Kamus, family: str) -> HeadingBook:
    """Collect the names of a family; where two fields share a name the first kind, and the first field, has it."""
    fields = [field for kind in FAMILIES[family] for field in kamus.kind(kind).fields]
    named = [(text, _target(field, text)) for field in fields for text in field.headings]
    own = [
        (text, Target(field))
        for field in fields
        if field.type is not FieldType.WILAYAH
        for text in (field.name, field.label)
    ]
    targets: dict[str, Target] = {}
    for text, target in (*named, *own, *_by_choice(fields)):
        targets.setdefault(heading_key(text), target)
    return HeadingBook(family, targets)


def heading_names(kamus: Kamus) -> frozenset[str]:
    """Return what all names of columns compare by, of every family."""
    return frozenset(key for family in FAMILIES for key in heading_book(kamus, family).targets)


def as_written(kamus: Kamus, more: Iterable[str] = ()) -> frozenset[str]:
    """Return all names of columns in the cases and with the line ends in which headings have them. more: names beside the kamus's."""
    fields = [field for kind in kamus.kinds.values() for field in kind.fields]
    named = {name for field in fields for name in (field.name, field.label, *field.headings) if len(name) > 1} | {*more}
    broken = {name.replace(" ", "\n") for name in named}
    return frozenset(
        written
        for name in named | broken
        for written in (name, name.lower(), name.upper(), name.title(), name.capitalize())
    )


def _by_choice(fields: Iterable[Field]) -> Iterator[tuple[str, Target]]:
    """Yield headings that name a choice: a column each for L and P, with a mark in one of them."""
    for field in fields:
        if field.name == "jenis_kelamin":
            yield from ((f"{field.label} {choice}", Target(field, choice)) for choice in field.choices)
        if field.type is FieldType.DAFTAR:  # as Kobo splits them: sertifikat/halal
            yield from ((f"{field.name} {choice}", Target(field, choice)) for choice in field.choices)
        if field.type is FieldType.WILAYAH:
            yield "wilayah", Target(field, "kode")


def _exact_words(key: str) -> set[str]:
    return set(_EXACT_WORDS.findall(key))


def _target(field: Field, text: str) -> Target:
    if field.type is FieldType.DAFTAR:
        return Target(field, dict(field.heading_choices).get(text, ""))
    if field.type is FieldType.WILAYAH:
        return Target(field, _wilayah_role(heading_key(text).split()))
    return Target(field, "rt_rw" if text == "rt/rw" else "")


def _wilayah_role(words: Iterable[str]) -> str:
    words = set(words)
    return next((role for role, marks in _WILAYAH_ROLES if words & set(marks)), "desa")
