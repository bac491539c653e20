"""The web server's entry: sync frames go straight to their door, everything else to Django."""

import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.config.settings")
_django = get_wsgi_application()
_sync: Any = import_module("selaras.api.sync")  # its flows need Django to be set up
import_module("selaras.web.keeping").keep_office()


def application(environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    door: Any = _sync.application if _sync.handles(environ["PATH_INFO"]) else _django
    answer: Iterable[bytes] = door(environ, respond)
    return answer
