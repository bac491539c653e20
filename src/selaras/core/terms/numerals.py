"""Decimals as people in Indonesia read them, and as JSON has them."""

from decimal import Decimal


def indonesian(value: Decimal, places: int | None = None) -> str:
    """Return a number as Indonesians write it; places: how many digits behind the comma, all when None.

    >>> indonesian(Decimal("1361.39")), indonesian(Decimal("57.8149"), 2)
    ('1.361,39', '57,81')
    """
    text = f"{value:,f}" if places is None else f"{value:,.{places}f}"
    return text.translate({ord(","): ".", ord("."): ","})


def as_number(value: Decimal) -> int | float:
    """Return a JSON number: whole where the value is."""
    return int(value) if value == value.to_integral_value() else float(value)
