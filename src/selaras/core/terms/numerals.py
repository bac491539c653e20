"""Numbers in figures, as people in Indonesia read them and as JSON has them. In words: terbilang."""

from decimal import Decimal


def indonesian(value: Decimal | int, places: int | None = None) -> str:
    """Return a number as Indonesians write it; places: how many digits behind the comma, all when None.

    >>> indonesian(12_345), indonesian(Decimal("1361.39")), indonesian(Decimal("57.8149"), 2)
    ('12.345', '1.361,39', '57,81')
    """
    text = f"{value:,}" if isinstance(value, int) else f"{value:,f}" if places is None else f"{value:,.{places}f}"
    return text.translate({ord(","): ".", ord("."): ","})


def as_number(value: Decimal) -> int | float:
    """Return a JSON number: whole where the value is."""
    return int(value) if value == value.to_integral_value() else float(value)
