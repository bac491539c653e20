"""Let this process use a home that has only now been written."""

from __future__ import annotations

import os
from importlib import import_module, reload

from django.conf import settings
from django.db import connections


def use_new_home() -> None:
    """Read the settings again, now that the home says which database is the node's."""
    fresh = reload(import_module(os.environ["DJANGO_SETTINGS_MODULE"]))
    connections["default"].close()
    del connections["default"]
    settings.DATABASES = fresh.DATABASES
    connections.settings = connections.configure_settings(fresh.DATABASES)
