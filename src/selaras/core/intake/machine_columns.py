"""Columns that ODK and Kobo add to their exports: about the device and the sending, never about the subject."""

import re
from collections.abc import Iterator, Sequence

from selaras.core.terms.writing import plain

_NAMES = frozenset(
    """
    start end today deviceid username phonenumber key submissiondate submitterid submittername attachmentspresent
    attachmentsexpected reviewstate edits formversion instanceid instancename
    """.split()
) | {
    "meta instanceid",
    "meta instancename",
    "meta rootuuid",
    "lokasi",
    "lokasi altitude",
    "lokasi accuracy",
    "lokasi precision",
}
_SENDING = frozenset(("submissiondate", "instanceid", "meta instanceid"))
_KOBO = re.compile(r"_(?!lokasi_l)\w*")  # _id, _uuid, _submission_time, …; _lokasi_latitude is the place


def is_machine_column(heading: str) -> bool:
    """Whether a heading names a column that only the collecting program needs."""
    return plain(heading) in _NAMES or _KOBO.match(heading) is not None


def without_groups(headings: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each heading what it says without the groups of the form, the fullest first; nothing unless a program sent them.

    >>> without_groups(["_uuid", "identitas/usaha/nama_usaha", "identitas-nib", "RT/RW"])
    [(), ('usaha nama_usaha', 'nama_usaha'), ('nib',), ('RW',)]
    >>> without_groups(["Nama", "RT/RW"])
    [(), ()]
    """
    sent = any(_KOBO.match(heading) or plain(heading) in _SENDING for heading in headings)
    return [tuple(_inner(heading)) if sent else () for heading in headings]


def _inner(heading: str) -> Iterator[str]:
    """Yield what stands after each sign; without signs, for «usaha/tahun» would say «usaha», a year."""
    parts = heading.split("/" if "/" in heading else "-")
    yield from (" ".join(parts[at:]) for at in range(1, len(parts)) if parts[at])
