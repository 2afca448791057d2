"""Batches and their lines: what a maker writes, what the bank answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, delete, func, insert, select, update

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.bulk import without_collections
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import instant
from app.domain.values.errors import Conflict, Refused
from app.store import batch_words, line_blocks, records, search_index
from app.store.evidence import SignedRecord, put_signed, signed
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table
from app.store.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement

    from app.domain.disbursement.outcome import LineOutcome
    from app.domain.disbursement.record import Batch, BatchHead, Delivery, LineRecord
    from app.domain.values.money import Money
    from app.store.handles import Reading, Writing

__all__ = ["SignedRecord", "put_signed", "signed", "timeline"]

_SETTLED = LineStatus.SETTLED.value
_FAILED = frozenset({LineStatus.REJECTED.value, LineStatus.RETURNED.value, LineStatus.DECLINED.value})
_COUNTERS = ("settled_count", "settled_satang", "failed_count", "failed_satang")


def insert_batch(tx: Writing, batch: Batch, lines: Iterable[LineRecord]) -> None:
    """Keep a new batch with all its lines; raise `Conflict` ``store_conflict`` for an ``op_id`` that is there."""
    made = insert(batch_table).returning(batch_table.c.id)
    batch_id = tx.connection.execute(made, records.batch_values(batch)).scalar_one()
    with without_collections():
        line_blocks.keep(tx, batch_id, lines)
    search_index.lines_moved(tx, batch_id)
    batch_words.follow(tx, batch.op_id)
    tx.touched("batch")
    tx.touched("line")


def seat(tx: Writing, uid: str) -> None:
    """Mark which batches are those of the person who sits here from now on; at a shared workstation people change.

    What came back is open again for its maker alone, so its lines follow too, whoever sat here when it came.
    """
    own = (batch_table.c.maker_uid == uid).cast(Integer)
    other = batch_table.c.mine != own
    back = batch_table.c.status.in_((BatchStatus.RETURNED.value, BatchStatus.WITHDRAWN.value))
    for batch_id, mine in tx.connection.execute(select(batch_table.c.id, own).where(other, back)).all():
        status = LineStatus.DRAFT if mine else LineStatus.VOIDED
        tx.connection.execute(update(line_table).where(_of_batch(batch_id)).values(status=status.value))
    tx.connection.execute(update(batch_table).where(other).values(mine=own))


def update_head(tx: Writing, op_id: str, head: BatchHead) -> None:
    """Replace what the maker wrote above the lines."""
    _change(tx, op_id, records.head_values(head))


def put_lines(tx: Writing, op_id: str, lines: Iterable[LineRecord]) -> None:
    """Add lines, or replace those with the same numbers."""
    batch_id = _batch_id(tx, op_id)
    search_index.lines_will_change(tx, batch_id)
    line_blocks.keep(tx, batch_id, lines, replacing=True)
    _change(tx, op_id, {})
    tx.touched("line")


def delete_lines(tx: Writing, op_id: str, numbers: Iterable[int]) -> None:
    """Remove lines from a draft."""
    batch_id = _batch_id(tx, op_id)
    ids = [records.line_id(batch_id, number) for number in numbers]
    search_index.lines_will_change(tx, batch_id)
    tx.connection.execute(delete(line_table).where(_among(ids)))
    _change(tx, op_id, {})
    tx.touched("line")


def move_lines(tx: Writing, op_id: str, first: int, by: int) -> None:
    """Give all lines from number ``first`` on another number, greater by ``by``; no other line may stand there."""
    batch_id = _batch_id(tx, op_id)
    search_index.lines_will_change(tx, batch_id)
    moved = line_table.c.id.between(records.line_id(batch_id, first), records.line_id_range(batch_id)[1])
    aside = update(line_table).where(moved).values(id=-line_table.c.id)  # a number at a time they would collide
    tx.connection.execute(aside)
    tx.connection.execute(update(line_table).where(line_table.c.id < 0).values(id=by - line_table.c.id))
    _change(tx, op_id, {})
    tx.touched("line")


def clear_lines(tx: Writing, op_id: str) -> None:
    """Remove every line of a batch: other content takes their place, or none that anybody vouches for."""
    batch_id = _batch_id(tx, op_id)
    search_index.lines_will_change(tx, batch_id)
    tx.connection.execute(delete(line_table).where(_of_batch(batch_id)))
    _change(tx, op_id, {})
    tx.touched("line")


def set_counts(tx: Writing, op_id: str, lines_count: int, total: Money, errors_count: int, warnings_count: int) -> None:
    """Write how many lines a batch has, their sum, and how many issues."""
    values = {"lines_count": lines_count, "total_satang": total.satang}
    _change(tx, op_id, values | {"errors_count": errors_count, "warnings_count": warnings_count})


def delete_draft(tx: Writing, op_id: str) -> None:
    """Remove a batch that was never handed in; raise `Conflict` ``status_forbids`` for any other."""
    batch_id = _batch_id(tx, op_id)
    never_handed_in = (batch_table.c.status == BatchStatus.DRAFT.value) & (batch_table.c.rev == 0)
    gone = tx.connection.execute(delete(batch_table).where(batch_table.c.id == batch_id, never_handed_in))
    if gone.rowcount != 1:
        raise Conflict("status_forbids", op_id=op_id)
    tx.connection.execute(delete(line_table).where(_of_batch(batch_id)))
    batch_words.forget(tx, op_id)
    tx.touched("batch")
    tx.touched("line")


def set_status(
    tx: Writing,
    op_id: str,
    *,
    status: BatchStatus | None = None,
    delivery: Delivery | None = None,
    rev: int | None = None,
    version: int | None = None,
    reason: str | None = None,
    reason_facts: Mapping[str, str] | None = None,
    signatures_have: int | None = None,
    signatures_needed: int | None = None,
    suspect: str | None = None,
) -> None:
    """Move a batch on; what is None stays as it is, but with a new reason its facts are new."""
    values: dict[str, object] = {
        "status": status.value if status else None,
        "delivery": delivery.value if delivery else None,
        "rev": rev,
        "version": version,
        "reason": reason,
        "reason_facts": None if reason is None else records.facts_text(reason_facts or {}),
        "signatures_have": signatures_have,
        "signatures_needed": signatures_needed,
        "suspect": suspect,
    }
    _change(tx, op_id, {name: value for name, value in values.items() if value is not None})


def mark_lines(tx: Writing, op_id: str, status: LineStatus) -> None:
    """Give every line of a batch the same status: pending when handed in, draft or voided when it came back.

    What was said of single lines before is told no more.
    """
    batch_id = _batch_id(tx, op_id)
    statement = update(line_table).where(_of_batch(batch_id)).values(status=status.value, reason="")
    tx.connection.execute(statement)
    changes = search_index.lines_will_change if status is LineStatus.DRAFT else search_index.lines_moved
    changes(tx, batch_id)
    _change(tx, op_id, dict.fromkeys(_COUNTERS, 0))
    tx.touched("line")


def set_outcomes(tx: Writing, op_id: str, outcomes: Iterable[LineOutcome]) -> None:
    """Write the bank's answers to lines and move the batch's sums by the difference; twice is the same as once."""
    batch_id = _batch_id(tx, op_id)
    answers = {
        records.line_id(batch_id, outcome.number): {
            "line_id": records.line_id(batch_id, outcome.number),
            "new_status": outcome.status.value,
            "new_reason": outcome.reason,
            "new_bank_reference": outcome.bank_reference,
            "new_settled_at": instant(outcome.at),
            "new_notice": outcome.notice,
        }
        for outcome in outcomes
    }
    if not answers:
        return
    known = tx.connection.execute(
        select(line_table.c.id, line_table.c.status, line_table.c.satang, line_table.c.bank_reference).where(
            _among(list(answers))
        )
    ).all()
    if len(known) != len(answers):
        raise Refused("line_unknown", op_id=op_id)
    moved = dict.fromkeys(_COUNTERS, 0)
    for identity, old, satang, _ in known:
        _count(moved, old, -1, satang or 0)
        _count(moved, str(answers[identity]["new_status"]), 1, satang or 0)
    tx.connection.execute(_ANSWER, list(answers.values()))
    called = {row.id: (row.bank_reference, str(answers[row.id]["new_bank_reference"])) for row in known}
    search_index.put_references(tx, batch_id, called)
    _change(tx, op_id, {name: batch_table.c[name] + difference for name, difference in moved.items()})
    tx.touched("line")


_ANSWER = (
    update(line_table)
    .where(line_table.c.id == bindparam("line_id"))
    .values(
        status=bindparam("new_status"),
        reason=bindparam("new_reason"),
        bank_reference=bindparam("new_bank_reference"),
        settled_at=bindparam("new_settled_at"),
        notice=bindparam("new_notice"),
    )
)


def batch(rd: Reading, op_id: str) -> Batch | None:
    """Return the batch, or None."""
    row = rd.connection.execute(select(batch_table).where(batch_table.c.op_id == op_id)).first()
    return records.batch_record(row) if row else None


def lines(rd: Reading, op_id: str, first: int = 1, count: int | None = None) -> list[LineRecord]:
    """Return up to ``count`` lines in the order of their numbers, from number ``first`` on; all of them for None."""
    return list(each_line(rd, op_id, first, count))


def each_line(rd: Reading, op_id: str, first: int = 1, count: int | None = None) -> Iterator[LineRecord]:
    """Give what `lines` returns one by one, so that a big batch need not be in memory at once."""
    batch_id = _batch_id(rd, op_id)
    wanted = line_table.c.id.between(records.line_id(batch_id, first), records.line_id_range(batch_id)[1])
    for row in rd.connection.execute(select(line_table).where(wanted).order_by(line_table.c.id).limit(count)):
        yield records.line_record(row)


def suspects(rd: Reading) -> dict[str, str]:
    """Return the batches whose content did not hold, each with the code of what was wrong."""
    columns = select(batch_table.c.op_id, batch_table.c.suspect).where(batch_table.c.suspect != "")
    return {op_id: code for op_id, code in rd.connection.execute(columns.order_by(batch_table.c.id))}


def find_by_file(rd: Reading, sha256: str) -> list[Batch]:
    """Return the batches made from a file with this content, newest first."""
    query = select(batch_table).where(batch_table.c.file_sha256 == sha256).order_by(batch_table.c.id.desc())
    return [records.batch_record(row) for row in rd.connection.execute(query)]


def newest_with_lines(rd: Reading, count: int) -> list[Batch]:
    """Return the newest batches whose lines are here, the newest first."""
    first = batch_table.c.id.op("<<")(records.NUMBER_BITS)
    has_lines = select(line_table.c.id).where(line_table.c.id.between(first, first + records.NUMBER_MASK)).exists()
    query = select(batch_table).where(has_lines, batch_table.c.suspect == "").order_by(batch_table.c.id.desc())
    return [records.batch_record(row) for row in rd.connection.execute(query.limit(count))]


def open_batches(rd: Reading, final: Iterable[str]) -> list[Batch]:
    """Return the batches that are in none of these states, the newest first."""
    query = select(batch_table).where(batch_table.c.status.not_in(list(final))).order_by(batch_table.c.id.desc())
    return [records.batch_record(row) for row in rd.connection.execute(query)]


def _batch_id(rd: Reading, op_id: str) -> int:
    row = rd.connection.execute(select(batch_table.c.id).where(batch_table.c.op_id == op_id)).first()
    if row is None:
        raise Refused("batch_unknown", op_id=op_id)
    return int(row[0])


def _change(tx: Writing, op_id: str, values: dict[str, Any]) -> None:
    changed = update(batch_table).where(batch_table.c.op_id == op_id).values(updated_at=instant(tx.at), **values)
    if tx.connection.execute(changed).rowcount != 1:
        raise Refused("batch_unknown", op_id=op_id)
    batch_words.follow(tx, op_id)
    tx.touched("batch")


def _of_batch(batch_id: int) -> ColumnElement[bool]:
    return line_table.c.id.between(*records.line_id_range(batch_id))


def _among(ids: list[int]) -> ColumnElement[bool]:
    values = func.json_each(json.dumps(ids)).table_valued("value")
    return line_table.c.id.in_(select(values.c.value))


def _count(moved: dict[str, int], status: str, sign: int, satang: int) -> None:
    side = "settled" if status == _SETTLED else "failed" if status in _FAILED else ""
    if side:
        moved[f"{side}_count"] += sign
        moved[f"{side}_satang"] += sign * satang
