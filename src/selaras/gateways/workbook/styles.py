"""How cells of a returned workbook look: a fixed table, so that a cell's look is a number before the book is whole.

A look is `colour * FORMATS + format`, or BOLD.
"""

from __future__ import annotations

PLAIN, TEXT, DATE, QUOTED = range(4)  # formats; QUOTED: a text that begins like a formula stays one when it is edited
FORMATS = 4
RED, YELLOW = FORMATS, 2 * FORMATS  # colours, added to a format
BOLD = 3 * FORMATS
_FORMAT_ATTRIBUTES = (
    'numFmtId="0"',
    'numFmtId="49" applyNumberFormat="1"',  # 49 is @: what is typed there stays text
    'numFmtId="164" applyNumberFormat="1"',
    'numFmtId="0" quotePrefix="1"',
)
_COLOUR_ATTRIBUTES = (
    'fillId="0" borderId="0"',
    'fillId="2" borderId="1" applyFill="1" applyBorder="1"',
    'fillId="3" borderId="1" applyFill="1" applyBorder="1"',
)
_RGB = ("FFFFC7CE", "FFFFEB9C")
_EDGE = '<{0} style="thin"><color auto="1"/></{0}>'


def coloured(look: int) -> bool:
    """Whether a cell is seen even when it is empty."""
    return RED <= look < BOLD


def with_format(look: int, number_format: int) -> int:
    """Return a look in its colour, under another format."""
    return look - look % FORMATS + number_format


def styles_xml() -> str:
    """Return the part that says what the looks are."""
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor indexed="64"/></patternFill></fill>'
        for rgb in _RGB
    )
    looks = "".join(
        f'<xf {number} fontId="0" {colour} xfId="0"/>' for colour in _COLOUR_ATTRIBUTES for number in _FORMAT_ATTRIBUTES
    )
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    edges = "".join(_EDGE.format(side) for side in ("left", "right", "top", "bottom"))
    return (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        f"{fills}</fills>"
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f"<border>{edges}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{BOLD + 1}">{looks}'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        '<dxfs count="0"/></styleSheet>'
    )
