"""The wilayah of a row, from the columns that say parts of it."""

from collections.abc import Mapping, Sequence

from selaras.core.intake.columns import PlannedColumn
from selaras.core.intake.draft import Setting
from selaras.core.intake.profile import Profile
from selaras.core.intake.question import Doubt
from selaras.core.intake.sheet import SheetLayout
from selaras.core.terms.canonical import Cell, Note, Stated, stated_cell, text_of
from selaras.core.terms.problem import TermError
from selaras.core.terms.wilayah import WilayahLevel, contains_code, read_wilayah_code
from selaras.core.terms.wilayah_index import Place, SeveralPlaces

_REMEMBERED_MAX = 20_000
_OPTIONS_MAX = 12
_ROLES = ("kode", "desa", "kecamatan", "kabkota")


class PlaceReader:
    """Finds the place of a row; equal parts are looked up once.

    layout: its title may name the kecamatan, for sheets without that column, and the kab/kota that a name of several areas is
    in.
    """

    def __init__(
        self, columns: Sequence[PlannedColumn], setting: Setting, layout: SheetLayout, profile: Profile | None
    ) -> None:
        self.by_role: Mapping[str, PlannedColumn] = {column.target.part: column for column in columns}
        self.indexes = tuple(self.by_role[role].index if role in self.by_role else -1 for role in _ROLES)
        self.heading_column = next((self.by_role[role] for role in _ROLES if role in self.by_role), None)
        self.setting = setting
        self.kecamatan = layout.kecamatan
        self.kabkota = _named_kabkota(layout.kabkota, setting)
        self.profile = profile
        self.found: dict[tuple[Cell, ...], tuple[str, Note | None] | TermError] = {}

    def read(self, parts: tuple[Cell, ...]) -> tuple[str, Note | None]:
        """Return the code, and a warning. Empty when the row names no place. Raises TermError, Doubt where it must be asked.

        parts: the cells of the row at `indexes`, None where there is no such column.
        """
        found = self.found.get(parts)
        if found is None:
            try:
                found = self._look_up(parts)
            except TermError as error:
                found = error
            if len(self.found) < _REMEMBERED_MAX:
                self.found[parts] = found
        if isinstance(found, TermError):
            raise found.with_traceback(None)
        return found

    def _look_up(self, parts: tuple[Cell, ...]) -> tuple[str, Note | None]:
        code, desa, kecamatan, kabkota = (_written(part) for part in parts)
        if not (code or desa or kecamatan or kabkota or self.kecamatan):
            return "", None
        index, within = self.setting.wilayah_index, self.setting.wilayah
        written = " / ".join(part for part in (code, desa, kecamatan or self.kecamatan, kabkota) if part)
        said = self.profile.place(written) if self.profile else None
        code = said or code or (desa if _is_code(desa) else "")
        if code and _is_code(code):
            place = index.by_code(code, within=within)
        else:
            try:
                place = index.by_names(
                    desa=desa or code, kecamatan=kecamatan or self.kecamatan, kabkota=kabkota, within=within
                )
            except SeveralPlaces as several:
                inside = self._in_title(several, kabkota)
                if inside is None:
                    raise self._doubt(several, written) from None
                place = inside
        return place.code, self._note(place)

    def _in_title(self, several: SeveralPlaces, kabkota: str) -> Place | None:
        """Return the one of several areas that lies in the kab/kota of the title, where the row names none."""
        inside = [code for code in several.codes if self.kabkota and contains_code(self.kabkota, code)]
        return Place(inside[0]) if len(inside) == 1 and not kabkota else None

    def _doubt(self, several: SeveralPlaces, written: str) -> Doubt:
        """Return the question which of several areas is meant; what they share is sure if it is a kab/kota or less."""
        options = tuple((code, self.setting.wilayah_index.path(code)) for code in several.codes[:_OPTIONS_MAX])
        known = _shared(several.codes)
        return Doubt(several.code, str(several), (self.setting.wilayah, written), options, known)

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


def _shared(codes: Sequence[str]) -> str:
    """Return the smallest area that holds all of these; empty when that is more than a kab/kota."""
    parts = [code.split(".") for code in codes]
    length = next((at for at, level in enumerate(zip(*parts, strict=False)) if len(set(level)) > 1), 1)
    return ".".join(parts[0][:length]) if length > 1 else ""


def _named_kabkota(words: str, setting: Setting) -> str:
    """Return the code of the kab/kota within the office that a title names ("kabupaten malang tahun"); empty for none."""
    form, *names = words.split() or [""]
    for count in range(len(names), 0, -1):
        try:
            place = setting.wilayah_index.by_names(
                desa="", kecamatan="", kabkota=" ".join((form, *names[:count])), within=setting.wilayah
            )
        except TermError:
            continue
        return "" if place.respelled else place.code
    return ""
