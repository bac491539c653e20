"""Every address of the web application and the page that answers it."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from selaras.web.gaya import gaya
from selaras.web.home import home
from selaras.web.listing import listing
from selaras.web.record import record
from selaras.web.synchronisation import synchronisation

urlpatterns = [
    path("", require_safe(home), name="beranda"),
    path("usaha/", require_safe(listing), {"kind": "usaha"}, name="usaha"),
    path("koperasi/", require_safe(listing), {"kind": "koperasi"}, name="koperasi"),
    path("<str:kind>/<str:number>/", require_safe(record), name="catatan"),
    path("sinkronisasi/", require_safe(synchronisation), name="sinkronisasi"),
    path("gaya/", require_safe(gaya), name="gaya"),
]
