"""What is kept of a bug: where it happened, and never whose data it happened to."""

import tempfile
import traceback
from datetime import datetime
from pathlib import Path

LOG_FILE = "galat.log"


def describe(error: BaseException) -> str:
    """Return the kind of an error and the lines of code it passed.

    The error's own message is left out: it may quote a name or a number from somebody's record.
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    cause = error.__cause__ or error.__context__
    return "\n".join([kind, *lines, *(["from " + describe(cause)] if cause else [])])


def report_bug(error: BaseException, home: Path, doing: str, at: datetime) -> Path:
    """Append an error to the log in the node's home, or to a temporary one; return the file.

    doing: the command, or the address without what was asked of it. at: in UTC.
    """
    folder = home if home.is_dir() else Path(tempfile.gettempdir())
    path = folder / LOG_FILE
    entry = f"{at.isoformat()} {doing}\n{describe(error)}\n\n"
    with path.open("a", encoding="utf-8") as log:
        log.write(entry)
    return path
