"""Folders in which SQLite loses data: shared over a network, or copied by a cloud service while it is open."""

from __future__ import annotations

from pathlib import Path

CLOUD_FOLDERS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud")
NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"})
MOUNTS = Path("/proc/mounts")


def unsafe_location(folder: Path) -> str | None:
    """Return the kind of unsafe folder this lies in, None for a good one. Network drives are only seen on Linux."""
    path = folder.resolve()
    for part in path.parts:
        if part.lower().startswith(CLOUD_FOLDERS):
            return f"folder awan «{part}»"
    if not MOUNTS.is_file():
        return None
    found = ("", "")
    for line in MOUNTS.read_text("utf-8", errors="replace").splitlines():
        _, mount, kind, *_ = line.split(" ")
        mount = mount.replace("\\040", " ")
        if path.is_relative_to(mount) and len(mount) >= len(found[0]):
            found = (mount, kind)
    return f"folder jaringan ({found[1]})" if found[1] in NETWORK_TYPES else None
