"""The top floor: settings by profile. Importing it puts the bundled SQLite in its place."""

from selaras.config.sqlite_driver import use_bundled_sqlite

use_bundled_sqlite()
