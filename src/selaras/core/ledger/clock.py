"""The hybrid logical clock of a node. The wall time is passed in, never read."""

from __future__ import annotations

from dataclasses import dataclass

AHEAD_MS_MAX = 10 * 60 * 1000  # a peer can push our clock no further ahead of the wall than this
MS_MAX = 2**62  # fits a signed 64-bit column


@dataclass(slots=True)
class Clock:
    """Hands out stamps (ms << 32 | counter), each later than every stamp given or seen by this node."""

    last: int = 0

    def now(self, wall_ms: int) -> int:
        """Return the next stamp. A wall that ran backwards is ignored until it has caught up."""
        self.last = max(self.last + 1, wall_ms << 32)
        return self.last

    def see(self, stamp: int, wall_ms: int) -> None:
        """Move past a peer's stamp, but never more than AHEAD_MS_MAX beyond the wall.

        Causality decides between statements, so ignoring a mad clock loses nothing.
        """
        limit = (wall_ms + AHEAD_MS_MAX) << 32
        self.last = max(self.last, min(stamp, limit))
