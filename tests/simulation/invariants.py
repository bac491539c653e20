"""All fourteen invariants over the databases of a world, by oracles that share no code with what they judge."""

from __future__ import annotations

from collections import defaultdict

from selaras.core.ledger.batch import decode_batch
from selaras.store.ledger.quarantine import ROWS_MAX
from selaras.store.registry.tables import KindTable, tables
from tests.simulation.ledger_view import Seen, Stream, Value, broken_chains, quarantined, read_ledger, said_number
from tests.simulation.naive_fold import Authority, Folded, NaiveFold
from tests.simulation.naive_rules import first_table
from tests.simulation.tree import Office
from tests.simulation.world import Violated, World

AHEAD_MS = 10 * 60 * 1000
HOMES = {"usaha": "usaha", "laporan_usaha": "usaha", "kredit": "usaha", "koperasi": "koperasi"}
SUBJECT = {"laporan_usaha": "usaha", "kredit": "usaha"}


def check_office(world: World, office: Office) -> None:
    """Check everything that one office alone must keep true at any moment."""
    office.run()
    ledger = read_ledger(office.disk)
    _check_chains(world, office)
    _check_scope(world, office, ledger)
    _check_lies(world, office, ledger)
    _check_clock(world, office, ledger)
    _check_registry(world, office, ledger)
    _check_quarantine(office)


def _check_chains(world: World, office: Office) -> None:
    if faults := broken_chains(office.disk, world.keys):
        raise Violated("I7", f"office {office.name}: {faults[0]}")


def _check_scope(world: World, office: Office, ledger: list[Seen]) -> None:
    for stream in sorted({seen.stream for seen in ledger}):
        if not world.may_hold(office, stream):
            raise Violated("I11", f"office {office.name} holds {stream[2]}/{stream[3]} of {stream[0].hex()[:6]}")


def _check_lies(world: World, office: Office, ledger: list[Seen]) -> None:
    told = {seen.number for seen in ledger if seen.node != office.id and seen.number in world.lies}
    if told:
        raise Violated("I7", f"office {office.name} took the lies {sorted(filter(None, told))[:3]}")


def _check_clock(world: World, office: Office, ledger: list[Seen]) -> None:
    """No peer pushes a clock further than ten minutes ahead of the wall; stamps of a stream rise."""
    ((ms,),) = office.disk.peek("SELECT hlc_ms FROM network_self")
    if ms > world.ahead_ms.get(office.at, 0) + AHEAD_MS and ms > world.now_ms + AHEAD_MS:
        raise Violated("clock", f"office {office.name} was pushed to {ms}")
    last: dict[Stream, int] = {}
    for seen in ledger:
        if seen.node == office.id and seen.stamp <= last.get(seen.stream, -1):
            raise Violated("clock", f"office {office.name} stamped a change before an earlier one")
        last[seen.stream] = seen.stamp


def _check_quarantine(office: Office) -> None:
    ((rows,),) = office.disk.peek("SELECT COUNT(*) FROM ledger_quarantine")
    if rows > ROWS_MAX:
        raise Violated("I14", f"the quarantine of office {office.name} has {rows} rows")


def _check_registry(world: World, office: Office, ledger: list[Seen]) -> None:
    """I3, I4, I5, I6, I9: every row is the naive fold of the record's changes, and there is no other row."""
    by_record: dict[tuple[str, bytes], list[Seen]] = defaultdict(list)
    mine = f"mitra/{office.id.hex()}/"
    for seen in ledger:
        if seen.kind in HOMES and (seen.rumpun.startswith(mine) or not seen.rumpun.startswith("mitra/")):
            by_record[seen.kind, seen.record].append(seen)
    pembina: dict[str, str] = {}
    policies = world.policies(ledger)
    for kind in (kind for kind in ("usaha", "koperasi", "laporan_usaha", "kredit") if kind in tables()):
        table = tables()[kind]
        rows = {row[0]: row for row in office.disk.peek(f"SELECT {','.join(table.columns)} FROM {table.name}")}
        for (of, record), changes in by_record.items():
            if of != kind:
                continue
            folded = naive(world, policies, kind, changes, pembina)
            if kind not in SUBJECT:
                pembina[record.hex()] = folded.pembina
            _compare(office, table, rows.pop(record, None), folded, changes)
        if rows:
            raise Violated("I3", f"office {office.name} shows a {kind} that nobody speaks of")


def naive(
    world: World, policies: dict[int, Authority], kind: str, changes: list[Seen], pembina: dict[str, str]
) -> Folded:
    """Return the fold of a record, remembered by what it depends on."""
    about: str | None = None
    if kind in SUBJECT:
        name = SUBJECT[kind]
        first = [c for c in changes if name in (c.fields or {}) and not c.parents]
        subject = min(first, key=lambda c: (c.stamp, c.id), default=None)
        about = pembina.get(str((subject.fields or {})[name]), "kabkota") if subject else "kabkota"
    key = (
        kind,
        tables()[kind].names,
        about,
        frozenset((c.id, c.fields is None) for c in changes),
        repr(sorted(policies.items(), key=lambda p: p[0])),
    )
    if key not in world.folds:
        fold = NaiveFold(changes, world.places, _policy(policies), set(tables()[kind].names), HOMES[kind], about)
        world.folds[key] = fold.fold()
    return world.folds[key]


def _policy(policies: dict[int, Authority]):  # type: ignore[no-untyped-def]
    known = {1: first_table(), **policies}

    def find(version: int) -> Authority:
        return known[max((v for v in known if v <= version), default=1)]

    return find


def _compare(
    office: Office, table: KindTable, row: tuple[Value, ...] | None, folded: Folded, changes: list[Seen]
) -> None:
    where = f"office {office.name}, {table.kind.name} {changes[0].record.hex()[:8]}"
    if row is None:
        raise Violated("I3", f"{where} is not shown")
    state = table.to_state(row)
    if set(state.heads) != folded.heads:
        raise Violated("I5", f"{where}: other heads")
    if set(state.deletions) != folded.deletions:
        raise Violated("I9", f"{where}: {len(state.deletions)} deletions shown, {len(folded.deletions)} in force")
    if (state.pembina, state.offer) != (folded.pembina, folded.offer):
        raise Violated(
            "I6", f"{where}: pembina {state.pembina}, offer {state.offer}; must be {folded.pembina}, {folded.offer}"
        )
    if set(state.verified) != folded.verified:
        raise Violated("I6", f"{where}: verified {sorted(state.verified ^ folded.verified)}")
    if state.values != folded.values:
        names = [n for n in {*state.values, *folded.values} if state.values.get(n) != folded.values.get(n)]
        raise Violated("I5", f"{where}: {sorted(names)} shows another value")
    rivals = {name: {value for value, _ in others} for name, others in state.rivals.items()}
    proposals = {name: {value for value, _ in others} for name, others in state.proposals.items()}
    if (rivals, proposals) != (folded.rivals, folded.proposals):
        raise Violated(
            "I4", f"{where}: rivals {rivals}, proposals {proposals}; must be {folded.rivals}, {folded.proposals}"
        )


def check_end(world: World) -> None:
    """Check what must be true when everybody has exchanged until nothing moved any more."""
    live = world.live()
    ledgers = {office: read_ledger(office.disk) for office in live}
    for office in live:
        check_office(world, office)
    _check_equal(world, ledgers)
    _check_presence(world, ledgers)
    _check_erased(world, ledgers)


def _check_equal(world: World, ledgers: dict[Office, list[Seen]]) -> None:
    """I3: streams that both ends of a line may hold are equal, byte for byte, or the difference is shown."""
    sets: dict[Office, dict[Stream, list[tuple[bytes, bytes | None]]]] = {}
    for office, ledger in ledgers.items():
        by_stream: dict[Stream, list[tuple[bytes, bytes | None]]] = defaultdict(list)
        for seen in ledger:
            by_stream[seen.stream].append((seen.id, seen.payload))
        sets[office] = by_stream
    for child, parent in world.links():
        shown = quarantined(child.disk) | quarantined(parent.disk)
        for stream in sorted({*sets[child], *sets[parent]}):
            both = world.may_hold(child, stream) and world.may_hold(parent, stream)
            if both and stream not in shown and sets[child].get(stream) != sets[parent].get(stream):
                told = f"{child.name} and {parent.name} differ in {stream[2]}/{stream[3]} of {stream[0].hex()[:6]}"
                raise Violated("I3", told)


def _check_presence(world: World, ledgers: dict[Office, list[Seen]]) -> None:
    """I1, I2, I12, I13: every statement that a living office was promised is there, and at its author's office too.

    Where two offices lost their disks one after the other, the author may have gone on over what only a third one still
    has. Then that one shows the fork, and keeps the statement.
    """
    there: dict[bytes, set[int]] = {}
    streams: dict[int, set[Stream]] = defaultdict(set)
    for office, ledger in ledgers.items():
        for seen in ledger:
            if seen.number is not None:
                there.setdefault(office.id, set()).add(seen.number)
                streams[seen.number].add(seen.stream)
    forks = set().union(*(quarantined(office.disk) for office in ledgers))
    for number in sorted(world.promised() - world.gone - world.lies):
        if not streams[number]:
            raise Violated("I2", f"the statement {number} is nowhere any more")
        author = world.said[number].author
        if author.id in there and number not in there[author.id] and not streams[number] & forks:
            raise Violated("I12", f"office {author.name} does not have its own statement {number} any more")


def _check_erased(world: World, ledgers: dict[Office, list[Seen]]) -> None:
    """I10: nobody holds what was erased by law, not in quarantine either, if only the erasure itself survived."""
    kept = {seen.number for ledger in ledgers.values() for seen in ledger}
    erased = set().union(*(ids for number, ids in world.erasures.items() if number in kept))
    numbers = world.numbers.of(erased)
    for office, ledger in ledgers.items():
        for seen in ledger:
            if seen.id in erased and seen.payload is not None:
                raise Violated("I10", f"office {office.name} still holds an erased value")
        for (evidence,) in office.disk.peek("SELECT segment FROM ledger_quarantine WHERE segment <> x''"):
            payloads = [bytes(p) for s in decode_batch(evidence).segments for p in s.payloads if p is not None]
            if numbers & {said_number(payload) for payload in payloads}:
                raise Violated("I10", f"office {office.name} holds an erased value in quarantine")
