"""The address for sync takes the largest batch that an office can make, and reads nothing longer."""

from io import BytesIO

import pytest

from selaras.api.sync import application
from selaras.core.ledger.batch import BATCH_BYTES_MAX, FRAME_BYTES_MAX


def status_of(length: int) -> str:
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/sync/",
        "CONTENT_LENGTH": str(length),
        "wsgi.input": BytesIO(b"no frame"),
    }
    application(environ, lambda status, _headers: told.append(status))
    return told[0]


@pytest.mark.parametrize(
    ("length", "refused"), [(8, False), (BATCH_BYTES_MAX, False), (FRAME_BYTES_MAX, False), (FRAME_BYTES_MAX + 1, True)]
)
def test_a_frame_is_refused_unread_only_when_no_batch_is_as_long(length: int, *, refused: bool) -> None:
    assert status_of(length).startswith("413") is refused
