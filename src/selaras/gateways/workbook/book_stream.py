"""An .xlsx that is written as it comes, one sheet at a time. Only what a workbook of rows to mend needs."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from selaras.core.terms.tanggal import EPOCH_1900, EPOCH_1904
from selaras.gateways.workbook.comments import blocks_of, boxes_vml, comments_xml
from selaras.gateways.workbook.sheet_stream import DECLARED, MAIN, OFFICE, SheetStream
from selaras.gateways.workbook.styles import styles_xml
from selaras.gateways.workbook.xml_text import xml_attribute

_LEVEL = 1  # of compression; 6 takes two and a half times as long to save a sixth of the file
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class BookStream:
    """A workbook while it is written; `close` completes it. Sheets stand in the order of their places, not of their coming."""

    def __init__(self, path: Path) -> None:
        """Begin the file. Raises OSError."""
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._names: dict[int, str] = {}
        self._commented: list[int] = []
        self._next_block = 1
        self._epoch = EPOCH_1900
        self._open: tuple[int, SheetStream] | None = None

    def begin_sheet(
        self,
        place: int,
        name: str,
        widths: Mapping[int, tuple[float, int]],
        *,
        epoch: dt.date = EPOCH_1900,
        frozen: int = 0,
    ) -> SheetStream:
        """Complete the sheet before, and begin one. All of a book that hold dates have one epoch.

        place: among the sheets, from 1. name: one that Excel takes. widths, frozen: as SheetStream has them.
        """
        assert place not in self._names, "a place is taken once"
        self._end_sheet()
        self._names[place] = name
        sheet = SheetStream(self._archive.open(f"xl/worksheets/sheet{place}.xml", "w"), epoch)
        sheet.open(widths, frozen=frozen, selected=place == 1)
        self._open = place, sheet
        self._epoch = max(self._epoch, epoch)
        return sheet

    def close(self) -> None:
        """Complete the sheet that is open, and say what the parts are."""
        self._end_sheet()
        self._put("xl/styles.xml", styles_xml())
        self._put("xl/workbook.xml", self._workbook_xml())
        sheets = {f"rId{place}": ("worksheet", f"worksheets/sheet{place}.xml") for place in sorted(self._names)}
        self._put("xl/_rels/workbook.xml.rels", _relations_xml({**sheets, "rIdS": ("styles", "styles.xml")}))
        self._put("_rels/.rels", _relations_xml({"rId1": ("officeDocument", "xl/workbook.xml")}))
        self._put("[Content_Types].xml", self._types_xml())
        self._archive.close()

    def abandon(self) -> None:
        """Let go of the file, whatever stands in it; nothing is left to do after `close`."""
        if self._open is not None:
            with suppress(OSError):
                self._open[1].abandon()
        with suppress(OSError):
            self._archive.close()

    def _end_sheet(self) -> None:
        if self._open is None:
            return
        (place, sheet), self._open = self._open, None
        sheet.close()
        if sheet.comments:
            self._commented.append(place)
            self._put(f"xl/comments{place}.xml", comments_xml(sheet.comments))
            self._put(f"xl/drawings/vmlDrawing{place}.vml", boxes_vml(sheet.comments, self._next_block), declared=False)
            self._next_block += blocks_of(len(sheet.comments))
            beside = {
                "rId1": ("vmlDrawing", f"../drawings/vmlDrawing{place}.vml"),
                "rId2": ("comments", f"../comments{place}.xml"),
            }
            self._put(f"xl/worksheets/_rels/sheet{place}.xml.rels", _relations_xml(beside))

    def _put(self, part: str, xml: str, *, declared: bool = True) -> None:
        self._archive.writestr(part, f"{DECLARED if declared else ''}{xml}")

    def _workbook_xml(self) -> str:
        since_1904 = '<workbookPr date1904="1"/>' if self._epoch == EPOCH_1904 else "<workbookPr/>"
        sheets = "".join(
            f'<sheet name="{xml_attribute(name)}" sheetId="{place}" r:id="rId{place}"/>'
            for place, name in sorted(self._names.items())
        )
        return (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{since_1904}'
            f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"
        )

    def _types_xml(self) -> str:
        parts = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
        parts |= {f"/xl/worksheets/sheet{place}.xml": "worksheet" for place in sorted(self._names)}
        parts |= {f"/xl/comments{place}.xml": "comments" for place in self._commented}
        said = "".join(
            f'<Override PartName="{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts.items()
        )
        return (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            f"{said}</Types>"
        )


def _relations_xml(relations: Mapping[str, tuple[str, str]]) -> str:
    """Return what a part refers to. relations: kind and target by id."""
    said = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in relations.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'
