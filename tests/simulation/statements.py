"""What officers do: register, edit, dispute, propose, settle, hand over, delete, bring back, erase."""

from __future__ import annotations

import json
from unittest.mock import patch

import pysqlite3

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records, report_record
from selaras.flows.node import NodeMayNotWrite
from selaras.flows.revoke_node import revoke_node
from tests.simulation.disk import PowerCut
from tests.simulation.ledger_view import Value, read_ledger
from tests.simulation.tree import Office
from tests.simulation.world import Subject, World

TEXTS = {"usaha": ("nama_usaha", "alamat", "nib"), "koperasi": ("nama_koperasi", "alamat"), "kredit": ("nama_debitur",)}
HOT = 6  # records that most statements are about, so that offices meet
LEVELS = ("kabkota", "provinsi", "pusat")
PEMBINA = {Level.KABKOTA: "kabkota", Level.PROVINSI: "provinsi", Level.KEMENTERIAN: "pusat"}
FIELDS = tuple((kind, name) for kind, names in TEXTS.items() for name in names)
POWERS = ("daerah", "kementerian_koperasi", "kementerian_umkm", "mitra_pembiayaan")
NEW_FIELD, NEW_KIND = "kolom_baru", "jenis_baru"


def homes(world: World, office: Office, rumpun: str) -> list[str]:
    """Return the kab/kota in which an office may state records of a rumpun."""
    if office.place.level is not Level.MITRA and rumpun not in office.place.rumpun:
        return []
    areas = sorted({o.place.wilayah for o in world.offices if o.place.level is Level.KABKOTA})
    return [area for area in areas if office.place.wilayah == "ID" or area.startswith(office.place.wilayah)]


def known(world: World, office: Office, *kinds: str) -> list[Subject]:
    """Return the records that an office may speak of, the newest first."""
    found = [
        subject
        for subject in reversed(world.subjects)
        if subject.kind in kinds and subject.wilayah in homes(world, office, subject.rumpun)
    ]
    return found[:HOT]


def any_office(world: World, *levels: Level) -> Office:
    """Return a living office of one of these levels, clones too."""
    return world.rng.choice([o for o in world.live() if not levels or o.place.level in levels])


def begin(world: World) -> None:
    """Somebody registers an enterprise or a cooperative."""
    office, kind = any_office(world, Level.KABKOTA, Level.KABKOTA, Level.PROVINSI, Level.KEMENTERIAN), "usaha"
    if world.rng.random() < 0.25:
        kind = "koperasi"
    if not (areas := homes(world, office, kind)):
        return
    area = world.rng.choice(areas)
    record = next(new_records(world.now_ms, world.chance.randbytes(6), area, kind))
    subject = Subject(record, kind, area, kind)
    fields = some_fields(world, kind, 3)
    if kind == "koperasi" and world.rng.random() < 0.7:
        fields["wilayah_keanggotaan"] = world.rng.choice(["kabkota", "provinsi", "nasional"])
    tell(world, office, subject, fields)
    world.subjects.append(subject)


def some_fields(world: World, kind: str, most: int = 2) -> dict[str, Value]:
    """Return values for some fields; texts are unique, or on purpose the same as another's."""
    names = TEXTS[kind]
    chosen = world.rng.sample(names, world.rng.randint(1, min(most, len(names))))
    choices: list[Value] = ["sama", "sama juga", None]
    text = f"nilai {len(world.said) + 1} {world.chance.randbytes(6).hex()}"
    return {name: world.rng.choice(choices) if world.rng.random() < 0.2 else f"{name} {text}" for name in chosen}


def tell(
    world: World,
    office: Office,
    subject: Subject,
    fields: dict[str, Value],
    *,
    reason: str = "edit",
    stale: bool = False,
) -> bytes | None:
    """State fields of a record. stale: from a form that was filled a while ago, or by one who saw nothing."""
    parents = None
    if stale:
        seen = [c.id for c in read_ledger(office.disk) if c.record == subject.record]
        parents = tuple(sorted(world.rng.sample(seen, min(len(seen), world.rng.randint(0, 2)))))
    made = world.state(office, subject, fields, reason=reason, parents=parents)
    what = ",".join(sorted(fields))
    world.note(f"{office.name} {subject.kind} {subject.record.hex()[:8]} {what} {made.hex()[:8] if made else '-'}")
    return made


def edit(world: World) -> None:
    """Somebody edits a record that is shared: a rival, a proposal or a settlement, as it happens."""
    office = any_office(world, Level.KABKOTA, Level.KABKOTA, Level.PROVINSI, Level.KEMENTERIAN)
    if subjects := known(world, office, "usaha", "koperasi"):
        subject = world.rng.choice(subjects)
        tell(world, office, subject, some_fields(world, subject.kind), stale=world.rng.random() < 0.25)


def report(world: World) -> None:
    """A yearly report of an enterprise: two offices that enter it state the same record."""
    office = any_office(world, Level.KABKOTA, Level.PROVINSI)
    if subjects := known(world, office, "usaha"):
        about = world.rng.choice(subjects)
        record = report_record(about.record, "laporan_usaha", str(world.rng.choice([2025, 2026])))
        subject = Subject(record, "laporan_usaha", about.wilayah, "usaha", about)
        fields: dict[str, Value] = {"usaha": about.record.hex(), "omzet": world.rng.randrange(10**9)}
        tell(world, office, subject, fields, stale=world.rng.random() < 0.2)


def lend(world: World) -> None:
    """A bank states a loan; now and then an office speaks of one too, without authority."""
    office = any_office(world, Level.MITRA, Level.MITRA, Level.KABKOTA)
    if subjects := known(world, office, "usaha", "kredit"):
        about = world.rng.choice(subjects)
        if about.kind == "kredit":
            tell(world, office, about, {"plafon": world.rng.randrange(10**8)})
            return
        record = next(new_records(world.now_ms, world.chance.randbytes(6), about.wilayah, "usaha"))
        subject = Subject(record, "kredit", about.wilayah, "usaha", about)
        tell(world, office, subject, {"usaha": about.record.hex(), **some_fields(world, "kredit")})
        world.subjects.append(subject)


def overreach(world: World) -> None:
    """A bank whose program does not refuse it states an enterprise; its parent refuses the stream and shows that."""
    office = any_office(world, Level.KABKOTA, Level.MITRA)
    subjects = known(world, office, "usaha")
    if subjects and office.place.level is Level.MITRA:
        with patch("selaras.flows.record_changes.states_kind", lambda *_: True):
            tell(world, office, world.rng.choice(subjects), some_fields(world, "usaha"))


def remove(world: World) -> None:
    """Somebody deletes a record, with authority or without."""
    office = any_office(world)
    kinds = ("kredit",) if office.place.level is Level.MITRA else ("usaha", "koperasi", "kredit")
    if subjects := known(world, office, *kinds):
        tell(world, office, world.rng.choice(subjects), {"dihapus": "ya"}, stale=world.rng.random() < 0.2)


def bring_back(world: World) -> None:
    """Somebody names a deletion that is to be undone."""
    office = any_office(world)
    deletions = [c for c in read_ledger(office.disk) if "dihapus" in (c.fields or {})]
    deletions = [c for c in deletions if c.kind == "kredit" or office.place.level is not Level.MITRA]
    if not deletions:
        return
    change = world.rng.choice(deletions)
    subject = next((s for s in known(world, office, change.kind) if s.record == change.record), None)
    if subject is not None:
        tell(world, office, subject, {"batal_hapus": change.id.hex()}, stale=world.rng.random() < 0.2)


def hand_over(world: World) -> None:
    """A level offers a record to another, or takes one, lawfully or not."""
    office = any_office(world, Level.KABKOTA, Level.PROVINSI, Level.KEMENTERIAN)
    if subjects := known(world, office, "usaha", "koperasi"):
        subject, level = world.rng.choice(subjects), world.rng.choice(LEVELS)
        field = world.rng.choice(["pembina_tawaran", "pembina"])
        tell(world, office, subject, {field: level}, stale=world.rng.random() < 0.1)


def accept(world: World) -> None:
    """A receiving level accepts an open offer, as its screen shows one."""
    offices = [o for o in world.live() if o.place.level is not Level.MITRA]
    for office in world.rng.sample(offices, len(offices)):
        for kind in ("usaha", "koperasi"):
            sql = f"SELECT record FROM registry_{kind} WHERE offer = ? ORDER BY record DESC"
            offered = {record for (record,) in office.disk.peek(sql, (PEMBINA[office.place.level],))}
            subject = next((s for s in known(world, office, kind) if s.record in offered), None)
            if subject is not None:
                tell(world, office, subject, {"pembina": PEMBINA[office.place.level]})
                return


def erase(world: World) -> None:
    """A lawful erasure of what was said of one record."""
    office = any_office(world, Level.KABKOTA, Level.PROVINSI)
    subjects = known(world, office, "usaha")
    if not subjects:
        return
    subject = world.rng.choice(subjects)
    said = [c for c in read_ledger(office.disk) if c.record == subject.record and c.number is not None]
    said = [c for c in said if not c.rumpun.startswith("mitra/")]  # a publisher erases in the publication itself
    said = [c for c in said if not {"musnah", "dihapus", "pembina", "pembina_tawaran"} & set(c.fields or {})]
    if not said:
        return
    named = world.rng.sample(said, world.rng.randint(1, min(3, len(said))))
    world.gone |= {c.number for c in named if c.number is not None}
    world.erasures[len(world.said) + 1] = {c.id for c in named}
    tell(world, office, subject, {"musnah": "|".join(c.id.hex() for c in named)}, reason="erase")


def announce(world: World) -> None:
    """A common record that the tree above and below reads."""
    office = any_office(world, Level.KABKOTA, Level.PROVINSI, Level.KEMENTERIAN)
    area = office.place.wilayah
    record = next(new_records(world.now_ms, world.chance.randbytes(6), area, "umum"))
    tell(world, office, Subject(record, "catatan", area, "umum"), {"isi": f"catatan {len(world.said) + 1}"})


def newer(world: World) -> None:
    """An office of a newer version states a kind and a field that nobody else knows."""
    office = any_office(world, Level.KABKOTA, Level.PROVINSI)
    if not (subjects := known(world, office, "usaha")):
        return
    subject = world.rng.choice(subjects)
    if world.rng.random() < 0.5:
        record = next(new_records(world.now_ms, world.chance.randbytes(6), subject.wilayah, "usaha"))
        subject = Subject(record, NEW_KIND, subject.wilayah, "usaha")
        tell(world, office, subject, {NEW_FIELD: f"baru {len(world.said) + 1}"})
        return
    tell(world, office, subject, {**some_fields(world, "usaha"), NEW_FIELD: f"baru {len(world.said) + 1}"})


def many(world: World) -> None:
    """A file is imported: some records in one transaction."""
    for _ in range(world.rng.randint(2, 4)):
        begin(world)


def publish(world: World) -> None:
    """An office publishes some fields of a record to a neighbour of the tree that may not read it otherwise."""
    office = any_office(world, Level.PROVINSI, Level.KABKOTA, Level.KEMENTERIAN)
    readers = [o for o in world.live() if o.place.level is Level.MITRA and office.at in o.place.parents]
    readers += [o for o in world.parents(office) if o.place.rumpun == ("koperasi",)]
    if readers and (subjects := known(world, office, "usaha")):
        subject, reader = world.rng.choice(subjects), world.rng.choice(readers)
        fields = some_fields(world, "usaha")
        vouched = "|".join(sorted(name for name in fields if world.rng.random() < 0.6))
        made = world.state(
            office, subject, {**fields, "terverifikasi": vouched}, rumpun=f"mitra/{reader.id.hex()}/usaha"
        )
        world.note(f"{office.name} published to {reader.name} {made.hex()[:8] if made else '-'}")


def revoke(world: World) -> None:
    """A province ends the certificate of an office or of a bank below it."""
    office = any_office(world, Level.PROVINSI)
    below = [o for o in world.live() if office.at in o.place.parents and office is world.offices[office.at]]
    if world.revoked or not below or len(below) < 3:
        return
    lost = world.rng.choice(below)
    try:
        revoke_node(office.open(), lost.id, author="petugas", reason="kunci hilang")
    except (NodeMayNotWrite, pysqlite3.OperationalError):
        return
    except PowerCut:
        world.came_up(office)
        return
    world.revoke(lost.at, office)
    world.note(f"{office.name} revoked {lost.name}")


def table(world: World) -> None:
    """A ministry brings a new authority table: from now on another level vouches for a field."""
    office = any_office(world, Level.KEMENTERIAN)
    version = world.rng.randint(2, 4)
    rows = [[kind, name, world.rng.choice(POWERS)] for kind, name in FIELDS if world.rng.random() < 0.7]
    record = next(new_records(world.now_ms, world.chance.randbytes(6), "ID", "umum"))
    fields: dict[str, Value] = {"versi": version, "berlaku_sejak": "2026-01-01", "wewenang": json.dumps(rows)}
    tell(world, office, Subject(record, "kebijakan", "ID", "umum"), fields)
