"""Bugs planted on purpose, in what is shown, to whom it goes, and how a copy is healed: the simulation must catch every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from selaras.core.ledger.authority import RESTORATION, speaks_for
from selaras.core.ledger.certificate import Certificate, read_certificate
from selaras.core.ledger.envelope import Envelope, read_envelope
from selaras.core.ledger.state import FoldChange, State
from selaras.core.ledger.stream import RUMPUN_UMUM, Head, Stream, covers, read_publication
from selaras.flows.node import Node
from selaras.store.database import Database
from selaras.store.network.queries import Directory, SelfState, read_directory, write_self
from tests.simulation.planted_bugs import APPLY, Bug, Plant, instead, original

FOLD = "selaras.core.ledger.fold"
SCOPED = ("selaras.flows.acknowledge", "selaras.flows.answer", "selaras.flows.exchange", "selaras.flows.link")
RESTATE = "selaras.flows.restate_branch"


def _by_clock(stack: ExitStack) -> None:
    def latest(changes: Sequence[Any], _past: Any) -> list[Any]:
        return sorted(changes, key=lambda c: (c.hlc, c.id), reverse=True)[:1]

    instead(stack, FOLD, "latest", latest)


def _all_may(stack: ExitStack) -> None:
    instead(stack, FOLD, "may_state", lambda *_: True)
    for module in (FOLD, "selaras.store.registry.plan"):
        instead(stack, module, "authorised_names", lambda _p, _c, _k, names, *_: frozenset(names))


def _scope(widened: Any) -> Plant:
    def plant(stack: ExitStack) -> None:
        before = original(SCOPED[0], "in_link_scope")

        def scope(child: Certificate, parent: Certificate, stream: Stream) -> bool:
            return bool(widened(before(child, parent, stream), child, parent, stream))

        for module in SCOPED:
            instead(stack, module, "in_link_scope", scope)

    return plant


def _to_every_reader(before: bool, _child: Certificate, _parent: Certificate, stream: Stream) -> bool:
    return before or read_publication(stream.rumpun) is not None


def _common_stays(before: bool, child: Certificate, _parent: Certificate, stream: Stream) -> bool:
    return before and (stream.rumpun != RUMPUN_UMUM or covers(child.wilayah, stream.wilayah))


def _removed(stack: ExitStack) -> None:
    apply = original("selaras.store.registry.projection:Projection", "apply")

    def applied(self: Any, segment: Any, ids: Any) -> None:
        apply(self, segment, ids)
        self._db.execute("DELETE FROM registry_usaha WHERE deletions IS NOT NULL")

    instead(stack, "selaras.store.registry.projection:Projection", "apply", applied)


def _undone_by_any(stack: ExitStack) -> None:
    deletions = original(FOLD, "_deletions")

    def found(by_id: Mapping[bytes, FoldChange], past: Any, pembina: Any, rumpun: str) -> tuple[bytes, ...]:
        named = {c.id for c in by_id.values() if RESTORATION in c.fields}
        kept = deletions(by_id, past, pembina, rumpun)
        return tuple(d for d in kept if not any(past.saw(c, d) for c in by_id if c not in named))

    instead(stack, FOLD, "_deletions", found)


def _no_rivals(stack: ExitStack) -> None:
    instead(stack, FOLD, "_others", lambda _name, _changes, _won: ())


def _overlaid(change: Any) -> Plant:
    def plant(stack: ExitStack) -> None:
        overlay = original("selaras.store.registry.rows", "overlay")

        def over(state: State, told: FoldChange, **more: Any) -> State | None:
            after: State | None = overlay(state, told, **more)
            return None if after is None else change(state, told, after)

        instead(stack, "selaras.store.registry.rows", "overlay", over)

    return plant


def _proposal_wins(_state: State, told: FoldChange, after: State) -> State:
    values = {**after.values, **told.fields}
    return replace(after, values=values, proposals={n: v for n, v in after.proposals.items() if n not in told.fields})


def _rivals_stay(state: State, _told: FoldChange, after: State) -> State:
    return replace(after, rivals={**state.rivals, **after.rivals})


def _taken_without_offer(stack: ExitStack) -> None:
    pembina_at = original(FOLD, "_pembina_at")

    def at(by_id: Mapping[bytes, FoldChange], past: Any, rumpun: str, about: str | None) -> dict[str, str]:
        found: dict[str, str] = pembina_at(by_id, past, rumpun, about)
        for change_id in past.order:
            target = by_id[change_id].fields.get("pembina")
            if about is None and isinstance(target, str) and speaks_for(by_id[change_id].capacity, target, rumpun):
                found["now"] = target
        return found

    instead(stack, FOLD, "_pembina_at", at)


def _reports_stay(stack: ExitStack) -> None:
    instead(stack, "selaras.store.registry.projection:Projection", "_follow", lambda _self, _subjects: None)


def _table_not_folded(stack: ExitStack) -> None:
    class Idle:
        def __init__(self, *_: Any) -> None: ...

        def fold_again(self, *_: Any) -> None: ...

    adopt = original("selaras.flows.apply_common", "_adopt")

    def adopted(*known: Any) -> Any:
        with ExitStack() as inner:
            instead(inner, "selaras.flows.apply_common", "Projection", Idle)
            return adopt(*known)

    instead(stack, "selaras.flows.apply_common", "_adopt", adopted)


def _receipt_for_all(stack: ExitStack) -> None:
    apply = original("selaras.flows.answer", "apply_batch")

    def applied(node: Node, sender: bytes, batch: Any, scope: Any) -> Any:
        result = apply(node, sender, batch, scope)
        result.held.update({segment.stream: segment.head for segment in batch.segments})
        return result

    instead(stack, "selaras.flows.answer", "apply_batch", applied)


def _safe_when_sent(stack: ExitStack) -> None:
    collect = original("selaras.flows.exchange", "collect_batch")

    def collected(db: Database, directory: Any, wanted: Any, *more: Any) -> Any:
        found = collect(db, directory, wanted, *more)
        for segment in found[0].segments:
            sql = "UPDATE ledger_stream SET safe_seq = ? WHERE key = ? AND seq >= ?"
            db.execute(sql, (segment.head.seq, segment.stream.key, segment.head.seq))
        return found

    instead(stack, "selaras.flows.exchange", "collect_batch", collected)


def _same_epoch(stack: ExitStack) -> None:
    def begin(node: Node, me: SelfState) -> None:
        write_self(node.db, me)

    instead(stack, RESTATE, "_begin_epoch", begin)


def _one_branch(stack: ExitStack) -> None:
    instead(stack, RESTATE, "_say_again", lambda _node, _stream, _branch: None)


def _to_and_fro(stack: ExitStack) -> None:
    for module in (RESTATE, "selaras.flows.exchange"):
        instead(stack, module, "read_restated", lambda _db, _ids: {})
    instead(stack, RESTATE, "keep_restated", lambda _db, _restated: None)


def _silent_fork(stack: ExitStack) -> None:
    instead(stack, "selaras.flows.exchange", "_show_fork", lambda _node, _parent, _stream: None)


def _revoked_served(stack: ExitStack) -> None:
    def forgiving(db: Database) -> Directory:
        return replace(read_directory(db), limits={})

    for module in ("selaras.flows.answer", APPLY):
        instead(stack, module, "read_directory", forgiving)


def _any_issuer(stack: ExitStack) -> None:
    instead(
        stack, "selaras.core.ledger.certificate", "check_certificate", lambda signed, _issuer: read_certificate(signed)
    )


def _any_kind(stack: ExitStack) -> None:
    certificate = "selaras.core.ledger.certificate:Certificate"
    instead(stack, certificate, "may_state_kind", lambda _self, _kind: True)


def _stranger_answered(stack: ExitStack) -> None:
    def opened(frame: bytes, _key: bytes, _receiver: bytes) -> Envelope:
        return read_envelope(frame)[0]

    instead(stack, "selaras.flows.answer", "open_envelope", opened)


def _saw_nothing(stack: ExitStack) -> None:
    instead(stack, "selaras.flows.record_changes", "_current_heads", lambda _node, _changes: {})


def _only_own_pulled(stack: ExitStack) -> None:
    def none_lost(
        node: Any, _parent: Any, line: Any, mine: Mapping[Stream, Head], theirs: Mapping[Stream, Head]
    ) -> Any:
        del line
        for stream, head in theirs.items():
            if stream.node != node.id and (stream not in mine or mine[stream].seq < head.seq):
                yield stream, mine[stream].seq if stream in mine else 0

    instead(stack, "selaras.flows.exchange", "_to_pull", none_lost)


RULES = (
    Bug("last writer wins by clock", "the greatest stamp wins, whatever its author had seen", _by_clock),
    Bug("no authority check", "every statement of every node is authorised", _all_may),
    Bug("no scope filter", "everything crosses every line", _scope(lambda *_: True)),
    Bug("publication to the wrong reader", "a publication crosses every line", _scope(_to_every_reader)),
    Bug("common words stay above", "what a level says in common does not go down", _scope(_common_stays)),
    Bug("delete by removing", "a deleted record's row is removed", _removed),
    Bug("undelete by any later edit", "whoever edits after a deletion undoes it", _undone_by_any),
    Bug("rivals dropped", "values that do not win are forgotten", _no_rivals),
    Bug(
        "proposals overwrite",
        "a later statement without authority replaces the verified value",
        _overlaid(_proposal_wins),
    ),
    Bug("refold differs from overlay", "an edit that settles rivals leaves them standing", _overlaid(_rivals_stay)),
    Bug("pembina taken without an offer", "a level takes a record that nobody offered it", _taken_without_offer),
    Bug(
        "reports keep the old pembina", "a hand-over is not followed down to what belongs to the record", _reports_stay
    ),
    Bug("new authority table not applied", "what was stated under a new table is not folded again", _table_not_folded),
    Bug("receipt for what was quarantined", "a receiver signs for every head of a batch", _receipt_for_all),
    Bug("safe when sent", "a change is shown as aman before any receipt", _safe_when_sent),
    Bug(
        "epoch not changed after a restore", "a restored database goes on in the epoch of its former self", _same_epoch
    ),
    Bug("own lost changes not fetched", "a restored office fetches what others wrote, not its own", _only_own_pulled),
    Bug("a fork keeps only one branch", "the branch that gives way is not said again", _one_branch),
    Bug("a fork moves for ever", "a branch that stood here before is adopted again and again", _to_and_fro),
    Bug("a fork of others is passed over", "two neighbours that hold different branches do not show it", _silent_fork),
    Bug("revoked node still accepted", "revocations are kept and not heeded", _revoked_served),
    Bug("any issuer", "a certificate may claim more than its issuer has", _any_issuer),
    Bug("a partner states anything", "the kinds of a bank's statements are not checked", _any_kind),
    Bug("strangers are answered", "the signature of a message is not checked", _stranger_answered),
    Bug("an edit forgets what it saw", "a change names no parents", _saw_nothing),
)
