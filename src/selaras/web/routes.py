"""Every address of the web application: the page that answers it, the right it asks for, and how it may be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import path

import selaras.gateways.address_numbers  # noqa: F401 # registers <nomor:…>
from selaras.core.terms.peran import Hak
from selaras.web.alike import alike
from selaras.web.backups import backups, make_backup, prove_backup
from selaras.web.editing import add, add_to, edit
from selaras.web.exchange.now import give_packet, run_now, take_packet
from selaras.web.exchange.office import about_office
from selaras.web.exchange.paper import take_paper
from selaras.web.exchange.state import synchronisation
from selaras.web.figures.contribution import contribution, example, share_picture
from selaras.web.figures.indicator import indicator
from selaras.web.figures.profile import choose_profile, profile, take_profile
from selaras.web.figures.publish import publish
from selaras.web.figures.releases import figures
from selaras.web.found import TITLES
from selaras.web.gaya import gaya
from selaras.web.hand_overs import hand_over, hand_overs
from selaras.web.home import home
from selaras.web.letter import check, letter
from selaras.web.listing import listing, search, take_list
from selaras.web.map import show_map
from selaras.web.moving import move
from selaras.web.people.sign_in import come_in, first, go_out
from selaras.web.people.users import access_log, own_password, user, users
from selaras.web.record import open_record, record, settle
from selaras.web.removal import delete, deleted, restore
from selaras.web.sections import BELONGING
from selaras.web.uploads.questions import answer, questions
from selaras.web.uploads.upload import keep, take_back, undo, upload, uploaded
from selaras.web.visitor import View, guarded, only

GET, FORM, POST = ("GET", "HEAD"), ("GET", "HEAD", "POST"), ("POST",)
KINDS = ("usaha", "koperasi")
RECORDS = (*KINDS, *TITLES)


@dataclass(frozen=True, slots=True)
class Route:
    """One address. hak: None where people come in. open: open pages may show it; a search by owner or NIK is not for everybody."""

    path: str
    view: View
    hak: Hak | None
    methods: tuple[str, ...] = GET
    given: Mapping[str, str] = field(default_factory=dict)
    open: bool = True


ROUTES = (
    Route("", home, Hak.BACA),
    *(Route(f"{kind}/", listing, Hak.BACA, given={"kind": kind}) for kind in KINDS),
    *(Route(f"{kind}/unduh/", take_list, Hak.UNDUH, given={"kind": kind}) for kind in KINDS),
    Route("cari/", search, Hak.BACA, open=False),
    *(Route(f"{kind}/baru/", add, Hak.CATAT, FORM, {"kind": kind}) for kind in KINDS),
    *(Route(f"{kind}/mirip/", alike, Hak.CATAT, POST, {"kind": kind}) for kind in KINDS),
    *(Route(f"{kind}/<str:number>/", record, Hak.BACA, given={"kind": kind}) for kind in RECORDS),
    *(Route(f"{kind}/<str:number>/buka/", open_record, Hak.BACA, POST, {"kind": kind}) for kind in RECORDS),
    *(Route(f"{kind}/<str:number>/ubah/", edit, Hak.CATAT, FORM, {"kind": kind}) for kind in RECORDS),
    *(Route(f"{kind}/<str:number>/putuskan/", settle, Hak.PUTUSKAN, POST, {"kind": kind}) for kind in RECORDS),
    *(
        Route(f"{kind}/<str:number>/tambah/{other}/", add_to, Hak.CATAT, FORM, {"kind": kind, "other": other})
        for kind in KINDS
        for other, _ in BELONGING[kind]
    ),
    *(Route(f"{kind}/<str:number>/surat/", letter, Hak.BACA, given={"kind": kind}) for kind in KINDS),
    *(Route(f"{kind}/<str:number>/serah-terima/", hand_over, Hak.BINA, POST, {"kind": kind}) for kind in KINDS),
    *(Route(f"{kind}/<str:number>/pindah/", move, Hak.BINA, FORM, {"kind": kind}) for kind in KINDS),
    *(Route(f"{kind}/<str:number>/hapus/", delete, Hak.BINA, POST, {"kind": kind}) for kind in RECORDS),
    *(Route(f"{kind}/<str:number>/pulihkan/", restore, Hak.BINA, POST, {"kind": kind}) for kind in RECORDS),
    Route("dihapus/", deleted, Hak.BACA),
    Route("serah-terima/", hand_overs, Hak.BACA),
    Route("periksa/<str:kind>/<str:number>/<str:day>/<str:tag>/", check, None),
    Route("peta/", show_map, Hak.BACA),
    Route("angka/", figures, Hak.BACA),
    Route("angka/terbitkan/", publish, Hak.TERBITKAN, FORM),
    Route("angka/pdrb/", contribution, Hak.BACA, FORM),
    Route("angka/pdrb/kontribusi.svg", share_picture, Hak.BACA),
    Route("angka/pdrb/contoh.toml", example, Hak.BACA),
    Route("angka/profil/", choose_profile, Hak.BACA),
    Route("angka/profil/<str:area>/", profile, Hak.BACA),
    Route("angka/profil/<str:area>/profil.pdf", take_profile, Hak.BACA),
    Route("angka/<slug:name>/", indicator, Hak.BACA),
    Route("unggah/", upload, Hak.CATAT, FORM),
    Route("unggah/pertanyaan/", questions, Hak.CATAT),
    Route("unggah/pertanyaan/<nomor:number>/", answer, Hak.CATAT, POST),
    Route("unggah/impor/<nomor:number>/tarik/", undo, Hak.CATAT, POST),
    Route("unggah/<str:token>/", uploaded, Hak.CATAT),
    Route("unggah/<str:token>/simpan/", keep, Hak.CATAT, POST),
    Route("unggah/<str:token>/dikembalikan.xlsx", take_back, Hak.CATAT),
    Route("sinkronisasi/", synchronisation, Hak.BACA),
    Route("sinkronisasi/jalankan/", run_now, Hak.SELARASKAN, POST),
    Route("sinkronisasi/paket/", give_packet, Hak.SELARASKAN, POST),
    Route("sinkronisasi/paket/<str:peer>/", take_packet, Hak.SELARASKAN, POST),
    Route("sinkronisasi/berita-acara/<str:peer>/", take_paper, Hak.SELARASKAN, POST),
    Route("kantor/", about_office, Hak.KELOLA),
    Route("kantor/pengguna/", users, Hak.KELOLA, FORM),
    Route("kantor/pengguna/<str:login>/", user, Hak.KELOLA, FORM),
    Route("kantor/cadangan/", backups, Hak.KELOLA),
    Route("kantor/cadangan/buat/", make_backup, Hak.KELOLA, POST),
    Route("kantor/cadangan/<str:name>/uji/", prove_backup, Hak.KELOLA, POST),
    Route("kantor/akses/", access_log, Hak.KELOLA),
    Route("kata-sandi/", own_password, Hak.BACA, FORM),
    Route("masuk/", come_in, None, FORM),
    Route("pertama/", first, None, FORM),
    Route("keluar/", go_out, None, POST),
    Route("gaya/", gaya, Hak.BACA),
)

urlpatterns = [
    path(
        route.path,
        guarded(only(route.methods, route.view), route.hak, reads=route.open and route.methods == GET),
        dict(route.given),
    )
    for route in ROUTES
]
