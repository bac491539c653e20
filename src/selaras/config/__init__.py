"""The top floor: settings by profile. Importing it puts the bundled SQLite in its place, and makes the garbage collector rarer."""

import gc

from selaras.config.sqlite_driver import use_bundled_sqlite

GC_THRESHOLDS = (10_000, 50, 100)  # a batch of changes is thousands of small values and no circles; 700 costs an eighth

use_bundled_sqlite()
gc.set_threshold(*GC_THRESHOLDS)
