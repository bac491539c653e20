"""What the command's exit codes mean; other programs may rely on them."""

from enum import IntEnum


class ExitCode(IntEnum):
    """One answer of a command to the shell."""

    DONE = 0
    NO = 1
    WRONG_USE = 2
    PEER_UNREACHABLE = 3
    MUST_NOT_WRITE = 4
    BUG = 70
