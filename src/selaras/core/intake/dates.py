"""Columns of dates that were written, or swapped by Excel, in more than one order: proven ones are read, the others asked about."""

import datetime as dt
from dataclasses import replace

from selaras.core.intake.columns import PlannedColumn
from selaras.core.intake.draft import Setting
from selaras.core.intake.question import KEEP, SWAP, Doubt, Option
from selaras.core.terms.canonical import Reader, Scalar, Stated, compile_reader
from selaras.core.terms.tanggal import DayOrder, is_unproven, numeric_order_evidence
from selaras.core.terms.writing import plain

_MONTHS = 12
_SWAPS: tuple[Option, ...] = (
    (SWAP, "Excel menukar hari dan bulan pada sel-sel tanggal kolom ini"),
    (KEEP, "tanggalnya benar seperti yang tampak"),
)
_ORDERS: tuple[Option, ...] = (("dmy", "hari ditulis lebih dulu: 02/01 adalah 2 Januari"), ("mdy", "bulan lebih dulu"))


def read_odd_dates(read: Reader, planned: PlannedColumn, setting: Setting, layout: str) -> Reader:
    """Return the reader of a column with `dates`. layout: the key of the form, by which the question is remembered."""
    if planned.dates in ("campur", "tegas"):
        return _mixed(read, planned, setting, layout)
    return _swapped(read, planned, layout)


def _swapped(read: Reader, planned: PlannedColumn, layout: str) -> Reader:
    """Read dates that Excel made of texts with day and month the wrong way round; ask while nobody has said so."""

    def read_swapped(cell: Stated) -> Scalar:
        if not isinstance(cell, dt.date):
            return read(cell)
        if planned.dates == SWAP:
            return read(cell.replace(month=cell.day, day=cell.month)) if cell.day <= _MONTHS else read(cell)
        message = f"Semua sel tanggal di «{planned.heading}» berhari 1–12: mungkin Excel menukar hari dan bulan"
        raise Doubt("tanggal_tertukar", message, (layout, plain(planned.heading)), _SWAPS)

    return read_swapped


def _mixed(read: Reader, planned: PlannedColumn, setting: Setting, layout: str) -> Reader:
    """Read each date that proves its own order; the others in the order that the office says, asked while it has not."""
    notes: list[tuple[str, str]] = []
    orders: tuple[DayOrder, DayOrder] = ("dmy", "mdy")
    proven = {
        order: compile_reader(
            planned.target.field, today=setting.today, column=replace(planned.column, day_order=order), notes=notes
        )
        for order in orders
    }

    def read_mixed(cell: Stated) -> Scalar:
        if not isinstance(cell, str):
            return read(cell)
        order = numeric_order_evidence(cell)
        if order is not None:
            return proven[order](cell)
        if planned.dates == "tegas" or not is_unproven(cell):
            return read(cell)
        message = f"Kolom «{planned.heading}» memuat tanggal hari-bulan dan bulan-hari; «{cell}» dapat berarti keduanya"
        raise Doubt("tanggal_mendua", message, (layout, plain(planned.heading)), _ORDERS)

    return read_mixed
