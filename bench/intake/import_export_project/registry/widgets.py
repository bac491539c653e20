"""How cells become values: the widgets of django-import-export, subclassed where a field file writes otherwise than they read.

A cell that can't be read raises ValueError, which the library reports as a validation error of that row and column; the rows beside
it are kept.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db.models import Model, QuerySet
from import_export.widgets import CharWidget, ForeignKeyWidget, IntegerWidget

from registry.models import Desa

Row = Mapping[str, object]
AMOUNT = re.compile(r"(?:rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\s*(ribu|rb|juta|jt|miliar)?", re.IGNORECASE)
UNITS = {"": 1, "ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9}


class RupiahWidget(IntegerWidget):
    """Whole rupiah from "1500000", "Rp 1.500.000,00", "1.500.000", "2 juta" or "1,5 jt"."""

    def clean(self, value: object, row: Row | None = None, **kwargs: object) -> int | None:
        if self.is_empty(value):
            return None
        found = AMOUNT.fullmatch(str(value).strip())
        if not found:
            raise ValueError(f"«{value}» bukan jumlah rupiah.")
        whole, part, unit = found.groups("")
        return int(Decimal(f"{whole.replace('.', '')}.{part or 0}") * UNITS[unit.lower()])


class TeleponWidget(CharWidget):
    """A telephone number of Indonesia with +62 for the 0 before it; the model says whether it is one."""

    def clean(self, value: object, row: Row | None = None, **kwargs: object) -> str:
        number = re.sub(r"[\s().-]", "", super().clean(value, row, **kwargs) or "")
        return f"+62{number[1:]}" if number.startswith("0") else number


class NamedWidget(ForeignKeyWidget):
    """A reference that isn't in its table is a fault of the cell, where the library would refuse the whole file."""

    def clean(self, value: object, row: Row | None = None, **kwargs: object) -> Model | None:
        try:
            return super().clean(value, row, **kwargs)
        except (ObjectDoesNotExist, MultipleObjectsReturned) as error:
            raise ValueError(f"«{value}» tidak ditemukan.") from error


class DesaWidget(NamedWidget):
    """A desa by its name in the kecamatan of the row: one query a row, as the widget's documentation shows."""

    def __init__(self) -> None:
        super().__init__(Desa, "nama")

    def get_queryset(self, value: object, row: Row, *args: object, **kwargs: object) -> QuerySet[Desa]:
        return Desa.objects.filter(kecamatan__nama=row["Kecamatan"])


class KnownWidget(NamedWidget):
    """A reference among rows that were read once: the documentation's own advice where a query a row is too slow.

    The library's CachedForeignKeyWidget does the same by a named tuple made anew for each cell; a plain dict is faster.
    """

    known: Mapping[tuple[object, ...], Model] | None = None

    def get_instance_by_lookup_fields(self, value: object, row: Row, **kwargs: object) -> Model:
        if self.known is None:
            self.known = {self.name_of(one): one for one in self.get_queryset(value, row)}
        try:
            return self.known[self.name_in(value, row)]
        except KeyError:
            raise self.model.DoesNotExist from None

    def name_of(self, one: Model) -> tuple[object, ...]:
        return (one.pk,)

    def name_in(self, value: object, row: Row) -> tuple[object, ...]:
        return (value,)


class KnownDesaWidget(KnownWidget):
    """A desa by its name and its kecamatan's, all of them read once."""

    def __init__(self) -> None:
        super().__init__(Desa, "nama")

    def get_queryset(self, value: object, row: Row, *args: object, **kwargs: object) -> QuerySet[Desa]:
        return Desa.objects.select_related("kecamatan")

    def name_of(self, one: Desa) -> tuple[object, ...]:
        return one.nama, one.kecamatan.nama

    def name_in(self, value: object, row: Row) -> tuple[object, ...]:
        return value, row["Kecamatan"]
