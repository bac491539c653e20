"""Django without a project folder: one SQLite file, kept as safely as Selaras keeps its own."""

import django
from django.conf import settings


def set_up(database: str, *apps: str) -> None:
    """Configure Django for a database file and its apps; models may be imported afterwards."""
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": database,
                "OPTIONS": {
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                    "transaction_mode": "IMMEDIATE",
                },
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["import_export", *apps],
        USE_TZ=True,
    )
    django.setup()
