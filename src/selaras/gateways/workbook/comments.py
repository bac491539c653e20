"""Comments of one sheet: what they say, and the boxes that Excel draws them in (VML, which Excel still asks for)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.gateways.workbook.xml_text import cell_name, xml_text

BLOCK = 1_024  # shape ids of a workbook are given out in blocks, each to one sheet only
_LINE_CHARS = 40  # of a box as wide as three columns
_LINES_MAX = 20
_TOP_MAX = 1_048_576 - _LINES_MAX - 2  # a box ends within the sheet
_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;'
    'width:150pt;height:60pt;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 10, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


@dataclass(frozen=True, slots=True)
class Comment:
    """row: from 1, as Excel counts; column: from 0."""

    row: int
    column: int
    text: str


def blocks_of(count: int) -> int:
    """Return how many blocks of shape ids that many comments take; the first id of a block is the drawing's own."""
    return count // BLOCK + 1


def comments_xml(comments: Sequence[Comment]) -> str:
    """Return the part that says what the comments say. No two stand on one cell."""
    said = "".join(
        f'<comment ref="{cell_name(comment.row, comment.column)}" authorId="0">'
        f'<text><t xml:space="preserve">{xml_text(comment.text)}</t></text></comment>'
        for comment in comments
    )
    return (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<authors><author>Selaras</author></authors><commentList>{said}</commentList></comments>"
    )


def boxes_vml(comments: Sequence[Comment], first_block: int) -> str:
    """Return the part that draws the comments. first_block: of the ids from here on, from 1, no other sheet has any."""
    blocks = ",".join(str(first_block + more) for more in range(blocks_of(len(comments))))
    shapes = [_shape(comment, first_block * BLOCK + at) for at, comment in enumerate(comments, start=1)]
    return f"{_HEAD.format(blocks=blocks)}{''.join(shapes)}</xml>"


def _shape(comment: Comment, number: int) -> str:
    lines = sum(len(line) // _LINE_CHARS + 1 for line in comment.text.split("\n"))
    top = min(max(comment.row - 2, 0), _TOP_MAX)
    return _SHAPE.format(
        id=number,
        left=comment.column + 1,
        top=top,
        right=comment.column + 4,
        bottom=top + min(lines, _LINES_MAX) + 1,
        row=comment.row - 1,
        column=comment.column,
    )
