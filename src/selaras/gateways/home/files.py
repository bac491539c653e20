"""`simpul.toml` and `kunci.json`: who the node is. The keys never leave the folder and only its owner may read them."""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

import orjson

NODE_FILE, KEY_FILE = "simpul.toml", "kunci.json"
DEFAULT_DATABASE = "sqlite:///selaras.sqlite3"


class NoHome(Exception):
    """There is no node in this folder."""


@dataclass(frozen=True, slots=True)
class HomeFiles:
    """What the folder says. key, seal: raw private keys (Ed25519, X25519), 32 bytes each."""

    name: str
    level: str
    wilayah: str
    rumpun: tuple[str, ...]
    database: str
    key: bytes
    seal: bytes


def has_node(home: Path) -> bool:
    """Return whether `init` has been here."""
    return (home / NODE_FILE).exists()


def write_home(home: Path, files: HomeFiles) -> None:
    """Make the folder. Raises FileExistsError when it holds keys already: they are never written over."""
    home.mkdir(parents=True, exist_ok=True)
    _write_private(home / KEY_FILE, orjson.dumps({"ed25519": files.key.hex(), "x25519": files.seal.hex()}))
    values = {
        "name": files.name,
        "level": files.level,
        "wilayah": files.wilayah,
        "rumpun": list(files.rumpun),
        "database": files.database,
        "web_secret": secrets.token_urlsafe(50),
    }
    lines = [f"{name} = {orjson.dumps(value).decode()}" for name, value in values.items()]
    _write_private(home / NODE_FILE, ("\n".join(lines) + "\n").encode())


def read_files(home: Path) -> HomeFiles:
    """Read what write_home wrote. Raises NoHome."""
    if not has_node(home):
        raise NoHome(str(home))
    node = tomllib.loads((home / NODE_FILE).read_text(encoding="utf-8"))
    keys = orjson.loads((home / KEY_FILE).read_bytes())
    return HomeFiles(
        node["name"],
        node["level"],
        node["wilayah"],
        tuple(node["rumpun"]),
        node.get("database", DEFAULT_DATABASE),
        bytes.fromhex(keys["ed25519"]),
        bytes.fromhex(keys["x25519"]),
    )


def others_may_read(home: Path) -> bool:
    """Return whether other users of this machine may read the keys. On Windows the folder's rights decide, so: no."""
    return os.name == "posix" and bool((home / KEY_FILE).stat().st_mode & 0o077)


def name_database(home: Path, url: str) -> None:
    """Let a home that nobody uses yet name another database."""
    file = home / NODE_FILE
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("database = ")]
    file.unlink()
    _write_private(file, ("\n".join([*kept, f"database = {orjson.dumps(url).decode()}"]) + "\n").encode())


def _write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read (Windows: what the folder's rights say)."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
