"""Settings of the server that is measured: those of the product, by a clock on which it is not night.

At night a node scrubs all it holds, beside its pages, and the bench would measure that too.
"""

from datetime import UTC, datetime

from selaras.config.settings import *  # noqa: F403

NIGHT_IN_JAKARTA = range(18, 22)  # hours of UTC in which selaras.web.keeping finds that it is night
if datetime.now(UTC).hour in NIGHT_IN_JAKARTA:
    TIME_ZONE = "UTC"
