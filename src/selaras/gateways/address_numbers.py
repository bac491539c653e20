"""Numbers in the addresses of pages: as many digits as any database counts to, so that a made-up address is merely not there."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Nomor(IntConverter):
    """A number of at most nine digits."""

    regex = "[0-9]{1,9}"


register_converter(Nomor, "nomor")
