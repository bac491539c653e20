"""Public, read only: the releases of figures as JSON. A release never changes, so its digest is its ETag and it may be kept forever.

GET /api/angka/, /api/angka/N/, /api/angka/N/INDIKATOR/?wilayah=CODE, files under /api/angka/N/berkas/;
angka.openapi.json, given out too, says all of it.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.http import require_safe

import selaras.gateways.address_numbers  # noqa: F401 # registers <nomor:…>
from selaras.api.answers import SOON_S, give, missing
from selaras.api.pictures import PICTURES, picture
from selaras.flows.export_figures import Form, export_figures, export_structure
from selaras.flows.publish_figures import read_body
from selaras.flows.read_figures import find_release, open_release
from selaras.store.database import default_database
from selaras.store.figures.queries import list_releases, read_release

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
    etag = str(found[0]["digest"]) if found else "kosong"
    return give(request, etag, lambda: orjson.dumps({"releases": found}), age_s=SOON_S)


@require_safe
def contract(request: HttpRequest) -> HttpResponse:
    """Return what these addresses answer, as OpenAPI."""
    return give(request, sha256(CONTRACT).hexdigest(), lambda: CONTRACT, age_s=SOON_S)


@require_safe
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Return a whole release."""
    kept = read_release(default_database(), number)
    if kept is None:
        return missing(f"Terbitan {number} tidak ada.")
    return give(request, kept.digest, lambda: read_body(kept))


@require_safe
def indicator(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Return one indicator of a release, of one wilayah where the query names it."""
    head = find_release(default_database(), number)
    found = open_release(default_database(), head).indicator(name) if head else None
    if head is None or found is None:
        return missing(f"Terbitan {number} tidak ada, atau tidak memuat indikator «{name}».")
    wilayah = request.GET.get("wilayah")
    if wilayah:
        found["cells"] = [cell for cell in found["cells"] if cell["wilayah"] == wilayah]
    answer = {"release": number, "period": str(head.year), **found}
    return give(request, _etag(head.digest, name, wilayah or ""), lambda: orjson.dumps(answer))


@require_safe
def file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """Return a release, or the one indicator that the query names, as a file; «struktur» is what an SDMX-CSV's columns mean."""
    head, kept = find_release(default_database(), number), read_release(default_database(), number)
    if head is None or kept is None or form not in MEDIA:
        return missing(f"Terbitan {number} tidak ada, atau tidak diberikan sebagai «{form}».")
    only, level = request.GET.get("indikator") or None, request.GET.get("tingkat", "kabkota")
    if (only is not None and only not in open_release(default_database(), head).parts) or level not in LEVELS:
        return missing(f"Terbitan {number} tidak memuat indikator «{only}» atau tingkat «{level}».")
    media, ending = MEDIA[form]

    def make() -> bytes:
        if form == STRUCTURE:
            return export_structure(kept)
        return export_figures(kept, Form(form), publisher=settings.HOME.name, level=level, only=only)

    try:
        answer = give(request, _etag(kept.digest, form, only or "", level), make, media=media)
    except ModuleNotFoundError:
        return missing("Parquet tidak dapat ditulis di kantor ini: DuckDB belum terpasang.")
    answer["Content-Disposition"] = f'attachment; filename="angka-{number}{f"-{only}" if only else ""}.{ending}"'
    return answer


def unknown(_request: HttpRequest) -> HttpResponse:
    """Answer an address that is none."""
    return missing("Alamat ini tidak ada; yang ada tertulis di /api/angka/openapi.json.")


def _etag(*asked: str) -> str:
    """Return the ETag of what a release says to a question, whatever a query may hold."""
    return sha256(" ".join(asked).encode("utf-8", "surrogatepass")).hexdigest()


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
