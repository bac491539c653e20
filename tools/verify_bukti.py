"""Periksa berita acara sinkron Selaras tanpa jaringan dan tanpa Selaras.

    python verify_bukti.py BERITA.json [--root KUNCI ...]

Program ini berdiri sendiri: hanya Python 3.11 dan paket `cryptography`. Yang diperiksa: bentuk berkas sampai byte terakhir;
rantai sertifikat kedua kantor dan setiap penulis sampai kantor akar; tanda tangan kedua kantor atas pernyataan yang sama;
tanda tangan penulis atas setiap kepala aliran; hitungan dan kesimpulan «sama» atau «berbeda».

Yang tidak dapat diketahui dari berkas: apakah sertifikat dicabut sesudah itu, dan apakah kunci akarnya benar. Karena itu
cocokkan kunci akar dengan yang diumumkan kementerian, dan sebutkan dengan --root; boleh lebih dari satu.

Kode keluar: 0 sah dan isinya sama; 1 tidak sah; 2 cara pakai salah; 3 sah, tetapi menyatakan bahwa isinya berbeda.
"""

# Independent on purpose: it must not import selaras, and says the format once more in its own words.

import argparse
import hashlib
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EQUAL, INVALID, WRONG_USE, DIFFERENT = 0, 1, 2, 3
FORMAT = "selaras berita acara 1"
CERTIFICATE_FORMAT = "selaras sertifikat 1"
SIDES = ("child", "parent")
RANK = {"kementerian": 3, "provinsi": 2, "kabkota": 1, "mitra": 0}
HEX = re.compile(r"(?:[0-9a-f]{2})+")
PUBLICATION = re.compile(r"mitra/[0-9a-f]{32}/\w+")  # who reads it, and whose records it restates
FILE_BYTES_MAX = 256 * 1024 * 1024


class NotValid(Exception):
    """Why the document proves nothing (Indonesian)."""


def demand(held: bool, sentence: str) -> None:
    """Raise NotValid unless a condition holds."""
    if not held:
        raise NotValid(sentence)


def canonical(value: Any) -> bytes:
    """Return the one way to write a value as JSON: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def compact(value: Any) -> bytes:
    """Return JSON as the keys stand, no spaces: node ids and stream names are hashed in this form."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def fields(value: Any, **kinds: type) -> dict[str, Any]:
    """Return an object that has exactly these fields of exactly these types."""
    demand(type(value) is dict and value.keys() == kinds.keys(), f"Isian tidak lengkap atau berlebih: {sorted(kinds)}.")
    for name, kind in kinds.items():
        demand(kind is object or type(value[name]) is kind, f"Isian «{name}» berbentuk salah.")
    return dict(value)


def unhex(text: str, size: int) -> bytes:
    """Return bytes from lower-case hexadecimal of an exact size."""
    demand(bool(HEX.fullmatch(text)) and len(text) == 2 * size, "Sebuah nomor atau tanda tangan berbentuk salah.")
    return bytes.fromhex(text)


def signed(key: bytes, signature: bytes, message: bytes, sentence: str) -> None:
    """Raise NotValid with the sentence unless the key signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise NotValid(sentence) from None


def covers(outer: str, inner: str) -> bool:
    """Return whether a wilayah is another one or contains it."""
    return outer in ("ID", inner) or inner.startswith(outer + ".")


class Certificate:
    """One certificate, read; its signature is judged by `Chains`."""

    def __init__(self, text: Any) -> None:
        demand(type(text) is str, "Sebuah sertifikat berbentuk salah.")
        outer = fields(parsed(text.encode()), body=str, signature=str)
        demand(compact(outer) == text.encode(), "Sebuah sertifikat tidak tertulis dalam bentuk bakunya.")
        texts = dict.fromkeys(("format", "key", "seal", "name", "level", "wilayah", "issuer"), str)
        body = fields(parsed(outer["body"].encode()), rumpun=list, since=int, until=int, **texts)
        demand(body["format"] == CERTIFICATE_FORMAT, "Sebuah sertifikat dari versi lain.")
        demand(body["level"] in RANK, "Tingkat sebuah kantor tidak dikenal.")
        demand(all(type(r) is str for r in body["rumpun"]), "Rumpun sebuah sertifikat berbentuk salah.")
        self.body, self.signature = outer["body"].encode(), unhex(outer["signature"], 64)
        self.key, self.issuer = unhex(body["key"], 32), body["issuer"]
        self.name, self.level, self.wilayah = body["name"][:200], body["level"], body["wilayah"]
        self.rumpun, self.since, self.until = sorted(body["rumpun"]), body["since"], body["until"]
        bound = compact([body["key"], self.level, self.wilayah, self.rumpun])
        self.node = hashlib.sha256(b"selaras node 1\n" + bound).digest()[:16].hex()

    def check(self, issuer: "Certificate") -> None:
        """Raise NotValid unless the issuer signed it and may give what it claims."""
        told = f"Sertifikat «{self.name}» "
        signed(issuer.key, self.signature, self.body, told + "tidak ditandatangani oleh penerbitnya.")
        if issuer.node == self.node:
            return
        demand(covers(issuer.wilayah, self.wilayah), told + "melampaui wilayah penerbitnya.")
        demand(RANK[self.level] <= RANK[issuer.level], told + "diterbitkan oleh kantor di bawahnya.")
        demand(self.level != "mitra" or not self.rumpun, told + "memberi rumpun kepada mitra.")


class Chains:
    """All certificates of the document. A root is a node that nobody else vouches for.

    anchors: whose rumpun counts as its certificate says: the roots, and the two sides once their own chains have been found.
    """

    def __init__(self, texts: list[Any]) -> None:
        demand(texts == sorted(set(map(str, texts))), "Daftar sertifikat tidak urut.")
        self.by_node: dict[str, list[Certificate]] = {}
        for certificate in map(Certificate, texts):
            self.by_node.setdefault(certificate.node, []).append(certificate)
        for certificate in (c for found in self.by_node.values() for c in found):
            demand(certificate.issuer in self.by_node, f"Sertifikat penerbit «{certificate.name}» tidak ada.")
            certificate.check(self.by_node[certificate.issuer][0])
        self.roots = {n: found[0] for n, found in self.by_node.items() if [c.issuer for c in found] == [n]}
        self.anchors = set(self.roots)

    def rumpun(self, node: str, below: frozenset[str] = frozenset()) -> set[str] | None:
        """Return the rumpun that a chain up to an anchor gives a node, None when no chain leads there."""
        if node in self.anchors:
            return set(self.by_node[node][0].rumpun)
        found: set[str] | None = None
        for certificate in self.by_node.get(node, ()):
            if certificate.issuer in below | {node}:
                continue
            above = self.rumpun(certificate.issuer, below | {node})
            if above is not None:
                found = (found or set()) | above & set(certificate.rumpun)
        return found

    def writer(self, node: str, wilayah: str, rumpun: str) -> Certificate:
        """Return the certificate of a node that may write this stream. Raises NotValid."""
        trusted = self.rumpun(node)
        demand(trusted is not None, f"Penulis {node[:8]} tidak punya sertifikat sampai kantor akar.")
        author = self.by_node[node][0]
        own = {"usaha"} if author.level == "mitra" else {"umum", *(trusted or ())}
        published = PUBLICATION.fullmatch(rumpun) is not None and rumpun.rpartition("/")[2] in author.rumpun
        may = covers(author.wilayah, wilayah) and (rumpun in own or published)
        demand(may, f"«{author.name}» tidak berwenang menulis {wilayah}, rumpun {rumpun}.")
        return author


def parsed(content: bytes) -> Any:
    """Return JSON; NotValid for anything else."""
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotValid("Berkas ini bukan JSON yang utuh.") from None


def check_party(told: Any, side: str, chains: Chains) -> Certificate:
    """Return the certificate of one side after comparing it with what the statement says of it."""
    texts = dict.fromkeys(("node", "name", "level", "wilayah"), str)
    party = fields(told, rumpun=list, at=int, **texts)
    demand(0 <= party["at"] < 2**45, "Waktu penandatanganan di luar batas.")
    found = chains.by_node.get(party["node"], [])
    demand(chains.rumpun(party["node"]) is not None, f"«{party['name']}» tidak punya sertifikat sampai kantor akar.")
    facts = [party[name] for name in ("name", "level", "wilayah", "rumpun")]
    match = [c for c in found if [c.name, c.level, c.wilayah, c.rumpun] == facts]
    demand(bool(match), f"Keterangan tentang «{party['name']}» ({side}) lain daripada sertifikatnya.")
    return match[0]


def check_head(told: Any, row: dict[str, Any], author: Certificate) -> tuple[int, str] | None:
    """Return one side's head of a stream, proven to be its author's; None when that side holds nothing of it."""
    if told is None:
        return None
    head = fields(told, seq=int, id=str, signature=str)
    demand(0 < head["seq"] < 2**40, "Nomor urut sebuah kepala aliran di luar batas.")
    name = compact([row["node"], row["epoch"], row["wilayah"], row["rumpun"]])
    stream = hashlib.sha256(b"selaras stream 1\n" + name).digest()
    message = b"selaras head 1\n" + stream + head["seq"].to_bytes(8, "big") + unhex(head["id"], 32)
    sentence = f"Kepala aliran «{author.name}», {row['wilayah']}, {row['rumpun']} tidak ditandatangani penulisnya."
    signed(author.key, unhex(head["signature"], 64), message, sentence)
    return head["seq"], head["id"]


def check_streams(told: dict[str, Any], chains: Chains) -> None:
    """Check every stream, and that counts and conclusion follow from them."""
    names, different, changes = [], 0, {"child": 0, "parent": 0}
    for one in told["streams"]:
        texts = dict.fromkeys(("node", "epoch", "wilayah", "rumpun"), str)
        row = fields(one, child=object, parent=object, **texts)
        unhex(row["node"], 16), unhex(row["epoch"], 8)
        names.append((row["wilayah"], row["rumpun"], row["node"], row["epoch"]))
        author = chains.writer(row["node"], row["wilayah"], row["rumpun"])
        heads = {side: check_head(row[side], row, author) for side in SIDES}
        demand(any(heads.values()), "Sebuah aliran tidak dipegang siapa pun.")
        different += heads["child"] != heads["parent"]
        for side, head in heads.items():
            changes[side] += head[0] if head else 0
    demand(names == sorted(set(names)), "Daftar aliran tidak urut, atau menyebut satu aliran dua kali.")
    demand(told["differences"] == different, "Jumlah aliran yang berbeda tidak cocok dengan daftarnya.")
    demand(told["equal"] == (different == 0), "Kesimpulan sama atau berbeda tidak cocok dengan daftarnya.")
    demand(told["changes"] == changes, "Jumlah perubahan tidak cocok dengan daftarnya.")


def check(content: bytes, roots: set[str]) -> tuple[dict[str, Any], Chains]:
    """Return (the statement, the certificates) of a document that proves what it says. Raises NotValid."""
    document = fields(parsed(content), format=str, statement=dict, signatures=dict, certificates=list)
    demand(document["format"] == FORMAT, "Berkas ini bukan berita acara sinkron, atau dari versi lain.")
    demand(canonical(document) == content, "Berkas ini tidak tertulis dalam bentuk bakunya: ada yang diubah.")
    told = fields(
        document["statement"], child=dict, parent=dict, streams=list, equal=bool, differences=int, changes=dict
    )
    signatures = fields(document["signatures"], child=str, parent=str)
    chains = Chains(document["certificates"])
    for root in chains.roots.values():
        demand(not roots or root.key.hex() in roots, f"Kunci akar «{root.name}» bukan yang Anda sebut dengan --root.")
    parties = {side: check_party(told[side], side, chains) for side in SIDES}
    child, parent = parties["child"], parties["parent"]
    chains.anchors |= {child.node, parent.node}
    issued = [c for c in chains.by_node[child.node] if c.issuer == parent.node]
    demand(bool(issued) and child.node != parent.node, f"«{parent.name}» bukan induk «{child.name}».")
    at = told["parent"]["at"]
    demand(any(c.since <= at <= c.until for c in issued), f"Sertifikat «{child.name}» tidak berlaku pada waktu itu.")
    message = f"{FORMAT}\n".encode() + canonical(told)
    for side, party in parties.items():
        sentence = f"Tanda tangan «{party.name}» tidak cocok dengan pernyataan ini."
        signed(party.key, unhex(signatures[side], 64), message, sentence)
    check_streams(told, chains)
    return told, chains


def report(told: dict[str, Any], chains: Chains, *, roots_named: bool) -> None:
    """Say in Indonesian what has been proven."""
    child, parent = told["child"], told["parent"]
    when = datetime.fromtimestamp(parent["at"] / 1000, UTC)
    print(f"SAH. «{child['name']}» ({child['wilayah']}) dan induknya «{parent['name']}» ({parent['wilayah']})")
    print(f"menandatangani pernyataan yang sama pada {when:%d-%m-%Y %H.%M} UTC menurut jam induk.")
    print(f"Sidik pernyataan (SHA-256): {hashlib.sha256(canonical(told)).hexdigest()}")
    if told["equal"]:
        print(f"SAMA: {len(told['streams'])} aliran, {told['changes']['child']} perubahan, setiap kepala aliran sama.")
    else:
        print(f"BERBEDA pada {told['differences']} dari {len(told['streams'])} aliran:")
    for row in told["streams"]:
        mine, theirs = ((row[side] or {"seq": 0}) for side in SIDES)
        if mine != theirs:
            numbers = f"anak sampai perubahan ke-{mine['seq']}, induk sampai ke-{theirs['seq']}"
            print(f"  {row['wilayah']}, {row['rumpun']}, penulis {row['node'][:8]}: {numbers}")
    for root in chains.roots.values():
        note = "" if roots_named else " (belum diperiksa: cocokkan dengan yang diumumkan, atau pakai --root)"
        print(f"Kantor akar: «{root.name}», kunci {root.key.hex()}{note}")


def main() -> int:
    """Check the file that the command line names."""
    intro, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=intro, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", metavar="BERITA.json", type=Path, help="berkas JSON di samping berita acara (PDF)")
    parser.add_argument(
        "--root", action="append", default=[], metavar="KUNCI", help="kunci akar, 64 angka heksadesimal"
    )
    options = parser.parse_args()
    if any(not re.fullmatch(r"[0-9a-f]{64}", root) for root in options.root):
        parser.error("kunci akar adalah 64 angka heksadesimal, huruf kecil")
    try:
        if options.file.stat().st_size > FILE_BYTES_MAX:
            parser.error("berkas ini terlalu besar untuk sebuah berita acara")
        content = options.file.read_bytes()
    except OSError as error:
        parser.error(f"«{options.file}» tidak dapat dibaca ({error.strerror})")
    try:
        told, chains = check(content, set(options.root))
    except NotValid as error:
        print(f"TIDAK SAH. {error} Berkas ini tidak membuktikan apa pun.")
        return INVALID
    report(told, chains, roots_named=bool(options.root))
    return EQUAL if told["equal"] else DIFFERENT


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
