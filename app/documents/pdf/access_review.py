"""The access review list: every user with rights, days and last sign-in, signed by both administrators each period."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.access_content import AccessPaper
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves, Place
from app.documents.pdf.rights import right_paragraphs
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording
from app.domain.values.identifiers import BankTable

if TYPE_CHECKING:
    from app.documents.pdf.access_content import AccessReview, ReviewedUser
    from app.documents.pdf.table import Row
    from app.i18n import Language

_NUMBER, _PERSON, _SEEN, _RESULT = 22.0, 124.0, 88.0, 60.0
_RESULTS = {
    "kept": (replace(look.STRONG, colour=look.DONE), "settled"),
    "open": (replace(look.STRONG, colour=look.WAITING), "pending"),
}


def write(review: AccessReview, language: Language) -> bytes:
    """Return the list, users in the order given."""
    wording = Wording(language, BankTable(()), "full")
    words = wording.words
    subtitle = words("access_review.period", period=review.period)
    leaves = Leaves(AccessPaper.REVIEW, review, wording, subtitle)
    kept = sum(user.result == "kept" for user in review.users)
    leaves.facts(
        [
            Fact(words("access_review.users"), f"{len(review.users):,}"),
            Fact(words("access_review.kept_count"), f"{kept:,}"),
            Fact(words("access_review.open_count"), f"{len(review.users) - kept:,}"),
        ]
    )
    table = Table(
        [
            Column(wording.text("column_number"), _NUMBER, "right"),
            Column(words("access_review.person"), _PERSON),
            Column(words("access_review.rights"), look.MEASURE - 12 - _NUMBER - _PERSON - _SEEN - _RESULT - 4 * GAP),
            Column(words("access_review.seen"), _SEEN),
            Column(words("access_review.result"), _RESULT),
        ],
        look.LEFT + 6,
    )
    leaves.table(table, [_row(table, wording, number, user) for number, user in enumerate(review.users, 1)])
    leaves.paragraph(words("access_review.declaration"))
    leaves.signing(
        [
            Place(
                signer.name,
                wording.term("role", signer.role),
                wording.text("signed_electronically", moment=wording.moment(signer.at)) if signer.at else "",
            )
            for signer in review.signers
        ]
    )
    return leaves.data()


def _row(table: Table, wording: Wording, number: int, user: ReviewedUser) -> Row:
    style, mark = _RESULTS[user.result]
    where = f"{user.user_id} · {user.unit_name}"
    state = wording.words(f"state.{user.state}")
    rights = right_paragraphs(user.rights, wording)
    return table.row(
        [
            Cell(((f"{number:,}", look.BODY),)),
            Cell(((user.name, look.STRONG), (where, look.SMALL))),
            Cell(rights or (("–", look.BODY),)),
            Cell(((wording.moment(user.last_sign_in_at), look.BODY), (state, look.SMALL))),
            Cell(((wording.words(f"access_review.result_{user.result}"), style),), mark),
        ]
    )
