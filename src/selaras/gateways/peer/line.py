"""One kept-alive line to a parent over HTTP or HTTPS, counting every byte of requests and answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import SKIP_HEADER

from selaras.core.ledger.batch import FRAME_BYTES_MAX

CONNECT_S, READ_S = 10, 300  # a parent may take long over one batch, never over picking up
CONNECT_TRIES = 2
PIN = "sha256"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HEADERS = {"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER}


class LineDown(Exception):
    """No answer came: wrong address, no network, time-out, or a server that is no Selaras. message: Indonesian."""


class PeerLine:
    """bytes_sent, bytes_received: with HTTP headers, without TLS and TCP."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise LineDown(f"Alamat «{url}» bukan alamat http:// atau https://.")
        self.bytes_sent = self.bytes_received = 0
        self._base = parts.path.rstrip("/")
        timeout = urllib3.Timeout(connect=CONNECT_S, read=READ_S)
        retries = urllib3.Retry(total=None, connect=CONNECT_TRIES, read=0, redirect=0, status=0, other=0)
        kind: Any = urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        options = {"timeout": timeout, "retries": retries, "maxsize": 1, **_pinned(parts)}
        self._pool = kind(parts.hostname, parts.port, **options)
        self._pool.ConnectionCls = _counting(self, HTTPSConnection if parts.scheme == "https" else HTTPConnection)
        self._place = parts.netloc.rpartition("@")[2]

    def ask(self, path: str, frame: bytes) -> bytes:
        """Return the body of the answer. Raises LineDown."""
        try:
            answer = self._pool.request(
                "POST",
                self._base + path,
                body=frame,
                headers=HEADERS,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            body: bytes = answer.read(FRAME_BYTES_MAX + 1)
            answer.drain_conn()
            answer.release_conn()
        except urllib3.exceptions.MaxRetryError as error:
            if isinstance(error.reason, urllib3.exceptions.SSLError):
                told = "menunjukkan sertifikat TLS lain daripada yang diharapkan. Minta alamatnya kepada kantor induk."
                raise LineDown(f"{self._place} {told}") from error
            raise LineDown(f"{self._place} tidak dapat dihubungi ({type(error.reason).__name__}).") from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise LineDown(f"{self._place} tidak dapat dihubungi ({type(error).__name__}).") from error
        heads = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        self.bytes_received += len(f"HTTP/1.1 {answer.status} {answer.reason or ''}\r\n\r\n") + heads + len(body)
        if answer.status == 426:
            told = "memakai versi Selaras yang lain. Perbarui aplikasi di kantor yang versinya lebih lama."
            raise LineDown(f"{self._place} {told}")
        if answer.status == 503:
            raise LineDown(
                f"{self._place} sedang tidak dapat mencatat; kemungkinan disknya penuh. Beri tahu kantor itu."
            )
        if answer.status != 200:
            raise LineDown(f"{self._place} menjawab dengan kode {answer.status}: bukan titik sinkronisasi Selaras.")
        if len(body) > FRAME_BYTES_MAX:
            raise LineDown(f"{self._place} menjawab terlalu panjang.")
        return body

    def close(self) -> None:
        self._pool.close()


def is_open_to_readers(url: str) -> bool:
    """Return whether others on the network could read what travels: plain HTTP to another machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in LOOPBACK


def _pinned(parts: SplitResult) -> dict[str, str]:
    """Return the options that accept exactly the certificate which the address names. Raises LineDown."""
    name, _, digest = parts.fragment.partition("=")
    if not parts.fragment:
        return {}
    if parts.scheme != "https" or name != PIN or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise LineDown(f"Bagian «#{parts.fragment}» dari alamat salah. Salin alamat kantor induk seutuhnya.")
    return {"cert_reqs": "CERT_NONE", "assert_fingerprint": digest}


def _counting(line: PeerLine, kind: Any) -> Any:
    class Counting(kind):  # type: ignore[misc]
        def send(self, data: Any) -> None:
            line.bytes_sent += len(data)
            super().send(data)

    return Counting
