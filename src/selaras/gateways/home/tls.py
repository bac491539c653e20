"""The node's own TLS certificate, for a hub without a name in the public DNS, and the address that names it by its hash.

TLS hides what travels: records hold personal data, and a frame is signed but not encrypted. Who the other side is, the node
keys prove. So an address `https://host:port/#sha256=HEX` needs no authority: a child accepts that certificate and no other (ADR 23).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CERTIFICATE_FILE, TLS_KEY_FILE = "tls-sertifikat.pem", "tls-kunci.pem"
VALID = dt.timedelta(days=3650)  # a new one means a new address at every child
BEFORE = dt.timedelta(days=3650)  # a child whose clock is behind accepts it too


def own_certificate(home: Path, name: str, now: dt.datetime) -> tuple[Path, Path]:
    """Return the files of the home's certificate and key, making them the first time."""
    certificate, key = home / CERTIFICATE_FILE, home / TLS_KEY_FILE
    if not certificate.exists():
        secret = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
        builder = x509.CertificateBuilder(subject, subject, secret.public_key(), x509.random_serial_number())
        signed = builder.not_valid_before(now - BEFORE).not_valid_after(now + VALID).sign(secret, hashes.SHA256())
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        _write_new(key, secret.private_bytes(*form))
        _write_new(certificate, signed.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def fingerprint(certificate: Path) -> str:
    """Return the SHA-256 of a certificate, as an address names it (64 hexadecimal digits)."""
    pem = certificate.read_text("ascii")
    start = pem.index("-----BEGIN CERTIFICATE-----")
    end = pem.index("-----END CERTIFICATE-----", start) + len("-----END CERTIFICATE-----")
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem[start:end])).hexdigest()


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
