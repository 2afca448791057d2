"""แฟ้มหลักฐาน สตง.: the sheet that lies on top of a dossier, with what is inside and how it is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf import look
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.content import DocumentKind
from app.documents.pdf.dossier_content import DossierPaper
from app.documents.pdf.leaves import Leaves
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording
from app.domain.disbursement.review import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.documents.pdf.dossier_content import BatchInside, DecisionSigned, DossierCover, RemittanceInside
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_NUMBER, _WHEN, _WHO, _HASH = 34.0, 84.0, 110.0, 118.0
_FILE = 190.0
_AMOUNT = 78.0
_RETURNED = "batch.returned"
_DOCUMENTS = frozenset({*(kind.value for kind in DocumentKind), DossierPaper.COVER.value})


def write(cover: DossierCover, language: Language, banks: BankTable) -> bytes:
    """Return the cover as a PDF."""
    wording = Wording(language, banks, "full")
    words = wording.words
    period = cover.batches[0].reference if cover.scope == "batch" else _period(wording, cover)
    leaves = Leaves(DossierPaper.COVER, cover, wording, words(f"dossier.scope.{cover.scope}", period=period))
    paid = sum(batch.settled_satang for batch in cover.batches)
    leaves.facts(
        [
            Fact(words("dossier.batches"), f"{len(cover.batches):,}"),
            Fact(words("dossier.paid"), wording.amount(paid)),
            Fact(words("dossier.maker"), cover.maker),
            *_remitted(cover, wording),
            Fact(words("dossier.bank_key"), _grouped(cover.bank_fingerprint), 3),
            Fact(words("dossier.log_end"), f"{cover.log_seq:,} · {_grouped(cover.log_leaf[:32])}", 3),
            Fact(words("dossier.audit_end"), f"{cover.audit_seq:,} · {_grouped(cover.audit_digest[:32])}", 3),
        ]
    )
    leaves.paragraph(words("dossier.how"))
    leaves.section(words("dossier.contents"))
    _write_files(leaves, cover)
    for batch in cover.batches:
        _write_batch(leaves, batch)
    if cover.remittances:
        _write_remittances(leaves, cover.remittances)
    return leaves.data()


def _period(wording: Wording, cover: DossierCover) -> str:
    if cover.scope == "day":
        return wording.day(cover.period)
    return wording.day(f"{cover.period}-01").partition(" ")[2]


def _write_files(leaves: Leaves, cover: DossierCover) -> None:
    words = leaves.wording.words
    rest = look.MEASURE - 12 - _FILE - GAP
    table = Table([Column(words("dossier.file"), rest), Column("SHA-256", _FILE)], look.LEFT + 6)
    rows = [
        table.row(
            [
                Cell(((file.title or words(f"dossier.file.{file.what}"), look.BODY), (file.name, look.SMALL))),
                Cell(((_grouped(file.sha256[:32]), look.SMALL), (_grouped(file.sha256[32:]), look.SMALL))),
            ]
        )
        for file in cover.files
    ]
    leaves.table(table, rows)


def _write_batch(leaves: Leaves, batch: BatchInside) -> None:
    wording = leaves.wording
    words = wording.words
    leaves.section(words("dossier.batch", reference=batch.reference), 90)
    imported = words("dossier.imported", name=batch.file_name, errors=batch.errors_count, warnings=batch.warnings_count)
    leaves.facts(
        [
            Fact(words("dossier.purpose"), batch.purpose, 2),
            Fact(words("dossier.value_date"), wording.day(batch.value_date)),
            Fact(words("dossier.asked"), f"{wording.count(batch.lines_count)} · {wording.amount(batch.total_satang)}"),
            Fact(
                words("dossier.settled"),
                f"{wording.count(batch.settled_count)} · {wording.amount(batch.settled_satang)}",
            ),
            Fact(words("dossier.receipt"), _grouped(batch.bank_receipt_sha256[:16]) or words("dossier.no_receipt")),
            Fact(words("dossier.import"), imported if batch.file_name else words("dossier.typed"), 3),
            *([Fact("SHA-256", _grouped(batch.file_sha256), 3)] if batch.file_sha256 else []),
        ]
    )
    leaves.section(words("dossier.decisions"))
    _write_decisions(leaves, batch)
    leaves.section(words("dossier.comments"))
    _write_comments(leaves, batch)
    leaves.section(words("dossier.marks"))
    _write_marks(leaves, batch)
    leaves.section(words("dossier.prints"))
    _write_prints(leaves, batch)


def _remitted(cover: DossierCover, wording: Wording) -> list[Fact]:
    if not cover.remittances:
        return []
    satang = sum(one.total_satang for one in cover.remittances)
    return [
        Fact(wording.words("dossier.remittances"), f"{len(cover.remittances):,}"),
        Fact(wording.words("dossier.remitted"), wording.amount(satang), 2),
    ]


def _write_remittances(leaves: Leaves, remittances: tuple[RemittanceInside, ...]) -> None:
    """Set each remittance with its persons and the treasury's numbers (RE-7)."""
    wording = leaves.wording
    words = wording.words
    leaves.section(words("dossier.remittances"), 60)
    what = look.MEASURE - 12 - _WHEN - _WHO - _HASH - _AMOUNT - 4 * GAP
    table = Table(
        [
            Column(words("dossier.when"), _WHEN),
            Column(words("dossier.what"), what),
            Column(words("dossier.who"), _WHO),
            Column(words("dossier.treasury_numbers"), _HASH),
            Column(words("dossier.amount"), _AMOUNT, "right"),
        ],
        look.LEFT + 6,
    )
    rows = []
    for one in remittances:
        numbers = tuple((f"{kind} {number}", look.STRONG) for kind, number in one.documents)
        state = i18n.words(wording.language, f"remittance_terms.state.{one.state}")
        kind = i18n.words(wording.language, f"remittance_terms.kind.{one.kind}")
        rows.append(
            table.row(
                [
                    Cell(((wording.moment(one.moved_at), look.BODY),)),
                    Cell(((kind, look.BODY), (one.office, look.SMALL), (one.bank_ref, look.SMALL))),
                    Cell(((one.maker, look.BODY), (one.authorizer, look.BODY))),
                    Cell(numbers or ((state, look.BODY),)),
                    Cell(((wording.amount(one.total_satang), look.STRONG),)),
                ]
            )
        )
    leaves.table(table, rows)


def _write_decisions(leaves: Leaves, batch: BatchInside) -> None:
    """Set each decision with its fingerprint, and a row of its own for every line that it singles out."""
    wording = leaves.wording
    words = wording.words
    what = look.MEASURE - 12 - _WHEN - _WHO - 2 * GAP
    columns = [Column(words("dossier.when"), _WHEN), Column(words("dossier.what"), what)]
    table = Table([*columns, Column(words("dossier.who"), _WHO)], look.LEFT + 6)
    rows = []
    for each in batch.decisions:
        notes = tuple((text, look.SMALL) for text in _notes(wording, each))
        moment = Cell(((wording.moment(each.at), look.BODY),))
        person = Cell(((each.person, look.BODY), (each.device, look.SMALL)))
        rows.append(table.row([moment, Cell(((wording.term("event", each.event), look.STRONG), *notes)), person]))
        for remark in each.remarks:
            why = " · ".join(part for part in (wording.term("reason", remark.code), remark.text) if part)
            key = "dossier.to_mend" if each.event == _RETURNED else "dossier.declined"
            told = words(key, number=f"{remark.number:,}", reason=why)
            rows.append(table.row([moment, Cell(((told, look.BODY),)), Cell(((each.person, look.BODY),))]))
    leaves.table(table, rows)


def _notes(wording: Wording, decision: DecisionSigned) -> Iterator[str]:
    if decision.lines_count:
        opened, lines = decision.opened_count, decision.lines_count
        percent = Coverage(0, 0, opened, lines).percent
        yield wording.text("history_opened", opened=f"{opened:,}", lines=f"{lines:,}", percent=percent)
    if decision.reason:
        yield decision.reason
    digest = decision.shown_sha256
    yield wording.words("dossier.shown")
    yield _grouped(digest[:32])
    yield _grouped(digest[32:])


def _write_comments(leaves: Leaves, batch: BatchInside) -> None:
    wording = leaves.wording
    words = wording.words
    if not batch.comments:
        leaves.paragraph(words("dossier.no_comments"))
        return
    what = look.MEASURE - 12 - _WHEN - _WHO - 2 * GAP
    columns = [Column(words("dossier.when"), _WHEN), Column(words("dossier.comment"), what)]
    table = Table([*columns, Column(words("dossier.who"), _WHO)], look.LEFT + 6)
    rows = []
    for each in batch.comments:
        about = ((wording.text("history_line", number=f"{each.number:,}"), look.SMALL),) if each.number else ()
        moment, person = Cell(((wording.moment(each.at), look.BODY),)), Cell(((each.person, look.BODY),))
        rows.append(table.row([moment, Cell(((each.text, look.BODY), *about)), person]))
    leaves.table(table, rows)


def _write_marks(leaves: Leaves, batch: BatchInside) -> None:
    words = leaves.wording.words
    if batch.marks:
        table = Table(
            [
                Column(words("dossier.line"), _NUMBER, "right"),
                Column(words("dossier.mark"), look.MEASURE - 12 - _NUMBER - GAP),
            ],
            look.LEFT + 6,
        )
        leaves.table(
            table,
            [
                table.row(
                    [
                        Cell(((f"{mark.number:,}", look.BODY),)),
                        Cell(((words(f"dossier.rule.{mark.rule}"), look.BODY), (mark.payee, look.SMALL))),
                    ]
                )
                for mark in batch.marks
            ],
        )
    else:
        leaves.paragraph(words("dossier.no_marks"))


def _write_prints(leaves: Leaves, batch: BatchInside) -> None:
    wording = leaves.wording
    words = wording.words
    what = look.MEASURE - 12 - _NUMBER - _WHEN - _WHO - _HASH - 4 * GAP
    table = Table(
        [
            Column(words("dossier.position"), _NUMBER, "right"),
            Column(words("dossier.when"), _WHEN),
            Column(words("dossier.what"), what),
            Column(words("dossier.who"), _WHO),
            Column("SHA-256", _HASH),
        ],
        look.LEFT + 6,
    )
    rows = []
    for each in batch.prints:
        known = words(f"dossier.print.{each.document}") if each.document in _DOCUMENTS else ""
        if each.template:
            known = " · ".join(filter(None, (known, wording.text("template", version=each.template))))
        event = wording.term("event", each.action)
        rows.append(
            table.row(
                [
                    Cell(((f"{each.position:,}", look.BODY),)),
                    Cell(((wording.moment(each.at), look.BODY),)),
                    Cell(((event, look.BODY), *(((known, look.SMALL),) if known else ()))),
                    Cell(((each.person, look.BODY),)),
                    Cell(((_grouped(each.digest[:16]), look.SMALL),)),
                ]
            )
        )
    leaves.table(table, rows)


def _grouped(digits: str) -> str:
    """Return hexadecimal digits in groups that an eye can compare."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4)).upper()
