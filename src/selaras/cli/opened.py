"""Open the node for a command, and say what stands in the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

from selaras.cli.exit_codes import ExitCode
from selaras.cli.output import console, refuse
from selaras.flows.check_database import UnsafeDatabase
from selaras.flows.node import NOT_ITS_KIND, Identity, Node, NodeMayNotWrite
from selaras.flows.open_node import Opener
from selaras.gateways.home.files import NoHome
from selaras.store.network.queries import REVOKED


def home() -> Path:
    """The node's folder."""
    return Path(os.environ["SELARAS_HOME"])


def opener() -> Opener:
    """Return the opener of the home, or end the command."""
    try:
        return Opener(home())
    except NoHome:
        refuse(ExitCode.WRONG_USE, f"Belum ada kantor di folder {home()}. Buat dulu dengan «selaras init».")


def open_node() -> Node:
    """Return the node after asking the witness; tell what it found."""
    try:
        opened = opener().open()
    except UnsafeDatabase as error:
        refuse(ExitCode.MUST_NOT_WRITE, error.message)
    if opened.notice:
        console.print(opened.notice, style="yellow", markup=False)
    return opened.node


def about(identity: Identity, database: str) -> dict[str, object]:
    """What `init` and `join` answer."""
    return {
        "node": identity.node.hex(),
        "name": identity.name,
        "level": str(identity.level),
        "wilayah": identity.wilayah,
        "rumpun": list(identity.rumpun),
        "database": database,
    }


def refuse_writing(error: NodeMayNotWrite) -> NoReturn:
    """End a command that wanted to state something where nothing may be stated."""
    if error.state == NOT_ITS_KIND:
        refuse(
            ExitCode.NO,
            "Mitra hanya mencatat kredit. Data usaha dan koperasi dicatat oleh kantor pembinanya; tidak ada yang disimpan.",
        )
    if error.state == REVOKED:
        refuse(
            ExitCode.MUST_NOT_WRITE,
            "Sertifikat kantor ini sudah dicabut: data bisa dibaca, tetapi tidak bisa ditambah. Hubungi kantor induk.",
        )
    refuse(
        ExitCode.MUST_NOT_WRITE,
        "Kantor ini belum boleh mencatat: basis datanya cadangan lama atau salinan."
        " Jalankan «selaras sync» agar yang tertinggal diambil kembali dari induk; tanpa jaringan: tulis paket untuk"
        " induk, lalu baca paket balasannya («selaras packet»).",
    )
