"""Text, numbers and places as the parts of an .xlsx hold them (ECMA-376, part 1, 18 and 22.9.2.19)."""

from __future__ import annotations

import re

TEXT_UNITS_MAX = 32_767  # of a cell or a comment of Excel, counted in UTF-16
_WRITTEN_OUT = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")  # states nothing, and no two programs read it alike


def xml_text(text: str) -> str:
    """Return a text as it stands between two tags. What XML can't hold is written _xHHHH_, and so is what only looks like that.

    What is longer than a cell of Excel is cut.

    >>> xml_text("a<b\\r nama_x0041_")
    'a&lt;b_x000D_ nama_x005F_x0041_'
    """
    if len(text) > TEXT_UNITS_MAX // 2:
        units = text.encode("utf-16-le", "surrogatepass")
        text = units[: 2 * TEXT_UNITS_MAX].decode("utf-16-le", "ignore") if len(units) > 2 * TEXT_UNITS_MAX else text
    text = _WRITTEN_OUT.sub(lambda found: f"_x{ord(found[0]):04X}_", _NO_CHARACTER.sub("", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_attribute(text: str) -> str:
    """Return a text as it stands between double quotes."""
    return xml_text(text).replace('"', "&quot;")


def column_name(column: int) -> str:
    """Return what a column, counted from 0, is called.

    >>> column_name(0), column_name(26), column_name(16_383)
    ('A', 'AA', 'XFD')
    """
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def cell_name(row: int, column: int) -> str:
    """Return what a cell is called. row: from 1, as Excel counts; column: from 0."""
    return f"{column_name(column)}{row}"
