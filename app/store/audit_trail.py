"""The chain of what was done here, entry by entry; written by `Store.write` alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.domain.access.audit import AtCentral, AuditEntry, AuditVerdict, digest, flaw
from app.domain.values.dates import instant
from app.store.anchor import NO_ENTRY, Head
from app.store.tables import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.access.audit import KeptHead
    from app.domain.access.permissions import Action
    from app.domain.access.user import Actor
    from app.store.handles import Reading, Writing

_ROWS_AT_ONCE = 1_000


def head(rd: Reading) -> Head:
    """Return the number and the digest of the newest entry; this is what the central system and the print attest."""
    newest = select(audit.c.seq, audit.c.digest).order_by(audit.c.seq.desc()).limit(1)
    row = rd.connection.execute(newest).first()
    return Head(row[0], row[1]) if row else NO_ENTRY


def append(tx: Writing, actor: Actor, action: Action, about: str) -> tuple[Head, Head]:
    """Write the entry for what ``tx`` has done, with the facts noted in it; return the head before and after."""
    before = head(tx)
    seq, at, person = before.seq + 1, instant(tx.at), actor.person
    facts = json.dumps(tx.facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    entry = AuditEntry(
        seq=seq,
        at=at,
        uid=person.uid,
        name=person.name_th,
        device=actor.device,
        action=action.value,
        about=about,
        facts=facts,
        previous=before.digest,
        digest=digest(seq, at, person.uid, person.name_th, actor.device, action.value, about, facts, before.digest),
    )
    tx.connection.execute(insert(audit), {name: getattr(entry, name) for name in AuditEntry.__slots__})
    return before, Head(seq, entry.digest)


def entries(rd: Reading) -> Iterator[AuditEntry]:
    """Give every entry from the first to the newest, as many as there are, a thousand at a time."""
    result = rd.connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(audit).order_by(audit.c.seq))
    for row in result:
        yield AuditEntry(*row)


def entries_about(rd: Reading, about: str) -> list[AuditEntry]:
    """Return what was done to one thing, oldest first."""
    query = select(audit).where(audit.c.about == about).order_by(audit.c.seq)
    return [AuditEntry(*row) for row in rd.connection.execute(query)]


def until(rd: Reading, actions: Iterable[str], ends: str) -> list[AuditEntry]:
    """Return the entries of these actions from the first one until before an instant, oldest first."""
    query = select(audit).where(audit.c.action.in_(sorted(actions)), audit.c.at < ends).order_by(audit.c.seq)
    return [AuditEntry(*row) for row in rd.connection.execute(query)]


def author(rd: Reading, about: str, cmd_id: str) -> str:
    """Return the uid of who commanded something about one thing here, '' where nobody did."""
    for entry in entries_about(rd, about):
        if json.loads(entry.facts).get("cmd_id") == cmd_id:
            return entry.uid
    return ""


def verify(rd: Reading) -> AuditVerdict:
    """Check the whole chain and its anchor; name the first entry that was changed, is missing, or was cut off."""
    last, at_anchor = NO_ENTRY, rd.anchored == NO_ENTRY
    for checked, entry in enumerate(entries(rd)):
        if found := flaw(entry, last.seq, last.digest):
            return AuditVerdict(checked, *found)
        last = Head(entry.seq, entry.digest)
        at_anchor = at_anchor or last == rd.anchored
    if at_anchor:
        return AuditVerdict(last.seq, 0, "")
    if rd.anchored and rd.anchored.seq > last.seq:
        return AuditVerdict(last.seq, last.seq + 1, "cut_off")
    return AuditVerdict(last.seq, rd.anchored.seq if rd.anchored else last.seq, "anchor")


def compared(rd: Reading, verdict: AuditVerdict, kept: Sequence[KeptHead] | None) -> AuditVerdict:
    """Add to a verdict what the central system's heads say; None are those that could not be asked for."""
    if kept is None:
        return replace(verdict, central=AtCentral.NOT_ASKED)
    if not kept:
        return replace(verdict, central=AtCentral.NOTHING_KEPT)
    lost = first_lost(rd, kept)
    if lost is None:
        return replace(verdict, central=AtCentral.HELD, central_seq=max(head.seq for head in kept))
    found = replace(verdict, central=AtCentral.DIFFERS, central_seq=lost.seq)
    return replace(found, broken_seq=lost.seq, reason="anchor") if verdict.sound else found


def first_lost(rd: Reading, kept: Sequence[KeptHead]) -> KeptHead | None:
    """Return the first head kept elsewhere that the chain does not contain, None when it contains them all."""
    return next((head for head in kept if not holds(rd, Head(head.seq, head.digest))), None)


def holds(rd: Reading, remembered: Head) -> bool:
    """Say whether the chain contains the head that was remembered earlier."""
    if remembered == NO_ENTRY:
        return True
    found = rd.connection.execute(select(audit.c.digest).where(audit.c.seq == remembered.seq)).first()
    return found is not None and found[0] == remembered.digest
