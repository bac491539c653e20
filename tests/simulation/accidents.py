"""What happens to offices: cuts, full disks, old backups, copies, clocks, late and broken deliveries, curious officers."""

from __future__ import annotations

from dataclasses import replace

import pysqlite3

from selaras.core.ledger.authority import Level
from selaras.core.ledger.batch import Batch
from selaras.core.ledger.certificate import in_link_scope
from selaras.core.ledger.stream import Stream
from selaras.flows.apply_batch import apply_batch
from selaras.flows.rebuild import rebuild
from selaras.flows.scrub import scrub
from tests.simulation.disk import PowerCut
from tests.simulation.line import KINDS, Fault
from tests.simulation.statements import any_office
from tests.simulation.tree import Office, plant
from tests.simulation.world import Violated, World

DAY_MS = 24 * 60 * 60 * 1000
CLONES_MAX = 2


def sync_well(world: World) -> None:
    """A child calls its parent over a good line."""
    child, parent = world.rng.choice(world.links())
    world.sync(child, parent)


def sync_badly(world: World) -> None:
    """A child calls its parent, and something goes wrong on the way."""
    child, parent = world.rng.choice(world.links())
    kind = world.rng.choice(KINDS)
    world.sync(child, parent, Fault(kind, world.rng.randint(1, 4), world.rng.randrange(10_000)))


def sync_revoked(world: World) -> None:
    """An office whose certificate was ended calls all the same."""
    if world.revoked:
        child = world.rng.choice([office for office in world.offices if office.at in world.revoked])
        child.restart()
        for parent in world.parents(child):
            world.sync(child, parent)


def cut_power(world: World) -> None:
    """Some office will lose its power soon."""
    any_office(world).disk.arm(world.rng.randint(0, 40))


def fill_disk(world: World) -> None:
    """Some office's disk will be full soon, for a moment."""
    any_office(world).disk.arm(world.rng.randint(0, 40), full=True)


def move_clock(world: World) -> None:
    """Somebody sets a clock: a little or years off, or right again."""
    office = any_office(world)
    office.skew_ms = world.rng.choice([0, 0, -3 * 365, -1, 1, 30, 2 * 365]) * DAY_MS
    world.note(f"{office.name} clock {office.skew_ms}")


def back_up(world: World) -> None:
    """Somebody copies a home folder as it is."""
    office = any_office(world)
    world.backups[office.at] = (office.disk.copy(), office.witness.home.content)  # type: ignore[attr-defined]
    world.note(f"{office.name} backup")


def restore(world: World) -> None:
    """A disk is lost, and an old backup is put back: the whole folder, or the database alone."""
    at = world.rng.choice(sorted(world.backups) or [o.at for o in world.live()])
    offices = [office for office in world.live() if office.at == at]
    if not offices or at in world.settled:
        return
    office = world.rng.choice(offices)
    seedling = plant(world.tree)[at]
    backup, note = world.backups.get(at, (seedling.connection, seedling.note))
    office.disk.put_back(backup)
    whole = world.rng.random() < 0.5
    if whole:
        office.witness.home.content = note  # type: ignore[attr-defined]
    world.note(f"{office.name} restored {'whole' if whole else 'database'}")
    world.forget(office)


def clone(world: World) -> None:
    """A machine is copied, and both copies run on; the second may or may not look like another machine."""
    if len(world.offices) - len(plant(world.tree)) >= CLONES_MAX:
        return
    original = any_office(world)
    if original.place.level is Level.KEMENTERIAN:
        return
    twin = Office(original.at, plant(world.tree)[original.at], world.wall, world.chance.randbytes)
    twin.disk.put_back(original.disk.copy())
    twin.witness.home.content = original.witness.home.content  # type: ignore[attr-defined]
    twin.older = original.older
    twin.name = f"{original.at}'{len(world.offices)}"
    if world.rng.random() < 0.5:
        twin.witness.place = ("mesin lain",)
    world.offices.append(twin)
    world.held[twin] = set(world.held[original])
    world.note(f"{twin.name} cloned")


def deliver_late(world: World) -> None:
    """A batch that was on the line long ago arrives, again, in another order, cut or broken."""
    if not world.late:
        return
    sender, receiver, batch = world.rng.choice(world.late)
    if sender.at in world.revoked or receiver.at in world.revoked:
        return
    segments = list(batch.segments)
    world.rng.shuffle(segments)
    if world.rng.random() < 0.3:
        segments = [*segments, *segments]
    if world.rng.random() < 0.3:
        segments = segments[: world.rng.randint(0, len(segments))]
    deliver(world, sender, receiver, Batch(tuple(segments), batch.certificates))


def deliver(world: World, sender: Office, receiver: Office, batch: Batch) -> None:
    """Put a batch before its receiver as one message of a session would."""
    child, parent = (sender, receiver) if receiver.at in sender.place.parents else (receiver, sender)
    ours, theirs = (office.identity.certificate(office.id, 0, 0) for office in (child, parent))

    def scope(stream: Stream) -> bool:
        return in_link_scope(ours, theirs, stream)

    try:
        applied = apply_batch(receiver.open(), sender.id, batch, scope)
        causes = ",".join(sorted(refusal.cause for refusal in applied.refused))
        world.note(f"{receiver.name} late {applied.changes} {causes}")
    except pysqlite3.OperationalError:
        world.note(f"{receiver.name} disk full")
    except PowerCut:
        world.came_up(receiver)
        return
    world.check_kept(receiver)


def look(world: World) -> None:
    """An officer scrubs, or makes the registry anew; both find everything in order."""
    office = any_office(world)
    try:
        if world.rng.random() < 0.5:
            rebuild(office.open(), lambda _done: None)
        else:
            found = scrub(office.open(), lambda _done: None)
            if found.bad_changes or found.bad_rows:
                raise Violated("I7", f"scrub of office {office.name} found {replace(found)}")
    except pysqlite3.OperationalError:
        world.note(f"{office.name} disk full")
    except PowerCut:
        world.came_up(office)
        return
    world.note(f"{office.name} looked")


def pass_time(world: World) -> None:
    """Hours or weeks go by."""
    world.now_ms += world.rng.choice([1, 1000, 60_000, 3_600_000, 7 * DAY_MS])
