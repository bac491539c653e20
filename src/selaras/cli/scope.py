"""Level, wilayah and rumpun as an officer types them."""

from __future__ import annotations

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.output import refuse
from selaras.core.ledger.authority import Level
from selaras.core.terms.problem import TermError
from selaras.core.terms.wilayah import NATION_CODE, Wilayah, WilayahLevel

RUMPUN = ("koperasi", "usaha")
LEVELS = {
    Level.KABKOTA: (WilayahLevel.KABKOTA,),
    Level.PROVINSI: (WilayahLevel.PROVINSI,),
    Level.KEMENTERIAN: (WilayahLevel.NASIONAL,),
    Level.MITRA: (WilayahLevel.NASIONAL, WilayahLevel.PROVINSI, WilayahLevel.KABKOTA),
}


def read_scope(level: Level, wilayah: str | None, rumpun: str | None) -> tuple[str, tuple[str, ...]]:
    """Return (wilayah code, sorted rumpun), or end the command with what to type instead."""
    if wilayah is None and level is not Level.KEMENTERIAN:
        refuse(ExitCode.WRONG_USE, "Tambahkan --wilayah dengan kode wilayah kantor, misalnya 35.07.")
    code = _known(wilayah or NATION_CODE)
    if Wilayah(code).level not in LEVELS[level]:
        wanted = " atau ".join(LEVELS[level])
        refuse(ExitCode.WRONG_USE, f"Kantor tingkat {level} memerlukan wilayah {wanted}; {code} bukan itu.")
    if level is Level.MITRA:
        if rumpun:
            refuse(ExitCode.WRONG_USE, "Mitra tidak memegang rumpun: hapus --rumpun.")
        return code, ()
    chosen = {part.strip() for part in (rumpun or ",".join(RUMPUN)).split(",")}
    if not chosen <= set(RUMPUN):
        refuse(ExitCode.WRONG_USE, "Rumpun yang dikenal: usaha, koperasi, atau keduanya (usaha,koperasi).")
    return code, tuple(sorted(chosen))


def _known(text: str) -> str:
    try:
        code = Wilayah.parse(text).code
        return code if code == NATION_CODE else data.wilayah().by_code(text, within=NATION_CODE).code
    except TermError as error:
        refuse(ExitCode.WRONG_USE, f"{error}. Periksa --wilayah.")
