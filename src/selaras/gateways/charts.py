"""Charts are drawn by vl-convert: Vega-Lite in one wheel, offline (ADR 28). It is imported only when something is drawn.

What comes out has presentation attributes only, no style and no script, and carries its title and description.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from typing import Any

import orjson


def can_draw() -> bool:
    """Return whether this environment holds the renderer: the extra «hub» brings it."""
    return find_spec("vl_convert") is not None


def draw_chart(spec: Mapping[str, Any]) -> str:
    """Return a specification as SVG. Raises ModuleNotFoundError where the renderer is not installed."""
    return _drawn(orjson.dumps(spec, option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=256)
def _drawn(written: bytes) -> str:
    import vl_convert

    spec = orjson.loads(written)
    locale = spec["config"]["locale"]["number"]
    made: str = vl_convert.vegalite_to_svg(spec, vl_version="6.4", format_locale=locale, allowed_base_urls=[])
    head, rest = made.split(">", 1)
    title = f"<title>{escape(spec['title']['text'])}</title><desc>{escape(spec['description'])}</desc>"
    return f'{head} role="img">{title}{rest}'
