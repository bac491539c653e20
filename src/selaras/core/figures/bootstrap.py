"""A bootstrap interval for the sampled parts of a contribution, the same on every machine and every time.

The inputs hold what a sample told (mean, deviation, size), not its units, so the bootstrap is parametric: every mean and every
share that has a standard error is drawn anew from the normal distribution around it, never below 0, and the contribution is
computed from the drawn inputs as from the declared ones. The interval lies between the 2.5th and 97.5th percentile. Unlike the
analytic one it supposes nothing about the raking, and need not be symmetric.

The draws come from the inputs themselves (SHA-256), so whoever has the inputs has the same interval.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import NormalDist

from selaras.core.figures.pdrb_inputs import ZERO, Cell, Inputs, Sector, Share
from selaras.core.figures.value_added import Method, contribution

REPLICATES = 999  # so that the 25th from either end is the 2.5 percent point
TAIL = 25
ONE = Decimal(1)
_NORMAL, _PLACES = NormalDist(), Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """An interval of the share of the total PDRB, in percent. seed: hexadecimal."""

    low: Decimal
    high: Decimal
    replicates: int
    seed: str


def bootstrap(inputs: Inputs, method: Method) -> Bootstrap | None:
    """Return the interval by one method; None where nothing it uses was sampled. Raises MissingInputs."""
    if contribution(inputs, method).low is None:
        return None
    seed = hashlib.sha256(f"selaras bootstrap 1\n{inputs!r}".encode()).digest()
    shares = sorted(contribution(redrawn(inputs, seed, number), method).share for number in range(REPLICATES))
    return Bootstrap(shares[TAIL - 1], shares[-TAIL], REPLICATES, seed.hex())


def redrawn(inputs: Inputs, seed: bytes, number: int) -> Inputs:
    """Return the inputs as another sample could have told them."""
    return replace(inputs, sectors=tuple(_sector(sector, seed, number) for sector in inputs.sectors))


def _sector(sector: Sector, seed: bytes, number: int) -> Sector:
    cells: Mapping[str, Cell] = {
        size: replace(
            cell, mean=max(ZERO, cell.mean + cell.error * normal(seed, number, f"{sector.code} usaha {size}"))
        )
        for size, cell in sector.cells.items()
    }
    benchmark: Mapping[str, Share] = {
        size: replace(share, value=_share(share, normal(seed, number, f"{sector.code} pangsa {size}")))
        for size, share in sector.benchmark.items()
    }
    return replace(sector, cells=cells, benchmark=benchmark)


def _share(share: Share, drawn: Decimal) -> Decimal:
    return min(ONE, max(ZERO, share.value + share.se * drawn))


def normal(seed: bytes, number: int, what: str) -> Decimal:
    """Return a draw from the standard normal distribution, fixed by its arguments."""
    digest = hashlib.sha256(seed + f"{number}\n{what}".encode()).digest()
    uniform = (int.from_bytes(digest[:6], "big") + 0.5) / 2**48
    return Decimal(repr(_NORMAL.inv_cdf(uniform))).quantize(_PLACES)
