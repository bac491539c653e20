"""Typst makes a PDF from a template of this folder (ADR 7). Its own fonts only, so every machine gives the same paper."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import orjson
import typst


def typeset(template: str, values: Mapping[str, object], *, at_ms: int) -> bytes:
    """Return the PDF, tagged for screen readers. template: a name in this folder; at_ms: the date that the file itself bears."""
    compiler = typst.Compiler(
        files(__package__).joinpath(f"{template}.typ").read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"values": orjson.dumps(values).decode()},
    )
    made = compiler.compile(format="pdf", timestamp=at_ms // 1000)
    assert isinstance(made, bytes), "a PDF is one file"
    return made
