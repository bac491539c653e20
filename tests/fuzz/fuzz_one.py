"""Let atheris look for bytes that make one reader raise: `python -m tests.fuzz.fuzz_one READER [libFuzzer's arguments]`.

tools/fuzz.py runs it. A workbook is changed inside its parts and packed well again, so that the damage gets past the archive's own
checks.
"""

import io
import sys
import zipfile
import zlib
from random import Random

import atheris  # type: ignore[import-untyped] # it has an environment of its own

with atheris.instrument_imports(include=["selaras"]):
    from tests.fuzz.readers import FILES, LIMITS, READERS

_GROWTH = 256  # bytes that one change may add
_ENTRY_BYTES_MAX = 64 * 1024
_TOKENS = (
    b"<c", b'r="A1"', b"A1:XFD1048576", b"1048576", b"&#x0;", b"]]>", b't="s"', b't="d"', b"<v>1e999</v>", b"<mergeCell ref=",
    b'table:number-columns-repeated="', b"\xff\xff\xff\x7f", b"Nama Usaha", b"NIK", b"Omzet per Bulan (juta)", b"3,5E+15",
    b"Tanggal Lahir", b"31/02/2020", b"2-3 juta",
)  # fmt: skip


def mutate(content: bytes, bytes_max: int, seed: int) -> bytes:
    """Return changed bytes: of an archive, one of its parts."""
    if content[:2] != b"PK":
        return bytes(atheris.Mutate(content, bytes_max))
    draw = Random(seed)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            parts = {
                entry.filename: source.read(entry)
                for entry in source.infolist()[:40]
                if entry.file_size < _ENTRY_BYTES_MAX
            }
        name = draw.choice(sorted(parts))
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        IndexError,
        zlib.error,
    ):
        return bytes(atheris.Mutate(content, bytes_max))
    part = parts[name]
    if draw.random() < 0.3:
        at = draw.randrange(len(part) + 1)
        part = part[:at] + draw.choice(_TOKENS) + part[at + draw.choice((0, 0, 4, 20)) :]
    else:
        part = bytes(atheris.Mutate(part, len(part) + _GROWTH))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for other, kept in parts.items():
            target.writestr(zipfile.ZipInfo(other), part if other == name else kept)
    return out.getvalue() if out.tell() <= bytes_max else content


def main() -> None:
    """Fuzz until libFuzzer's arguments say that it is enough."""
    name, *arguments = sys.argv[1:]
    again = f"{sys.executable} -m tests.fuzz.fuzz_one {name}"  # as libFuzzer's shell starts it once more, to merge
    if name in FILES:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LIMITS.memory_bytes_max, LIMITS.memory_bytes_max))
    atheris.Setup([again, *arguments], READERS[name], custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
