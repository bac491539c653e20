"""Public, read only: the releases of figures as JSON. A release never changes, so its digest is its ETag and it may be kept forever.

GET /api/angka/, /api/angka/N/, /api/angka/N/INDIKATOR/?wilayah=CODE, files under /api/angka/N/berkas/;
angka.openapi.json, given out too, says all of it.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path, re_path
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

import selaras.gateways.address_numbers  # noqa: F401 # registers <nomor:…>
from selaras.api.pictures import PICTURES, picture
from selaras.flows.export_figures import Form, export_figures, export_structure
from selaras.flows.publish_figures import read_body
from selaras.store.database import default_database
from selaras.store.figures.queries import Release, list_releases, read_release

SOON_S, FOREVER_S = 60, 31_536_000
STRUCTURE, LEVELS = "struktur", ("kabkota", "kecamatan")
MEDIA = {  # form of a file: its media type and the end of its name
    Form.CSV: ("text/csv; charset=utf-8", "csv"),
    Form.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    Form.PARQUET: ("application/vnd.apache.parquet", "parquet"),
    Form.GEOJSON: ("application/geo+json", "geojson"),
    Form.SDMX_CSV: ("application/vnd.sdmx.data+csv; version=2.0.0", "sdmx.csv"),
    Form.DCAT: ("application/ld+json", "jsonld"),
    STRUCTURE: ("application/json", "struktur.json"),
}
CONTRACT = files("selaras.api").joinpath("angka.openapi.json").read_bytes()


@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """Return the releases, newest first."""
    found = [
        {"release": one.number, "period": str(one.year), "made_ms": one.made_ms, "digest": one.digest}
        for one in list_releases(default_database())
    ]
    return _answer(request, {"releases": found}, etag=str(found[0]["digest"]) if found else "kosong", age_s=SOON_S)


@require_safe
def contract(request: HttpRequest) -> HttpResponse:
    """Return what these addresses answer, as OpenAPI."""
    return _answer(request, orjson.loads(CONTRACT), etag=sha256(CONTRACT).hexdigest(), age_s=SOON_S)


@require_safe
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Return a whole release."""
    kept = read_release(default_database(), number)
    if kept is None:
        return _missing(f"Terbitan {number} tidak ada.")
    return _answer(request, orjson.loads(read_body(kept)), etag=kept.digest, age_s=FOREVER_S)


@require_safe
def indicator(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Return one indicator of a release, of one wilayah where the query names it."""
    kept = read_release(default_database(), number)
    found = _indicator(kept, name) if kept else None
    if kept is None or found is None:
        return _missing(f"Terbitan {number} tidak ada, atau tidak memuat indikator «{name}».")
    wilayah = request.GET.get("wilayah")
    if wilayah:
        found["cells"] = [cell for cell in found["cells"] if cell["wilayah"] == wilayah]
    answer = {"release": number, "period": str(kept.year), **found}
    asked = sha256(
        f"{kept.digest} {name} {wilayah or ''}".encode("utf-8", "surrogatepass")
    )  # whatever a query may hold
    return _answer(request, answer, etag=asked.hexdigest(), age_s=FOREVER_S)


@require_safe
def file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """Return a release, or the one indicator that the query names, as a file; «struktur» is what an SDMX-CSV's columns mean."""
    kept = read_release(default_database(), number)
    if kept is None or form not in MEDIA:
        return _missing(f"Terbitan {number} tidak ada, atau tidak diberikan sebagai «{form}».")
    only, level = request.GET.get("indikator") or None, request.GET.get("tingkat", "kabkota")
    if (only is not None and _indicator(kept, only) is None) or level not in LEVELS:
        return _missing(f"Terbitan {number} tidak memuat indikator «{only}» atau tingkat «{level}».")
    etag = quote_etag(sha256(f"{kept.digest} {form} {only or ''} {level}".encode()).hexdigest())
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _kept_for_ever(HttpResponseNotModified(), etag)
    try:
        made = (
            export_structure(kept)
            if form == STRUCTURE
            else export_figures(kept, Form(form), publisher=settings.HOME.name, level=level, only=only)
        )
    except ModuleNotFoundError:
        return _missing("Parquet tidak dapat ditulis di kantor ini: DuckDB belum terpasang.")
    media, ending = MEDIA[form]
    answer = HttpResponse(made, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="angka-{number}{f"-{only}" if only else ""}.{ending}"'
    return _kept_for_ever(answer, etag)


def _kept_for_ever(answer: HttpResponse, etag: str) -> HttpResponse:
    answer["ETag"] = etag
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=FOREVER_S)
    return answer


def unknown(_request: HttpRequest) -> HttpResponse:
    """Answer an address that is none."""
    return _missing("Alamat ini tidak ada; yang ada tertulis di /api/angka/openapi.json.")


def _indicator(kept: Release, name: str) -> dict[str, Any] | None:
    return next((one for one in orjson.loads(read_body(kept))["indicators"] if one["id"] == name), None)


def _answer(request: HttpRequest, value: dict[str, Any], *, etag: str, age_s: int) -> HttpResponse:
    tag = quote_etag(etag)
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    answer: HttpResponse = HttpResponseNotModified() if tag in asked else HttpResponse(orjson.dumps(value))
    if answer.status_code == 200:
        answer["Content-Type"] = "application/json"
    answer["ETag"] = tag
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=age_s)
    return answer


def _missing(sentence: str) -> HttpResponse:
    return HttpResponse(orjson.dumps({"error": sentence}), status=404, content_type="application/json")


urlpatterns = [
    path("", releases, name="terbitan"),
    path("openapi.json", contract, name="kontrak-angka"),
    path("<nomor:number>/", release, name="satu-terbitan"),
    *(
        path(f"<nomor:number>/<slug:name>/{drawn}.{form}", picture, {"drawn": drawn, "form": form})
        for drawn, form in PICTURES
    ),
    path("<nomor:number>/berkas/<slug:form>/", file, name="berkas-angka"),
    path("<nomor:number>/<slug:name>/", indicator, name="satu-angka"),
    re_path("", unknown),
]
