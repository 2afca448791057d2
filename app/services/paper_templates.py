"""What the agency's papers bear, in the hands of its administrators: the versions, a paper to look at, an emblem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf import detail_report
from app.documents.pdf.content import BatchFacts, DetailReport, Line, Office, Printing, Stationery
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.disbursement.record import Attachment
from app.domain.values.dates import instant
from app.services import stationery
from app.store import papers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.template import Template, TemplateVersion
    from app.i18n import Language
    from app.services.desk import Desk

_SATANG = (125_000, 98_050, 310_000)
_ACCOUNTS = ("1234567890", "2345678901", "3456789012")


class PaperTemplates:
    """Serves one signed-in administrator or auditor; every method may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def versions(self) -> Sequence[TemplateVersion]:
        """Return every version there was, the newest first, as the agency's log tells."""
        return stationery.versions(self._desk)[::-1]

    def emblem(self, sha256: str) -> bytes:
        """Return the PNG of an emblem; raises as `stationery.emblem`."""
        return stationery.emblem(self._desk, sha256)

    def leave_emblem(self, png: bytes) -> str:
        """Leave an emblem with the central system, so that a proposal can name it; return its hash.

        Raises `Refused` ``emblem_wrong`` for what is none, `Unreachable`.
        """
        sha256 = self._desk.central.papers.put(png)
        facts = {"emblem": sha256}
        with self._desk.store.write(self._desk.actor, Action.PROPOSE_CHANGE, self._desk.actor.agency, facts) as tx:
            papers.put_paper(tx, Attachment(sha256, "", stationery.PNG, len(png)), png, uploaded=True)
        return sha256

    def sample(self, template: Template, version: int, emblem: bytes, language: Language) -> Pdf:
        """Return a paper that bears a template, with nothing true on it; raise `Refused` ``emblem_wrong``.

        Of version 0 it bears nothing.
        """
        bears = Stationery(version, "", template, emblem) if version else None
        desk, now = self._desk, instant(self._desk.now())
        content = DetailReport(
            office=Office(
                desk.agency_name, desk.unit_name, desk.actor.unit, simulated=desk.simulated, stationery=bears
            ),
            batch=BatchFacts(
                reference=_word(language, "reference"),
                purpose=_word(language, "purpose"),
                kind="welfare",
                debit_bank="006",
                debit_account="0061000018",
                value_date=now[:10],
                signers=(),
            ),
            lines=tuple(
                Line(number, _word(language, "payee"), "006", account, satang, "settled", settled_at=now)
                for number, (account, satang) in enumerate(zip(_ACCOUNTS, _SATANG, strict=True), 1)
            ),
            printing=Printing(desk.actor.person.name(language), now),
        )
        return Pdf(detail_report.write(content, language, desk.banks))


def _word(language: Language, key: str) -> str:
    return i18n.words(language, f"paper_template.sample_{key}")
