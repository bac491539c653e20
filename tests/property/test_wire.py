"""What travels: it arrives as it was written, and no changed byte is ever taken for the truth."""

from __future__ import annotations

from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from selaras.core.ledger.authority import Level
from selaras.core.ledger.batch import decode_batch, encode_batch
from selaras.core.ledger.certificate import (
    BadCertificate,
    Certificate,
    check_certificate,
    read_certificate,
    sign_certificate,
    verify,
)
from selaras.core.ledger.change import NO_DATE, change_id, commit
from selaras.core.ledger.envelope import BadEnvelope, Envelope, open_envelope, seal
from selaras.core.ledger.payload import Shape, Statement, decode, encode
from selaras.core.ledger.segment import BrokenSegment, Segment, prove
from selaras.core.ledger.stream import Head, Stream, head_message

NAMES = ("nama_usaha", "alamat", "omzet", "kolom_baru")
scalars = st.one_of(st.none(), st.text(max_size=20), st.integers(-(2**53), 2**53))
statements = st.builds(
    Statement,
    st.dictionaries(st.sampled_from(NAMES), scalars, max_size=4),
    st.text(max_size=10),
    st.sampled_from(["impor", "ubah"]),
    st.one_of(st.none(), st.tuples(st.text(max_size=5), st.text(max_size=5), st.integers(0, 10**6))),
)


@given(statements)
def test_a_statement_is_read_as_it_was_written(statement: Statement) -> None:
    shape = Shape.of(NAMES)

    assert decode(shape, encode(shape, statement)) == statement


@given(st.binary(max_size=60))
def test_bytes_that_are_no_statement_are_refused_by_name(payload: bytes) -> None:
    try:
        decode(Shape.of(NAMES), payload)
    except ValueError:
        return


def segment(rng: Random) -> tuple[Segment, bytes]:
    """Return a proper segment and the public key of its author."""
    key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
    stream = Stream(rng.randbytes(16), rng.randbytes(8), "35.07", "usaha")
    first, shape = rng.randrange(1, 2**39), Shape.of(NAMES)
    prev = before = rng.randbytes(32)
    rows = []
    for seq in range(first, first + rng.randrange(1, 6)):
        payload = encode(shape, Statement({"nama_usaha": f"Warung {seq}"}, "uji", "ubah", None))
        erased, salt = rng.random() < 0.2, rng.randbytes(16)
        commitment = commit(salt, shape.digest, payload)
        parents, record = rng.randbytes(32 * rng.randrange(3)), rng.randbytes(16)
        hlc, as_of = rng.randrange(2**60), rng.choice([NO_DATE, 20_000])
        prev = change_id(stream.key, seq, prev, hlc, "usaha", record, parents, as_of, 1, commitment)
        held = (None, None, commitment) if erased else (salt, payload, None)
        rows.append((hlc, "usaha", record, parents, as_of, 1, shape, *held))
    head = Head(first + len(rows) - 1, prev)
    made = Segment(
        stream, first, head, key.sign(head_message(stream, head)), *(list(c) for c in zip(*rows, strict=True))
    )
    return made, before


@given(st.integers(0, 2**32))
def test_a_batch_arrives_as_it_was_sent_and_leads_to_its_signed_heads(seed: int) -> None:
    rng = Random(seed)
    made = [segment(rng) for _ in range(rng.randrange(1, 4))]
    read = decode_batch(encode_batch([one for one, _ in made], [b"{}"]))

    assert read.certificates == (b"{}",)
    for (sent, before), got in zip(made, read.segments, strict=True):
        assert list(got.rows()) == list(sent.rows())
        assert (got.stream, got.first, got.head, got.signature) == (sent.stream, sent.first, sent.head, sent.signature)
        assert prove(got, before)[-1] == sent.head.id


@given(st.integers(0, 2**32), st.data())
def test_a_batch_with_changed_or_missing_bytes_is_refused_or_proves_nothing(seed: int, data: st.DataObject) -> None:
    rng = Random(seed)
    sent, before = segment(rng)
    frame = bytearray(encode_batch([sent]))
    if data.draw(st.booleans()):
        del frame[data.draw(st.integers(0, len(frame) - 1)) :]
    else:
        frame[data.draw(st.integers(0, len(frame) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        (got,) = decode_batch(bytes(frame)).segments
        proved = prove(got, before)
    except (BrokenSegment, ValueError):
        return
    same = (got.stream, got.first, got.head) == (sent.stream, sent.first, sent.head)
    assert not same or (proved[-1] == sent.head.id and list(got.rows()) == list(sent.rows()))


@given(st.binary(max_size=400))
def test_noise_is_no_batch_and_no_message(noise: bytes) -> None:
    with pytest.raises(BrokenSegment):
        decode_batch(b"SLB1" + noise)
    with pytest.raises(BadEnvelope):
        open_envelope(b"SLE1" + noise, bytes(32), bytes(16))


def envelope(rng: Random) -> tuple[bytes, Ed25519PrivateKey, Envelope]:
    key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
    message = Envelope(
        rng.randbytes(16),
        rng.randbytes(16),
        "pull",
        rng.randbytes(8).hex(),
        {"n": rng.randrange(9)},
        rng.randbytes(rng.randrange(40)),
    )
    return seal(message, key), key, message


@given(st.integers(0, 2**32))
def test_a_message_is_opened_by_the_right_key_for_the_right_receiver_only(seed: int) -> None:
    rng = Random(seed)
    frame, key, message = envelope(rng)
    public = key.public_key().public_bytes_raw()

    assert open_envelope(frame, public, message.receiver) == message
    with pytest.raises(BadEnvelope):
        open_envelope(frame, public, rng.randbytes(16))
    with pytest.raises(BadEnvelope):
        open_envelope(frame, rng.randbytes(32), message.receiver)


@given(st.integers(0, 2**32), st.data())
def test_a_message_with_a_changed_or_missing_byte_is_refused(seed: int, data: st.DataObject) -> None:
    frame, key, message = envelope(Random(seed))
    at = data.draw(st.integers(0, len(frame) - 1))
    cut = (
        frame[:at]
        if data.draw(st.booleans())
        else frame[:at] + bytes([frame[at] ^ data.draw(st.integers(1, 255))]) + frame[at + 1 :]
    )

    with pytest.raises(BadEnvelope):
        open_envelope(cut, key.public_key().public_bytes_raw(), message.receiver)


def certificate(
    rng: Random, level: Level, wilayah: str, rumpun: tuple[str, ...], issuer: bytes
) -> tuple[Certificate, Ed25519PrivateKey]:
    key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
    about = Certificate(
        key.public_key().public_bytes_raw(),
        rng.randbytes(32),
        f"Kantor {wilayah}",
        level,
        wilayah,
        rumpun,
        issuer,
        0,
        10,
    )
    return about, key


@given(st.integers(0, 2**32), st.data())
def test_a_certificate_with_a_changed_byte_certifies_nobody(seed: int, data: st.DataObject) -> None:
    rng = Random(seed)
    above, key = certificate(rng, Level.PROVINSI, "35", ("koperasi", "usaha"), bytes(16))
    below, _ = certificate(rng, Level.KABKOTA, "35.07", ("usaha",), above.node)
    signed = sign_certificate(below, key)
    assert check_certificate(signed, above) == read_certificate(signed) == below

    at = data.draw(st.integers(0, len(signed) - 1))
    changed = signed[:at] + bytes([signed[at] ^ data.draw(st.integers(1, 127))]) + signed[at + 1 :]
    try:
        read = check_certificate(changed, above)
    except (BadCertificate, ValueError):
        return
    assert read == below  # hexadecimal digits may be written in capitals


LEVELS = st.sampled_from([Level.KABKOTA, Level.PROVINSI, Level.KEMENTERIAN])


@given(st.integers(0, 2**32), LEVELS, st.sampled_from(["ID", "35", "35.07", "35.73", "36"]))
def test_nobody_certifies_a_level_above_its_own_or_a_wilayah_outside_it(seed: int, level: Level, wilayah: str) -> None:
    rng = Random(seed)
    above, key = certificate(rng, Level.PROVINSI, "35", ("usaha",), bytes(16))
    below, _ = certificate(rng, level, wilayah, ("usaha",), above.node)
    allowed = level is not Level.KEMENTERIAN and wilayah.startswith("35")
    try:
        check_certificate(sign_certificate(below, key), above)
    except BadCertificate:
        assert not allowed
    else:
        assert allowed


@given(st.binary(min_size=0, max_size=80), st.binary(max_size=80))
def test_noise_is_no_signature(signature: bytes, key: bytes) -> None:
    with pytest.raises(BadCertificate):
        verify(key, signature, b"kepala")
