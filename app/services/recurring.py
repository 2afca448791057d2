"""What is paid again and again: a new draft with the payees of an earlier batch or of a named template."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central.disbursement import new_op_id
from app.domain.access.permissions import Action
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.periods import moved_on
from app.domain.disbursement.record import Batch, BatchHead, LineRecord
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused
from app.domain.values.texts import cleaned
from app.services.draft_lines import DraftLines
from app.services.readiness import earliest_value_date, largest_lines
from app.store import disbursement, templates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.domain.disbursement.batch import BatchStatus
    from app.domain.values.money import Money
    from app.services.desk import Desk

TEMPLATE = "template:"
"""Before the name of a template where an id of a batch could stand."""
SOURCES_MAX = 60
NAME_CHARS_MAX = 80


@dataclass(frozen=True, slots=True)
class Source:
    """An earlier batch or a template that a new one can be made from; ``key`` is the id, or `TEMPLATE` and the name."""

    key: str
    title: str
    kind: str
    lines_count: int
    total: Money
    at: datetime
    status: BatchStatus | None = None

    @property
    def is_template(self) -> bool:
        """Whether this is a template."""
        return self.status is None


class Recurring:
    """Makes drafts of one signed-in maker from what was made before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def sources(self) -> list[Source]:
        """Return the templates by name, then the newest batches whose lines are here."""
        with self._desk.store.read() as reading:
            named = templates.templates(reading)
            batches = disbursement.newest_with_lines(reading, SOURCES_MAX)
        return [
            *(Source(TEMPLATE + t.name, t.name, t.head.kind, t.lines_count, t.total, t.saved_at) for t in named),
            *(
                Source(
                    b.op_id, b.head.purpose or b.file_name, b.head.kind, b.lines_count, b.total, b.created_at, b.status
                )
                for b in batches
            ),
        ]

    def make(self, key: str, *, amounts: bool) -> str:
        """Begin a draft with the payees of a batch or a template and return its id.

        ``amounts`` are kept, or left empty to be written anew. Nothing else of the former batch goes with it but its
        kind, purpose (of the month after), memo and account; no signature, no result, no document.
        Raises `Refused` ``batch_unknown``, ``template_unknown``, or ``lines_none`` where there is nobody to pay.
        """
        head, lines = self._former(key)
        if not lines:
            raise Refused("lines_none")
        copies = [_copy(number, line, amounts=amounts) for number, line in enumerate(lines, 1)]
        judged = DraftLines(self._desk.banks, head.kind, copies, largest_lines(self._desk))
        errors = sum(issue.severity is Severity.ERROR for issue in judged.issues)
        now = self._desk.now()
        batch = Batch(
            op_id=new_op_id(),
            head=self._head(head),
            copied_from=key,
            lines_count=len(copies),
            total=judged.total,
            errors_count=errors,
            warnings_count=len(judged.issues) - errors,
            maker_uid=self._desk.actor.person.uid,
            mine=True,
            created_at=now,
            updated_at=now,
        )
        facts = {"made": "copy", "copied_from": key, "lines": str(len(copies)), "amounts": "kept" if amounts else "new"}
        with self._desk.store.write(self._desk.actor, Action.EDIT_BATCH, batch.op_id, facts) as tx:
            disbursement.insert_batch(tx, batch, copies)
        return batch.op_id

    def save_template(self, op_id: str, name: str) -> str:
        """Keep the payees of a batch under a name and return the key of the template.

        Raises `Conflict` ``template_exists``, `Refused` ``template_name`` or ``lines_none``.
        """
        name = cleaned(name)
        if not name or len(name) > NAME_CHARS_MAX:
            raise Refused("template_name", limit=NAME_CHARS_MAX)
        head, lines = self._former(op_id)
        if not lines:
            raise Refused("lines_none")
        facts = {"template": name, "lines": str(len(lines))}
        with self._desk.store.write(self._desk.actor, Action.SAVE_TEMPLATE, op_id, facts) as tx:
            templates.put_template(tx, name, _lasting(head), lines)
        return TEMPLATE + name

    def delete_template(self, name: str) -> None:
        """Throw a template away; what was made from it stays."""
        with self._desk.store.write(self._desk.actor, Action.DELETE_TEMPLATE, name, {}) as tx:
            templates.delete_template(tx, name)

    def _former(self, key: str) -> tuple[BatchHead, Sequence[LineRecord]]:
        with self._desk.store.read() as reading:
            if key.startswith(TEMPLATE):
                template, lines = templates.template_lines(reading, key.removeprefix(TEMPLATE))
                return template.head, lines
            batch = disbursement.batch(reading, key)
            if batch is None or batch.suspect:
                raise Refused("batch_unknown", op_id=key)
            return batch.head, disbursement.lines(reading, key)

    def _head(self, former: BatchHead) -> BatchHead:
        """Return the head of the next batch: days and account of today, everything that was proved once left out."""
        accounts = [account.account for account in self._desk.unit.accounts]
        head = _lasting(former)
        known = head.debit_account in accounts or not accounts
        return replace(
            head,
            purpose=moved_on(head.purpose),
            debit_account=head.debit_account if known else accounts[0],
            value_date=earliest_value_date(self._desk),
            document_date=bangkok_day(self._desk.now()),
        )


def _lasting(head: BatchHead) -> BatchHead:
    """Return what of a head is the same the next time."""
    return BatchHead(
        kind=head.kind,
        purpose=head.purpose,
        memo=head.memo,
        debit_account=head.debit_account,
        sub_kind=head.sub_kind,
        service=head.service,
    )


def _copy(number: int, line: LineRecord, *, amounts: bool) -> LineRecord:
    """Return a line of a draft that knows nothing of what became of the former one but its number there."""
    return LineRecord(
        number=number,
        sheet_row=line.number,
        bank=line.bank,
        account=line.account,
        name=line.name,
        amount=line.amount if amounts else "",
        satang=line.satang if amounts else None,
        person_id=line.person_id,
        mobile=line.mobile,
        email=line.email,
        reference=line.reference,
        originals={},
    )
