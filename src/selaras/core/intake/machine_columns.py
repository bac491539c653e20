"""Columns that ODK and Kobo add to their exports: about the device and the sending, never about the subject."""

import re

from selaras.core.terms.writing import plain

_NAMES = frozenset(
    """
    start end today deviceid username phonenumber key submissiondate submitterid submittername attachmentspresent
    attachmentsexpected reviewstate edits formversion instanceid instancename
    """.split()
) | {"meta instanceid", "meta instancename", "lokasi", "lokasi altitude", "lokasi accuracy", "lokasi precision"}
_KOBO = re.compile(r"_(?!lokasi_l)\w*")  # _id, _uuid, _submission_time, …; _lokasi_latitude is the place


def is_machine_column(heading: str) -> bool:
    """Whether a heading names a column that only the collecting program needs."""
    return plain(heading) in _NAMES or _KOBO.match(heading) is not None
