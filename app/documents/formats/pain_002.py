"""ISO 20022 pain.002.001.03, the status of every payment of a batch after the bank's answer; unverified by a bank.

``ACSC`` is settled, ``RJCT`` rejected with the bank's reason, ``PDNG`` waits. A payment that the payee's bank sent back
after it had been settled is ``RJCT`` with its reason and `RETURNED` beside it: the money is not with the payee.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.documents.formats import xml_source
from app.documents.formats.order import Made, PaymentFile, digest
from app.documents.formats.pain_001 import end_to_end_id, message_id
from app.documents.formats.xml_words import DECLARATION, baht, moment, tag, text
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import BadInput, Broken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.documents.formats.order import PaymentOrder
    from app.documents.formats.xml_source import Path
    from app.domain.disbursement.outcome import LineOutcome
    from app.domain.disbursement.transfer import CreditTransfer

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"
RETURNED = "RETURNED AFTER SETTLEMENT"
_CODE_CHARS = 4
_TRANSACTION = ("Document", "CstmrPmtStsRpt", "OrgnlPmtInfAndSts", "TxInfAndSts")
_STATUS = {
    LineStatus.SETTLED: "ACSC",
    LineStatus.REJECTED: "RJCT",
    LineStatus.RETURNED: "RJCT",
    LineStatus.VOIDED: "RJCT",
    LineStatus.DECLINED: "RJCT",
}
PENDING = "PDNG"


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """What a report says of one payment."""

    end_to_end_id: str
    status: str
    reason: str
    returned: bool
    satang: int


def make(order: PaymentOrder, outcomes: Mapping[int, LineOutcome]) -> Made:
    """Return the report on every line; ``outcomes`` by line number, lines without one are pending."""
    statuses = [_status(order.reference, number, line, outcomes) for number, line in enumerate(order.lines, 1)]
    content = _content(order, statuses, outcomes).encode()
    if parse(content) != tuple(statuses):
        raise Broken("export_differs", part="content")
    name = f"pain.002.001.03-{order.reference}-UNVERIFIED.xml"
    satang = sum(line.amount.satang for line in order.lines)
    return Made(PaymentFile(name, content, len(statuses), satang, digest(_told(each) for each in statuses)))


def parse(data: bytes) -> tuple[PaymentStatus, ...]:
    """Return the status of every payment in a report; raise `BadInput` as `xml_source.walk` does."""
    found: list[PaymentStatus] = []
    values: dict[Path, str] = {}

    def leaf(path: Path, words: str, _: dict[str, str]) -> None:
        if path[: len(_TRANSACTION)] != _TRANSACTION:
            return
        inside = path[len(_TRANSACTION) :]
        if inside:
            values[inside] = words
            return
        found.append(_read(values))
        values.clear()

    xml_source.walk(data, NAMESPACE, leaf)
    return tuple(found)


def _read(values: Mapping[Path, str]) -> PaymentStatus:
    reason = values.get(("StsRsnInf", "Rsn", "Cd")) or values.get(("StsRsnInf", "Rsn", "Prtry"), "")
    whole, _, rest = values.get(("OrgnlTxRef", "Amt", "InstdAmt"), "").partition(".")
    if not whole.isdigit():
        raise BadInput("pain_amount", line=0, text=whole)
    return PaymentStatus(
        values.get(("OrgnlEndToEndId",), ""),
        values.get(("TxSts",), ""),
        reason,
        values.get(("StsRsnInf", "AddtlInf")) == RETURNED,
        int(whole + rest.ljust(2, "0")[:2]),
    )


def _told(status: PaymentStatus) -> Sequence[object]:
    return (status.end_to_end_id, status.status, status.reason, status.returned, status.satang)


def _status(reference: str, number: int, line: CreditTransfer, outcomes: Mapping[int, LineOutcome]) -> PaymentStatus:
    outcome = outcomes.get(line.number)
    code = _STATUS.get(outcome.status, PENDING) if outcome else PENDING
    return PaymentStatus(
        end_to_end_id(reference, number),
        code,
        outcome.reason if outcome else "",
        outcome is not None and outcome.status is LineStatus.RETURNED,
        line.amount.satang,
    )


def _content(order: PaymentOrder, statuses: Sequence[PaymentStatus], outcomes: Mapping[int, LineOutcome]) -> str:
    head = tag(
        "GrpHdr",
        text("MsgId", f"{message_id(order)}-STS"),
        text("CreDtTm", moment(order.created_at)),
        tag("InitgPty", text("Nm", order.sender)),
    )
    counts = Counter(each.status for each in statuses)
    sums = Counter({code: sum(each.satang for each in statuses if each.status == code) for code in counts})
    group = tag(
        "OrgnlGrpInfAndSts",
        text("OrgnlMsgId", order.reference),
        text("OrgnlMsgNmId", "pain.001.001.03"),
        text("OrgnlNbOfTxs", str(len(statuses))),
        text("OrgnlCtrlSum", baht(sum(each.satang for each in statuses))),
        text("GrpSts", _group(set(counts))),
        *(
            tag(
                "NbOfTxsPerSts",
                text("DtldNbOfTxs", str(count)),
                text("DtldSts", code),
                text("DtldCtrlSum", baht(sums[code])),
            )
            for code, count in sorted(counts.items())
        ),
    )
    payments = "".join(
        _payment(each, outcomes.get(line.number)) for each, line in zip(statuses, order.lines, strict=True)
    )
    report = tag("OrgnlPmtInfAndSts", text("OrgnlPmtInfId", order.reference), payments)
    body = tag("CstmrPmtStsRpt", head, group, report)
    return f'{DECLARATION}<Document xmlns="{NAMESPACE}">{body}</Document>\n'


def _group(codes: set[str]) -> str:
    return next(iter(codes)) if len(codes) == 1 else "PART"


def _payment(status: PaymentStatus, outcome: LineOutcome | None) -> str:
    return tag(
        "TxInfAndSts",
        text("StsId", status.end_to_end_id),
        text("OrgnlInstrId", status.end_to_end_id),
        text("OrgnlEndToEndId", status.end_to_end_id),
        text("TxSts", status.status),
        tag("StsRsnInf", _reason(status.reason), text("AddtlInf", RETURNED if status.returned else "")),
        text("AccptncDtTm", moment(outcome.at) if outcome else ""),
        text("AcctSvcrRef", outcome.bank_reference[:35] if outcome else ""),
        f'<OrgnlTxRef><Amt><InstdAmt Ccy="THB">{baht(status.satang)}</InstdAmt></Amt></OrgnlTxRef>',
    )


def _reason(code: str) -> str:
    return tag("Rsn", text("Cd" if len(code) <= _CODE_CHARS else "Prtry", code))
