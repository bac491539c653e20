"""All areas that ship with the package, found by code or by the names that offices write.

A name that several areas bear is refused with the list of them: nothing is guessed.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from selaras.core.terms.problem import TermError
from selaras.core.terms.wilayah import NATION_CODE, contains_code, read_wilayah_code
from selaras.core.terms.writing import squeeze

_PREFIXES = {
    "kabkota": (
        "kabupaten ",
        "kab. ",
        "kab ",
        "kab.",
        "kota adm. ",
        "kota ",
        "kotamadya ",
        "pemkab ",
        "pemkot ",
    ),
    "kecamatan": ("kecamatan ", "kec. ", "kec ", "kec."),
    "desakel": (
        "desa/kelurahan ",
        "desa ",
        "ds. ",
        "ds ",
        "ds.",
        "kelurahan ",
        "kel. ",
        "kel ",
        "kel.",
        "lurah ",
    ),
    "provinsi": ("provinsi ", "prov. ", "prov ", "propinsi "),
}
_KABUPATEN_MARKS, _KOTA_MARKS = ("kab", "pemkab"), ("kota", "pemkot")
SPELLING_MIN = 0.8  # likeness of two spellings of one name within one parent; "Sukorejo" and "Sukoharjo" stand at 0.78
SPELLING_MIN_WIDE = 0.9  # the same where several parents are searched and more names are near


@dataclass(frozen=True, slots=True)
class Area:
    """level: provinsi, kabkota, kecamatan or desakel. form: the word of the law, e.g. kelurahan."""

    code: str
    name: str
    level: str
    form: str
    parent: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row lies: the code, and what an officer should know about how it was found."""

    code: str
    respelled: str = ""  # the official name, when the written one was spelled otherwise


class SeveralPlaces(TermError):
    """Names that may mean any of some areas. codes: of all of them."""

    def __init__(self, message: str, codes: tuple[str, ...]) -> None:
        super().__init__("wilayah_kembar", message)
        self.codes = codes


@dataclass(frozen=True, slots=True)
class WilayahIndex:
    """areas: by code. children: by code of the parent, squeezed name, list of codes."""

    areas: Mapping[str, Area]
    children: Mapping[str, Mapping[str, tuple[str, ...]]]
    detailed: frozenset[str] = field(default_factory=frozenset)  # provinces known down to the desa

    def name(self, code: str) -> str:
        """Return the name with its form where that is needed ("Kabupaten Malang"); the code of an unknown area."""
        if code == NATION_CODE:
            return "Indonesia"
        area = self.areas.get(code)
        return area.name if area else code

    def knows(self, code: str) -> bool:
        return code == NATION_CODE or code in self.areas

    def below(self, code: str) -> tuple[str, ...]:
        """Return the codes one level down, in order."""
        return tuple(sorted(code for codes in self.children.get(code, {}).values() for code in codes))

    def by_code(self, text: str, *, within: str) -> Place:
        """Return the place of a written code. Raises TermError wilayah_tak_dikenal or wilayah_luar.

        Outside the provinces known to the desa only the kab/kota part of a code can be checked.
        """
        code = read_wilayah_code(text)
        known = code in self.areas or (
            code[:2] not in self.detailed and ".".join(code.split(".")[:2]) in self.areas and code.count(".") > 1
        )
        if not known:
            raise TermError("wilayah_tak_dikenal", f"Kode wilayah «{text}» tidak ada dalam daftar Kemendagri")
        return self._inside(Place(code), within)

    def by_names(self, *, desa: str, kecamatan: str, kabkota: str, within: str) -> Place:
        """Return the place that the written names describe; names not written are empty.

        within: code of the area that the office is responsible for.
        Raises TermError wilayah_tak_dikenal or wilayah_luar, or SeveralPlaces.
        """
        bases: tuple[str, ...] = (within,)
        respelled = ""
        for level, written in (("kabkota", kabkota), ("kecamatan", kecamatan), ("desakel", desa)):
            if not written:
                continue
            if level == "kabkota":
                bases, near = self._kabkota(written, within)
            else:
                bases, near = self._step(bases, level, written)
            respelled = respelled or near
        written = desa or kecamatan or kabkota
        if len(bases) > 1:
            listed = "; ".join(self.path(code) for code in bases[:4])
            message = f"«{written}» ada di {len(bases)} tempat ({listed}): lengkapi atau tulis kodenya"
            raise SeveralPlaces(message, bases)
        return self._inside(Place(bases[0], respelled), within)

    def _kabkota(self, written: str, within: str) -> tuple[tuple[str, ...], str]:
        """Return the kab/kota that a name may mean: a bare name can be both a kabupaten and a kota."""
        provinces = [code for code, area in self.areas.items() if area.level == "provinsi"]
        if within[:2] in self.areas:
            provinces = [within[:2]]
        found, near = self._find(provinces, "kabkota", written)
        first = written.strip().lower()
        for marks, form in ((_KABUPATEN_MARKS, "kabupaten"), (_KOTA_MARKS, "kota")):
            if first.startswith(marks):
                of_form = tuple(code for code in found if self.areas[code].form == form)
                near = near if of_form else near or self.name(found[0])  # there is no kabupaten of this name
                found = of_form or found
        return found, near

    def _step(self, bases: tuple[str, ...], level: str, written: str) -> tuple[tuple[str, ...], str]:
        depth = 2 if level == "kecamatan" else 3
        parents = [parent for base in bases for parent in self._descend(base, depth)]
        return self._find(parents, level, written)

    def _descend(self, base: str, depth: int) -> tuple[str, ...]:
        """Return the areas of a depth (number of parts of the code) in or above which the base lies."""
        if base == NATION_CODE:
            tops = tuple(code for code, area in self.areas.items() if area.level == "provinsi")
            return tuple(code for top in tops for code in self._descend(top, depth))
        if base.count(".") + 1 >= depth:
            return (".".join(base.split(".")[:depth]),)
        return tuple(code for child in self.below(base) for code in self._descend(child, depth))

    def _find(self, parents: Iterable[str], level: str, written: str) -> tuple[tuple[str, ...], str]:
        """Return all children of that name, and the official name where the spelling was forgiven."""
        key, parents = squeeze(_without_form(written, level)), list(parents)
        whole = squeeze(written)
        for wanted in dict.fromkeys((whole, key)):
            exact = tuple(code for parent in parents for code in self.children.get(parent, {}).get(wanted, ()))
            if exact:
                return exact, ""
        names = {name for parent in parents for name in self.children.get(parent, {})}
        near = difflib.get_close_matches(
            key, names, n=2, cutoff=SPELLING_MIN if len(parents) == 1 else SPELLING_MIN_WIDE
        )
        if not near:
            raise TermError("wilayah_tak_dikenal", f"«{written}» tidak ditemukan di {self._places(parents)}")
        if len(near) > 1:
            first, second = (difflib.SequenceMatcher(None, key, name).ratio() for name in near)
            if first - second < 0.05:
                codes = tuple(self._first(parents, name) for name in near)
                either = " atau ".join(map(self.name, codes))
                raise SeveralPlaces(f"«{written}» dapat berarti {either}: betulkan ejaannya", codes)
        codes = tuple(code for parent in parents for code in self.children.get(parent, {}).get(near[0], ()))
        return codes, self.name(codes[0])

    def _first(self, parents: Iterable[str], name: str) -> str:
        return next(code for parent in parents for code in self.children.get(parent, {}).get(name, ()))

    def _inside(self, place: Place, within: str) -> Place:
        if not contains_code(within, place.code):
            raise TermError(
                "wilayah_luar",
                f"{self.path(place.code)} berada di luar {self.name(within)}: kirim baris ini ke kantor yang berwenang",
            )
        return place

    def path(self, code: str) -> str:
        """Return the names from an area up to its kab/kota."""
        parts = code.split(".")
        names = [self.name(".".join(parts[:depth])) for depth in range(len(parts), 1, -1)]
        return ", ".join(names) or self.name(code)

    def _places(self, parents: list[str]) -> str:
        if len(parents) == 1:
            return self.path(parents[0])
        shared = {".".join(parent.split(".")[:2]) for parent in parents}
        return self.name(shared.pop()) if len(shared) == 1 else "wilayah kantor ini"


def index_wilayah(areas: Iterable[Area]) -> WilayahIndex:
    """Build the index. A kab/kota is found by its bare name too ("Malang"), which may be two places."""
    by_code: dict[str, Area] = {}
    children: dict[str, dict[str, tuple[str, ...]]] = {}
    for area in areas:
        if area.code in by_code:
            continue
        by_code[area.code] = area
        names = children.setdefault(area.parent or NATION_CODE, {})
        key = squeeze(_without_form(area.name, area.level))
        names[key] = (*names.get(key, ()), area.code)
    detailed = frozenset(code[:2] for code, area in by_code.items() if area.level == "desakel")
    return WilayahIndex(by_code, children, detailed)


def _without_form(name: str, level: str) -> str:
    lowered = name.strip().lower()
    for prefix in _PREFIXES[level]:
        if lowered.startswith(prefix) and len(lowered) > len(prefix):
            return lowered[len(prefix) :]
    return lowered
