"""Run one world from one seed: steps by chance, then healing, then every check."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.simulation import accidents, lies, statements
from tests.simulation.invariants import check_end, check_office
from tests.simulation.world import Violated, World

STEPS = 400
CHECK_EVERY = 25
ROUNDS_MAX = 14
TREES = ("kecil", "kecil", "sedang", "sedang", "besar")
Step = Callable[[World], None]

ALWAYS: dict[Step, int] = {
    statements.begin: 8,
    statements.edit: 20,
    statements.report: 4,
    statements.lend: 4,
    statements.announce: 2,
    accidents.sync_well: 26,
    accidents.pass_time: 6,
}
SOMETIMES: dict[Step, int] = {
    statements.many: 2,
    statements.overreach: 1,
    statements.remove: 3,
    statements.bring_back: 3,
    statements.hand_over: 6,
    statements.accept: 4,
    statements.erase: 2,
    statements.newer: 3,
    accidents.sync_badly: 14,
    accidents.cut_power: 4,
    accidents.fill_disk: 3,
    accidents.move_clock: 4,
    accidents.back_up: 2,
    accidents.restore: 2,
    accidents.clone: 1,
    accidents.deliver_late: 6,
    accidents.look: 1,
    accidents.sync_revoked: 1,
    statements.publish: 3,
    statements.revoke: 1,
    statements.table: 1,
    lies.lie: 5,
    lies.stranger: 1,
    lies.mad_clock: 1,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. violated: what did not hold, None when all did; digest: of the whole trace."""

    seed: int
    steps: int
    violated: Violated | None
    digest: str
    trace: tuple[str, ...]

    def told(self) -> str:
        """Return what a person reads of a failing run."""
        end = "\n".join(self.trace[-30:])
        return f"{self.violated} (SELARAS_SEED={self.seed} replays it)\n{end}"


def simulate(seed: int, steps: int = STEPS) -> Outcome:
    """Return how the world of this seed ends. The same seed gives the same trace."""
    chance = Random(f"naskah {seed}")
    world = World(seed, chance.choice(TREES))
    weights = dict(ALWAYS) | {step: weight for step, weight in SOMETIMES.items() if chance.random() < 0.6}
    violated: Violated | None = None
    try:
        for at in range(steps):
            (step,) = chance.choices(list(weights), list(weights.values()))
            step(world)
            if at % CHECK_EVERY == CHECK_EVERY - 1:
                check_office(world, chance.choice(world.live()))
        heal(world)
        check_end(world)
    except Violated as found:
        violated = found
    except Exception as error:  # noqa: BLE001 # an office that breaks over anything at all is a finding
        violated = Violated("crash", "".join(traceback.format_exception(error)[-4:]))
    if violated:
        world.note(str(violated))
    world.close()
    return Outcome(seed, steps, violated, world.digest(), tuple(world.trace))


def heal(world: World) -> None:
    """Bring every machine up and every clock right, and let everybody exchange until nothing moves any more."""
    for office in world.offices:
        office.restart()
        office.skew_ms = 0
        office.upgrade()
    for _ in range(ROUNDS_MAX):
        moved = 0
        for child, parent in world.links():
            result = world.sync(child, parent)
            if result is None:
                raise Violated("liveness", f"{child.name} cannot exchange with {parent.name} over a good line")
            moved += result.sent + result.received
        if not moved:
            return
    raise Violated("liveness", "the offices exchange for ever")
