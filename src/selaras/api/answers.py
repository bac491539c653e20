"""How the public addresses answer: anybody may read, keep and show it, and what is held already is not made again."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag

JSON = "application/json"
SOON_S, FOREVER_S = 60, 31_536_000  # for which a reader may keep what changes, and what belongs to one release


def give(
    request: HttpRequest, etag: str, make: Callable[[], bytes], *, media: str = JSON, age_s: int = FOREVER_S
) -> HttpResponse:
    """Return what `make` gives, or that what the reader holds under this ETag still stands: then nothing is made."""
    tag = quote_etag(etag)
    held = tag in parse_etags(request.headers.get("If-None-Match", ""))
    answer = HttpResponseNotModified() if held else HttpResponse(make(), content_type=media)
    answer["ETag"] = tag
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # an <img> of another page may show it
    patch_cache_control(answer, public=True, max_age=age_s)
    return answer


def missing(sentence: str) -> HttpResponse:
    """Say in Indonesian what is not there."""
    return HttpResponse(orjson.dumps({"error": sentence}), status=404, content_type=JSON)
