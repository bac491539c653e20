"""Numbers, days and hours in words, as official Indonesian papers write them."""

from __future__ import annotations

import datetime as dt

WORDS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()
SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = tuple("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split())
ZONES = ((7, "WIB"), (8, "WITA"), (9, "WIT"))
EASTERN = ("81", "82", "91", "92", "93", "94", "95", "96")  # Maluku and Papua
CENTRAL = ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76")  # Keppres 41/1987


def terbilang(number: int) -> str:
    """Return a whole number below 10**15, at least 0, in words.

    >>> terbilang(1_115), terbilang(21), terbilang(2_026)
    ('seribu seratus lima belas', 'dua puluh satu', 'dua ribu dua puluh enam')
    """
    if not 0 <= number < 10**15:
        raise ValueError(f"number must be at least 0 and below 10**15, got {number}")
    if number < 1000:
        return _below_a_thousand(number)
    words, rest = [], number
    for scale, name in SCALES:
        count, rest = divmod(rest, scale)
        if count == 1 and scale == 1000:
            words.append("seribu")
        elif count:
            words.append(f"{_below_a_thousand(count)} {name}")
    if rest:
        words.append(_below_a_thousand(rest))
    return " ".join(words)


def waktu_setempat(ms: int, wilayah: str) -> tuple[dt.datetime, str]:
    """Return (the local time, its zone's name) of milliseconds since 1970 in a wilayah; for the nation it is WIB."""
    province = wilayah[:2]
    hours, name = ZONES[1 if province in CENTRAL else 2 if province in EASTERN else 0]
    zone = dt.timezone(dt.timedelta(hours=hours), name)
    return dt.datetime.fromtimestamp(ms / 1000, zone), name


def hari_dan_tanggal(day: dt.date) -> str:
    """Return "Selasa, tanggal dua puluh empat, bulan November, tahun dua ribu dua puluh enam"."""
    month = MONTHS[day.month - 1]
    return f"{DAYS[day.weekday()]}, tanggal {terbilang(day.day)}, bulan {month}, tahun {terbilang(day.year)}"


def tanggal_panjang(day: dt.date) -> str:
    """Return "24 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _below_a_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = ["seratus" if hundreds == 1 else f"{WORDS[hundreds]} ratus"] if hundreds else []
    if rest or not hundreds:
        words.append(_below_a_hundred(rest))
    return " ".join(words)


def _below_a_hundred(number: int) -> str:
    if number < len(WORDS):
        return WORDS[number]
    if number < 20:
        return f"{WORDS[number - 10]} belas"
    tens, ones = divmod(number, 10)
    return f"{WORDS[tens]} puluh" + (f" {WORDS[ones]}" if ones else "")
