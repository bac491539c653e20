"""The wilayah of a row, from the columns that say parts of it."""

from collections.abc import Mapping, Sequence

from selaras.core.intake.draft import Setting
from selaras.core.intake.plan import PlannedColumn
from selaras.core.terms.canonical import Cell, Note, Stated, stated_cell, text_of
from selaras.core.terms.problem import TermError
from selaras.core.terms.wilayah import WilayahLevel, read_wilayah_code
from selaras.core.terms.wilayah_index import Place

_REMEMBERED_MAX = 20_000
_ROLES = ("kode", "desa", "kecamatan", "kabkota")


class PlaceReader:
    """Finds the place of a row; equal parts are looked up once.

    kecamatan: the one that the sheet's title names, for sheets without that column.
    """

    def __init__(self, columns: Sequence[PlannedColumn], setting: Setting, kecamatan: str) -> None:
        self.by_role: Mapping[str, PlannedColumn] = {column.target.part: column for column in columns}
        self.indexes = tuple(self.by_role[role].index if role in self.by_role else -1 for role in _ROLES)
        self.heading_column = next((self.by_role[role] for role in _ROLES if role in self.by_role), None)
        self.setting = setting
        self.kecamatan = kecamatan
        self.found: dict[tuple[Cell, ...], tuple[str, Note | None]] = {}

    def read(self, cells: Sequence[Cell]) -> tuple[str, Note | None]:
        """Return the code, and a warning. Empty when the row names no place. Raises TermError."""
        parts = tuple(cells[index] if index >= 0 else None for index in self.indexes)
        found = self.found.get(parts)
        if found is None:
            found = self._look_up(parts)
            if len(self.found) < _REMEMBERED_MAX:
                self.found[parts] = found
        return found

    def _look_up(self, parts: tuple[Cell, ...]) -> tuple[str, Note | None]:
        code, desa, kecamatan, kabkota = (_written(part) for part in parts)
        if not (code or desa or kecamatan or kabkota or self.kecamatan):
            return "", None
        index, within = self.setting.wilayah_index, self.setting.wilayah
        code = code or (desa if _is_code(desa) else "")
        if code and _is_code(code):
            place = index.by_code(code, within=within)
        else:
            place = index.by_names(
                desa=desa or code, kecamatan=kecamatan or self.kecamatan, kabkota=kabkota, within=within
            )
        return place.code, self._note(place)

    def _note(self, place: Place) -> Note | None:
        if place.respelled:
            return "wilayah_ejaan", f"Nama wilayah dibaca sebagai {place.respelled}"
        area = self.setting.wilayah_index.areas.get(place.code)
        if area is not None and area.level != WilayahLevel.DESAKEL:
            return "wilayah_tanpa_desa", f"Baru diketahui sampai {area.name}; desanya belum"
        return None


def _written(cell: Cell) -> str:
    stated: Stated | None = stated_cell(cell)
    return "" if stated is None else text_of(stated)


def _is_code(text: str) -> bool:
    try:
        read_wilayah_code(text)
    except TermError:
        return False
    return True
