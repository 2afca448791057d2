"""Rows of the file and records of the domain, one into the other."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Attachment, Batch, BatchHead, Delivery, LineRecord
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import instant
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Row, Select

NUMBER_BITS = 20
"""Twenty bits for the line's number in its batch: ten times `LINES_MAX`."""

NUMBER_MASK = (1 << NUMBER_BITS) - 1
_LINE_WORDS = {status: status.value for status in LineStatus}
_LINE_STATUSES = {status.value: status for status in LineStatus}


def among(values: Iterable[int | str]) -> Select[Any]:
    """Return values as a table of one parameter: any number of them can be asked for at once."""
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)


def line_id(batch_id: int, number: int) -> int:
    """Return the integer that names a line in the whole store."""
    return _line_ids(batch_id, (number,))[0]


def _line_ids(batch_id: int, numbers: Sequence[int]) -> tuple[int, ...]:
    if not 0 <= min(numbers) <= max(numbers) <= NUMBER_MASK:
        raise ValueError("a line's number has twenty bits")
    first = batch_id << NUMBER_BITS
    return tuple([first | number for number in numbers])


def line_id_range(batch_id: int) -> tuple[int, int]:
    """Return the first and the last id that a line of the batch can have."""
    return batch_id << NUMBER_BITS, batch_id << NUMBER_BITS | NUMBER_MASK


def line_number(identity: int) -> int:
    """Return the line's number inside its batch."""
    return identity & NUMBER_MASK


def batch_id_of(identity: int) -> int:
    """Return the row of the batch that a line belongs to."""
    return identity >> NUMBER_BITS


def moment(text: str) -> datetime:
    """Read what `dates.instant` wrote, five times as fast as `strptime`."""
    return datetime.fromisoformat(text)


def day_text(day: date | None) -> str | None:
    """Return the ISO day, or None for none."""
    return day.isoformat() if day else None


def head_values(head: BatchHead) -> dict[str, Any]:
    """Return the columns of ``batch`` that a maker fills in."""
    return {
        "kind": str(head.kind),
        "purpose": head.purpose,
        "memo": head.memo,
        "debit_account": head.debit_account,
        "value_date": day_text(head.value_date),
        "document_no": head.document_no,
        "document_date": day_text(head.document_date),
        "duplicate_reason": head.duplicate_reason,
        "sub_kind": head.sub_kind,
        "service": head.service,
        "basis_no": head.basis_no,
        "basis_date": day_text(head.basis_date),
        "draw_satang": head.drawn.satang if head.drawn else None,
        "residue_reason": head.residue_reason,
        "follows": head.follows,
        "attachments": attachments_text(head.attachments),
    }


def attachments_text(attachments: Iterable[Attachment]) -> str:
    """Return attachments as they are kept beside a head; '' for none."""
    rows = [[paper.sha256, paper.name, paper.media, paper.size] for paper in attachments]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def head_record(row: Row[Any]) -> BatchHead:
    """Return the head that a row of ``batch`` holds."""
    return BatchHead(
        kind=row.kind,
        purpose=row.purpose,
        memo=row.memo,
        debit_account=row.debit_account,
        value_date=_day(row.value_date),
        document_no=row.document_no,
        document_date=_day(row.document_date),
        duplicate_reason=row.duplicate_reason,
        sub_kind=row.sub_kind,
        service=row.service,
        basis_no=row.basis_no,
        basis_date=_day(row.basis_date),
        drawn=None if row.draw_satang is None else Money(row.draw_satang),
        residue_reason=row.residue_reason,
        follows=row.follows,
        attachments=tuple(Attachment(*paper) for paper in json.loads(row.attachments or "[]")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def facts_text(facts: Mapping[str, str]) -> str:
    """Return facts as one text, always the same for the same."""
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def batch_values(batch: Batch) -> dict[str, Any]:
    """Return every column of ``batch`` but its id."""
    return head_values(batch.head) | {
        "op_id": batch.op_id,
        "rev": batch.rev,
        "status": batch.status.value,
        "delivery": batch.delivery.value,
        "file_name": batch.file_name,
        "file_sheet": batch.file_sheet,
        "file_sha256": batch.file_sha256,
        "file_total_satang": batch.file_total.satang if batch.file_total else None,
        "copied_from": batch.copied_from,
        "lines_count": batch.lines_count,
        "total_satang": batch.total.satang,
        "errors_count": batch.errors_count,
        "warnings_count": batch.warnings_count,
        "maker_uid": batch.maker_uid,
        "mine": int(batch.mine),
        "created_at": instant(batch.created_at),
        "updated_at": instant(batch.updated_at),
        "version": batch.version,
        "reason": batch.reason,
        "reason_facts": facts_text(batch.reason_facts),
        "signatures_have": batch.signatures_have,
        "signatures_needed": batch.signatures_needed,
        "suspect": batch.suspect,
        "settled_count": batch.settled_count,
        "settled_satang": batch.settled.satang,
        "failed_count": batch.failed_count,
        "failed_satang": batch.failed.satang,
    }


def batch_record(row: Row[Any]) -> Batch:
    """Return the batch that a row of ``batch`` holds."""
    return Batch(
        op_id=row.op_id,
        rev=row.rev,
        status=BatchStatus(row.status),
        delivery=Delivery(row.delivery),
        head=head_record(row),
        file_name=row.file_name,
        file_sheet=row.file_sheet,
        file_sha256=row.file_sha256,
        file_total=None if row.file_total_satang is None else Money(row.file_total_satang),
        copied_from=row.copied_from,
        lines_count=row.lines_count,
        total=Money(row.total_satang),
        errors_count=row.errors_count,
        warnings_count=row.warnings_count,
        maker_uid=row.maker_uid,
        mine=bool(row.mine),
        created_at=moment(row.created_at),
        updated_at=moment(row.updated_at),
        version=row.version,
        reason=row.reason,
        reason_facts=json.loads(row.reason_facts),
        signatures_have=row.signatures_have,
        signatures_needed=row.signatures_needed,
        suspect=row.suspect,
        settled_count=row.settled_count,
        settled=Money(row.settled_satang),
        failed_count=row.failed_count,
        failed=Money(row.failed_satang),
    )


def line_columns(batch_id: int, lines: Sequence[LineRecord]) -> list[tuple[Any, ...]]:
    """Return what each column of ``line``, in the table's order, holds of one line or more."""
    named: dict[str, tuple[Any, ...]] = dict(zip(LineRecord._fields, zip(*lines, strict=True), strict=True))
    named["number"] = _line_ids(batch_id, named["number"])
    named["originals"] = tuple([json.dumps(cells, ensure_ascii=False) if cells else "" for cells in named["originals"]])
    named["status"] = tuple([_LINE_WORDS[status] for status in named["status"]])
    named["settled_at"] = tuple([instant(at) if at else None for at in named["settled_at"]])
    return list(named.values())


def line_rows(batch_id: int, lines: Sequence[LineRecord]) -> Iterator[tuple[Any, ...]]:
    """Give each of one line or more as a tuple in the column order of ``line``."""
    return zip(*line_columns(batch_id, lines), strict=True)


def line_record(row: Sequence[Any]) -> LineRecord:
    """Return the line that a row of ``line`` holds, its columns in the table's order."""
    return LineRecord(
        row[0] & NUMBER_MASK,
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
        json.loads(row[11]) if row[11] else {},
        _LINE_STATUSES[row[12]],
        row[13],
        row[14],
        moment(row[15]) if row[15] else None,
        row[16],
        row[17],
        row[18],
        row[19],
        row[20],
        row[21],
    )
