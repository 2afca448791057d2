"""A batch's life in time order, from what was done here and what the central system told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement.record import NOT_ACCEPTED, TimelineEntry
from app.domain.disbursement.review import Word
from app.store import audit_trail, inbox, reference
from app.store.records import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.access.audit import AuditEntry
    from app.store.handles import Reading
    from app.store.inbox import StoredEvent

_LEFT_OUT = frozenset(
    action.value
    for action in (
        Action.RECORD_EVENTS,
        Action.RECORD_UNIT,
        Action.SAVE_PROFILE,
        Action.VIEW_LINES,
    )
)
SENT_ANEW = "session_stale"
"""The refusal after which the same is asked once more in the present session."""
LET_GO = "batch.let_go"
"""What a step is called by which somebody releases an approved batch; its event is a signature like others."""
EVENTS_LEFT_OUT = frozenset({"lines.reported", "notices.reported"})
"""Reports of single lines, and of notices to their payees, are seen at the lines; the end of the batch sums them up."""


def timeline(rd: Reading, op_id: str) -> list[TimelineEntry]:
    """Return each step once, oldest first: an act done here gives way to the central system's event about it.

    ``what`` is an `Action` or the kind of an event. Edits that follow one another by one hand are one step, the last.
    ``device`` is the workstation's name where its key was registered, else its id.
    """
    events = [event for event in inbox.known_events(rd, op_id) if event.kind not in EVENTS_LEFT_OUT]
    unit = reference.unit(rd)
    desks = {key.device: key.device_name for key in reference.keys(rd).values()}
    steps = [
        TimelineEntry(
            at=moment(event.at),
            what=LET_GO if _lets_go(event) else event.kind,
            uid=event.uid,
            name=unit.person_name(event.uid, "th") if unit else event.uid,
            device=desks.get(event.device, event.device),
            detail=event.detail,
        )
        for event in events
    ]
    acts = acts_here(rd, op_id, [event.record for event in events], desks)
    return joined(steps, acts)


def _lets_go(event: StoredEvent) -> bool:
    """Say whether a signature is the one that releases an approved batch."""
    if event.kind != "batch.signed":
        return False
    decision = json.loads(json.loads(event.body)["decision"]["authorization"])
    return bool(decision["decision"] == Word.RELEASE)


def acts_here(rd: Reading, op_id: str, records: Iterable[bytes], desks: Mapping[str, str]) -> list[TimelineEntry]:
    """Return what was done at this workstation and no event's record speaks of; ``desks`` names workstations by id.

    What the central system did not accept of it is `NOT_ACCEPTED` after it, with the code of its no. The trail's order
    is kept: its clock follows the central system's, and may run back a little between two entries.
    """
    told = b"\n".join(records)
    steps: list[TimelineEntry] = []
    for entry in audit_trail.entries_about(rd, op_id):
        step = _refusal(entry, desks) if entry.action == Action.RECORD_ANSWER else _act(entry, told, desks)
        if step is not None:
            steps.append(replace(step, at=max(step.at, steps[-1].at)) if steps else step)
    return steps


def _act(entry: AuditEntry, told: bytes, desks: Mapping[str, str]) -> TimelineEntry | None:
    return None if entry.action in _LEFT_OUT or _told(entry, told) else _step(entry, desks)


def _refusal(entry: AuditEntry, desks: Mapping[str, str]) -> TimelineEntry | None:
    said = json.loads(entry.facts)
    code = said.get("code", "")
    if not code or code == SENT_ANEW:
        return None
    return replace(_step(entry, desks), what=NOT_ACCEPTED, detail=code, facts=json.loads(said.get("told", "{}")))


def joined(told: Iterable[TimelineEntry], acts: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Return both in the order of time, edits that follow one another by one hand as one."""
    steps = sorted([*told, *acts], key=lambda step: step.at)
    following = [*steps[1:], None]
    return [step for step, after in zip(steps, following, strict=False) if not _edited_again(step, after)]


def _told(entry: AuditEntry, told: bytes) -> bool:
    """Say whether an event speaks of the command that this act queued."""
    command = json.loads(entry.facts).get("cmd_id", "")
    return bool(command) and command.encode() in told


def _step(entry: AuditEntry, desks: Mapping[str, str]) -> TimelineEntry:
    facts = json.loads(entry.facts)
    detail = next((facts[name] for name in ("reason", "file", "document") if name in facts), "")
    device = desks.get(entry.device, entry.device)
    return TimelineEntry(moment(entry.at), entry.action, entry.uid, entry.name, device, detail)


def _edited_again(step: TimelineEntry, after: TimelineEntry | None) -> bool:
    if after is None or step.what != Action.EDIT_BATCH.value:
        return False
    return (step.what, step.uid, step.device) == (after.what, after.uid, after.device)
