"""รายงานการปิดบัญชีประจำวัน: three columns that must be equal, what does not fit, and who signed (document 002)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf import look
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.closing_content import ClosingPaper
from app.documents.pdf.leaves import Leaves, Place
from app.documents.pdf.roll import SIGNATURE_SHOWN
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording, fingerprint

if TYPE_CHECKING:
    from app.documents.pdf.closing_content import AccountRow, CloseReport, ComparedRow, ExceptionRow, VersionRow
    from app.documents.pdf.table import Row
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

BANK = "006"
"""Krungthai: the unit's accounts are there."""
_BALANCE, _SUM = 78.0, 78.0
_WHAT, _RESULT = 92.0, 62.0
_NUMBER, _OWNER, _SINCE = 40.0, 84.0, 92.0
_SIGNING_ROOM = 92.0
_AGREES = {
    True: (replace(look.STRONG, colour=look.DONE), "settled"),
    False: (replace(look.STRONG, colour=look.REFUSED), "rejected"),
}
_STATES = {
    True: (replace(look.STRONG, colour=look.DONE), "settled"),
    False: (replace(look.STRONG, colour=look.WAITING), "pending"),
}


def write(report: CloseReport, language: Language, banks: BankTable) -> bytes:
    """Return the report as a PDF."""
    wording = Wording(language, banks, "full")
    subtitle = _told(wording, "subtitle", day=wording.day(report.day), version=str(report.version))
    leaves = Leaves(ClosingPaper.CLOSE, report, wording, subtitle)
    leaves.facts(_head(report, wording))
    leaves.section(_told(wording, "accounts"), 60)
    accounts = _accounts_table(wording)
    leaves.table(accounts, [_account_row(accounts, one, wording) for one in report.accounts])
    leaves.section(_told(wording, "compared"), 80)
    leaves.paragraph(_told(wording, "compared_why"))
    compared = _compared_table(wording)
    leaves.table(compared, [_compared_row(compared, one, wording) for one in report.compared])
    leaves.paragraph(_matches(report, wording))
    leaves.section(_told(wording, "exceptions"), 60)
    _write_exceptions(leaves, report)
    _write_versions(leaves, report)
    _write_proof(leaves, report)
    return leaves.data()


def _head(report: CloseReport, wording: Wording) -> list[Fact]:
    begin = wording.moment(report.since) if report.since else _told(wording, "beginning")
    open_count = sum(not one.solved_on for one in report.exceptions)
    return [
        Fact(_told(wording, "paper_number"), f"{report.day}/{report.version}"),
        Fact(_told(wording, "day"), wording.day(report.day)),
        Fact(_told(wording, "state"), _told(wording, f"state.{report.state}")),
        Fact(_told(wording, "since"), begin),
        Fact(_told(wording, "until"), wording.moment(report.until)),
        Fact(_told(wording, "open_count"), _items(wording, open_count)),
    ]


def _accounts_table(wording: Wording) -> Table:
    rest = look.MEASURE - 12 - 4 * _BALANCE - 4 * GAP
    return Table(
        [
            Column(_told(wording, "account"), rest),
            Column(_told(wording, "opening"), _BALANCE, "right"),
            Column(_told(wording, "in"), _BALANCE, "right"),
            Column(_told(wording, "out"), _BALANCE, "right"),
            Column(_told(wording, "closing"), _BALANCE, "right"),
        ],
        look.LEFT + 6,
    )


def _account_row(table: Table, one: AccountRow, wording: Wording) -> Row:
    sums = (one.opening_satang, one.in_satang, one.out_satang, one.closing_satang)
    return table.row(
        [
            Cell(((wording.account(BANK, one.account), look.STRONG), (one.name, look.SMALL))),
            *(Cell(((wording.amount(satang), look.BODY),)) for satang in sums[:-1]),
            Cell(
                (
                    (wording.amount(sums[-1]), look.STRONG),
                    (_items(wording, one.entries), look.SMALL),
                )
            ),
        ]
    )


def _compared_table(wording: Wording) -> Table:
    rest = (look.MEASURE - 12 - _WHAT - _RESULT - 4 * GAP) / 3
    return Table(
        [
            Column(_told(wording, "what"), _WHAT),
            Column(_told(wording, "ours"), rest, "right"),
            Column(_told(wording, "bank"), rest, "right"),
            Column(_told(wording, "treasury"), rest, "right"),
            Column(_told(wording, "result"), _RESULT),
        ],
        look.LEFT + 6,
    )


def _compared_row(table: Table, one: ComparedRow, wording: Wording) -> Row:
    style, mark = _AGREES[one.agrees]
    words = _told(wording, "first" if one.ours is None else "agrees" if one.agrees else "differs")
    return table.row(
        [
            Cell(((_told(wording, f"kind.{one.what}"), look.STRONG), (wording.account(BANK, one.account), look.SMALL))),
            *(_tally(told, wording) for told in (one.ours, one.bank, one.treasury)),
            Cell(((words, style),), mark),
        ]
    )


def _tally(told: tuple[int, int] | None, wording: Wording) -> Cell:
    if told is None:
        return Cell((("–", look.BODY),))
    count, satang = told
    return Cell(((wording.amount(satang), look.BODY), (_items(wording, count), look.SMALL)))


def _items(wording: Wording, count: int) -> str:
    return _told(wording, "item" if count == 1 else "items", count=f"{count:,}")


def _matches(report: CloseReport, wording: Wording) -> str:
    """Return in words how many matches there are of each shape."""
    shapes = [_told(wording, f"shape.{shape}", count=f"{count:,}") for shape, count in report.matches]
    by_hand = _told(wording, "by_hand", count=f"{report.by_hand:,}")
    return _told(wording, "matches", shapes=" · ".join([*shapes, by_hand]))


def _write_exceptions(leaves: Leaves, report: CloseReport) -> None:
    wording = leaves.wording
    if not report.exceptions:
        leaves.paragraph(_told(wording, "no_exceptions"))
        return
    rest = look.MEASURE - 12 - _NUMBER - _SUM - _OWNER - _SINCE - 4 * GAP
    table = Table(
        [
            Column(_told(wording, "number"), _NUMBER),
            Column(_told(wording, "what_does_not_fit"), rest),
            Column(_told(wording, "amount"), _SUM, "right"),
            Column(_told(wording, "owner"), _OWNER),
            Column(_told(wording, "age"), _SINCE),
        ],
        look.LEFT + 6,
    )
    leaves.table(table, [_exception_row(table, one, wording) for one in report.exceptions])


def _exception_row(table: Table, one: ExceptionRow, wording: Wording) -> Row:
    solved = bool(one.solved_on)
    style, mark = _STATES[solved]
    since = _told(wording, "since_day", day=wording.day(one.since))
    age = (
        _told(wording, "solved_on", day=wording.day(one.solved_on))
        if solved
        else _told(wording, "age_day" if one.age_days == 1 else "age_days", days=f"{one.age_days:,}")
    )
    what = (_told(wording, f"exception.{one.kind}"), look.STRONG)
    return table.row(
        [
            Cell(((one.number, look.STRONG),)),
            Cell((what, (one.reason, look.BODY), (one.about, look.SMALL))),
            Cell(((wording.amount(one.satang) if one.satang is not None else "–", look.BODY),)),
            Cell(((one.owner, look.BODY),)),
            Cell(((age, style), (since, look.SMALL)), mark),
        ]
    )


def _write_versions(leaves: Leaves, report: CloseReport) -> None:
    """Set what was decided about the day before, where it was opened again: each version stays in evidence."""
    if len(report.versions) < 2:
        return
    leaves.section(_told(leaves.wording, "versions"), 40)
    for one in report.versions:
        leaves.paragraph(_version(one, leaves.wording))


def _version(one: VersionRow, wording: Wording) -> str:
    moment = wording.moment(one.at)
    return _told(wording, f"version.{one.act}", version=str(one.version), moment=moment, reason=one.reason)


def _write_proof(leaves: Leaves, report: CloseReport) -> None:
    wording = leaves.wording
    leaves.section(_told(wording, "proof"), 60)
    leaves.facts(
        [
            Fact(_told(wording, "chain"), _told(wording, "chain_head", seq=f"{report.anchor_seq:,}")),
            Fact(_told(wording, "chain_hash"), fingerprint(report.anchor_head)),
            Fact(_told(wording, "order_hash"), fingerprint(report.order_sha256)),
            Fact(_told(wording, "recorded_at"), wording.moment(report.recorded_at)),
            Fact(_told(wording, "bank_signature"), report.bank_signature[:SIGNATURE_SHOWN], 2),
        ]
    )
    leaves.section(_told(wording, "signatures"), _SIGNING_ROOM)
    leaves.signing(
        [
            Place(report.maker, _told(wording, "maker"), _signed(wording, report.made_at)),
            Place(report.authorizer, _told(wording, "authorizer"), _signed(wording, report.decided_at)),
        ]
    )


def _signed(wording: Wording, at: str) -> str:
    return wording.text("signed_electronically", moment=wording.moment(at))


def _told(wording: Wording, key: str, **facts: object) -> str:
    return i18n.words(wording.language, f"closing_papers.{key}", **facts)
