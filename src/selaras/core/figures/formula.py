"""The formula of an indicator in plain Indonesian, made from the definition itself, so that the two can't disagree.

«tercatat» is what registers can say: that a column is not stated is never taken for its opposite, and «tidak tercatat tutup»
holds those of whom nothing is known too, just as the condition does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from selaras.core.figures.condition import Calculation, Condition

OWNED: Mapping[str, str] = MappingProxyType(  # a column as that of a unit; without -nya it is the column's own name
    {
        "aset": "asetnya",
        "anggota": "anggotanya",
        "asal_bahan_baku": "asal bahan bakunya",
        "baki_debet": "baki debetnya",
        "bentuk": "bentuknya",
        "bentuk_usaha": "bentuk usahanya",
        "butir_digital": "butir pemakaian digitalnya",
        "jenis": "jenisnya",
        "jenis_kelamin": "jenis kelamin pemiliknya",
        "kbli": "KBLI-nya",
        "kebutuhan_modal": "kebutuhan modalnya",
        "kesehatan": "kesehatannya",
        "kolektibilitas": "kolektibilitasnya",
        "modal_usaha": "modal usahanya",
        "nib": "NIB-nya",
        "nik_pemilik": "NIK pemiliknya",
        "omzet": "omzetnya",
        "pembeli_utama": "pembeli utamanya",
        "pemakaian_digital": "pemakaian digitalnya",
        "plafon": "plafonnya",
        "pola": "polanya",
        "sektor": "sektornya",
        "sertifikat": "sertifikatnya",
        "shu": "SHU-nya",
        "skala_kini": "skala tahun itu",
        "skala_lalu": "skala tahun sebelumnya",
        "skala_pp7": "skala menurut PP 7/2021",
        "skala_uu20": "skala menurut UU 20/2008",
        "skema": "skemanya",
        "status": "statusnya",
        "status_usaha": "status usahanya",
        "tahun_mulai": "tahun mulainya",
        "tahun_pendataan": "tahun pendataannya",
        "tenaga_kerja": "tenaga kerjanya",
        "tenaga_kerja_perempuan": "tenaga kerja perempuannya",
        "volume_usaha": "volume usahanya",
    }
)
SAID: Mapping[str, str] = MappingProxyType(  # conditions that have words of their own
    {
        "desa_merah_putih = ya": "merupakan Koperasi Desa Merah Putih",
        "kur = 0": "tidak tercatat menerima KUR",
        "kur = 1": "tercatat menerima KUR",
        "lapor = 1": "melapor untuk tahun itu",
        "macet = 1": "macet",
        "naik = 1": "naik skala sejak tahun sebelumnya",
        "pengelola_bersertifikat = 1": "punya pengelola bersertifikat kompetensi yang berlaku",
        "pertanian = 0": "tidak tercatat di pertanian",
        "rat = 1": "mengadakan RAT",
        "sertifikat !=": "punya sedikitnya satu sertifikat",
        "skala_kini ada": "skalanya tercatat pada tahun itu",
        "skala_lalu ada": "skalanya tercatat pada tahun sebelumnya",
        "skala_pp7 != besar": "tidak tercatat besar menurut PP 7/2021",
        "skala_uu20 != besar": "tidak tercatat besar menurut UU 20/2008",
        "status != dibubarkan": "tidak tercatat bubar",
        "status_usaha != tutup": "tidak tercatat tutup",
    }
)
VALUES: Mapping[str, str] = MappingProxyType(
    {"P": "perempuan", "L": "laki-laki", "pirt": "PIRT", "qris": "QRIS", "{tahun}": "tahun angka itu"}
)


def formula(
    of: str,
    calculation: Calculation,
    where: Sequence[Condition],
    part: Sequence[Condition],
    columns: tuple[str | None, str | None],
) -> str:
    """Return how a value is computed, in words. of: the unit; columns: what is summed, and over what."""
    base = f"{of} yang {_all(where)}" if where else f"semua {of}"
    summed, over = (column_words(column or "") for column in columns)
    match calculation:
        case Calculation.JUMLAH:
            return f"banyaknya {base}"
        case Calculation.PERSEN:
            return f"100 × banyaknya di antaranya yang {_all(part)} / banyaknya {base}"
        case Calculation.RASIO:
            return f"jumlah {summed} / jumlah {over}, atas {base}, dan keduanya tercatat"
        case Calculation.RATA:
            return f"jumlah {summed} / banyaknya {of} yang mencatatkannya, atas {base}"
        case _:
            return f"jumlah {summed} yang tercatat, atas {base}"


def column_words(column: str) -> str:
    """Return what a column is called.

    >>> column_words("skala_pp7"), column_words("shu"), column_words("asal_bahan_baku")
    ('skala menurut PP 7/2021', 'SHU', 'asal bahan baku')
    """
    return OWNED.get(column, column.replace("_", " ")).removesuffix("nya").removesuffix("-")


def _all(conditions: Sequence[Condition]) -> str:
    *most, last = [_condition(one) for one in conditions]
    return f"{', '.join(most)} dan {last}" if most else last


def _condition(one: Condition) -> str:
    if str(one) in SAID:
        return SAID[str(one)]
    owned = OWNED[one.column]
    value = VALUES.get(one.value, one.value.replace("_", " "))
    match one.operator:
        case "ada":
            return f"{owned} tercatat"
        case "kosong":
            return f"{owned} tidak tercatat"
        case "!=":
            return f"{owned} tidak tercatat {value}"
        case "memuat":
            return f"{owned} memuat {value}"
        case "=":
            return f"{owned} {value}"
        case _:
            return f"{owned} {one.operator} {value}"
