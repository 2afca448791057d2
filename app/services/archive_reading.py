"""A year's archive opened: proven by the auditor's own code, searched and read where it lies; nothing is taken in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, require
from app.domain.values.errors import BadInput, Refused, Tampered
from app.domain.values.money import Money
from app.domain.years.fiscal_year import FiscalYear
from app.services.payee_scans import read_scan
from app.system import files
from app.verification import words, year, year_reading
from app.verification.findings import Broken as NotProven
from app.verification.findings import Unreadable, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.i18n import Language
    from app.services.desk import Desk
    from app.services.payee_scans import Scan
    from app.verification.findings import Finding

    Progress = Callable[[int, int], bool]

_PICTURES = frozenset({".png", ".jpg"})
RECEIPTS = frozenset({"receipt", "receipt_void"})
SIGNED: dict[str, tuple[str, ...]] = {
    "statement": (
        "account",
        "name",
        "since",
        "until",
        "opening_satang",
        "in_satang",
        "out_satang",
        "closing_satang",
        "entries",
    ),
    "day": ("day", "version", "since", "until", "at", "exceptions"),
    "remittance": (
        "doc_no",
        "office_name",
        "account",
        "total_satang",
        "bank_ref",
        "moved_at",
        "maker_name",
        "auth_name",
    ),
}
"""What is read of each kind that the bank signed, by the names of its fields there."""


@dataclass(frozen=True, slots=True)
class PartFound:
    """A kind of part with the worst that was found of it, over ``count`` of them; the rest is told by `words`."""

    part: str
    verdict: str
    count: int
    about: str
    place: str
    reason: str

    def told(self, language: Language) -> str:
        """Return what the part is."""
        return words.said(words.PARTS, self.part, language)

    def why(self, language: Language) -> str:
        """Return where and why it does not hold, '' where it does."""
        if not self.reason:
            return ""
        where = " ".join(dict.fromkeys(filter(None, (self.about, self.place))))
        return f"{where}: {words.said(words.REASONS, self.reason, language)}" if where else self._reason(language)

    def _reason(self, language: Language) -> str:
        return words.said(words.REASONS, self.reason, language)


@dataclass(frozen=True, slots=True)
class ArchivedThing:
    """A row of the index; ``day`` is ISO or '', ``file`` its path in the archive or ''."""

    kind: str
    reference: str
    about: str
    title: str
    day: str
    amount: Money | None
    file: str

    @property
    def is_paper(self) -> bool:
        """Whether its pages or its picture can be looked at."""
        return PurePosixPath(self.file).suffix in {".pdf", *_PICTURES}

    @property
    def is_receipt(self) -> bool:
        """Whether it is a receipt out of its book."""
        return self.kind in RECEIPTS

    @property
    def can_open(self) -> bool:
        """Whether there is something to read: a paper, a receipt, or what the bank signed."""
        return self.is_paper or self.is_receipt or self.kind in SIGNED


@dataclass(frozen=True, slots=True)
class OpenedArchive:
    """An archive with what was found of it. ``broken`` is the first part that does not hold, None where all do.

    ``open_matters`` say why it is not complete. Where it cannot even be read, ``things`` is empty.
    """

    path: Path
    digest: str
    year: FiscalYear | None
    complete: bool
    open_matters: tuple[tuple[str, str], ...]
    office: str
    maker_uid: str
    made_at: str
    parts: tuple[PartFound, ...]
    broken: PartFound | None
    things: tuple[ArchivedThing, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ArchivedReceipt:
    """A receipt as the bank signed it; ``paid_at`` and ``issued_at`` as `dates.instant` writes them."""

    number: str
    book: str
    payer: str
    items: tuple[tuple[str, Money], ...]
    total: Money
    channel: str
    payment_id: str
    paid_at: str
    issued_at: str
    issuer: str


class ArchiveReading:
    """Opens archives for one signed-in person; every method may take seconds, `open` minutes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, path: Path, progress: Progress | None = None) -> OpenedArchive:
        """Prove an archive against the bank's key that this workstation knows, and return what it holds.

        One that is not proven is returned, too, and says where. Raises `BadInput` ``archive_unreadable`` (fact
        ``file``) for what is none, `Refused` ``document_stopped``.
        """
        require(self._desk.actor.person.roles, Action.OPEN_ARCHIVE)
        try:
            report, head = year.check(path, self._desk.about.bank_public_key, progress or (lambda *_: True))
        except (Unreadable, OSError) as problem:
            raise BadInput("archive_unreadable", file=path.name) from problem
        except year.Stopped as problem:
            raise Refused("document_stopped") from problem
        digest = "" if path.is_dir() else files.sha256(path)
        parts = _together(report.findings)
        first = report.first_broken
        opened = OpenedArchive(
            path=path,
            digest=digest,
            year=FiscalYear(int(head.fiscal_year)) if head and head.fiscal_year.isdecimal() else None,
            complete=head is not None and head.complete == "yes",
            open_matters=tuple((each.what, each.reference) for each in head.open_matters) if head else (),
            office=f"{head.agency_name} · {head.unit_name} ({head.unit})" if head else "",
            maker_uid=head.maker_uid if head else "",
            made_at=head.made_at if head else "",
            parts=parts,
            broken=_found([first]) if first else None,
            things=_things(path) if head else (),
        )
        facts = {"file": path.name, "sha256": digest, "proven": "no" if opened.broken else "yes"}
        about = f"year:{opened.year.number}" if opened.year else "year"
        self._desk.note(Action.OPEN_ARCHIVE, about, facts)
        return opened

    def paper(self, opened: OpenedArchive, thing: ArchivedThing) -> Scan:
        """Return a paper, the very one that was signed; raise `Tampered` ``archive_part_changed``, `BadInput`."""
        content = self._content(opened, thing)
        name = PurePosixPath(thing.file).name
        scan = read_scan(hashlib.sha256(content).hexdigest(), content, name)
        self._note(opened, thing, "opened", scan.sha256)
        return scan

    def receipt(self, opened: OpenedArchive, thing: ArchivedThing) -> ArchivedReceipt:
        """Return a receipt; raise `Tampered` ``archive_part_changed``."""
        try:
            told = year_reading.receipt(opened.path, thing.file, thing.about)
        except (NotProven, Unreadable, OSError) as problem:
            raise Tampered("archive_part_changed", file=thing.reference) from problem
        self._note(opened, thing, "opened", "")
        return ArchivedReceipt(
            number=thing.reference,
            book=told.book,
            payer=told.payer_name,
            items=tuple((f"{item.name_th} {item.item}".strip(), _money(item.satang)) for item in told.items),
            total=_money(told.total_satang),
            channel=told.channel,
            payment_id=told.payment_id,
            paid_at=told.paid_at,
            issued_at=told.issued_at,
            issuer=told.issuer_name,
        )

    def signed(self, opened: OpenedArchive, thing: ArchivedThing) -> tuple[tuple[str, str | Money], ...]:
        """Return what the bank signed, by `SIGNED`; sums are money. Raises `Tampered` ``archive_part_changed``."""
        try:
            told = year_reading.signed(opened.path, thing.file)
        except (NotProven, Unreadable, OSError) as problem:
            raise Tampered("archive_part_changed", file=thing.file) from problem
        self._note(opened, thing, "opened", "")
        fields = ((name, told.get(name, "")) for name in SIGNED[thing.kind])
        return tuple((name, _money(value) if name.endswith("_satang") else value) for name, value in fields)

    def save(self, opened: OpenedArchive, thing: ArchivedThing, path: Path) -> None:
        """Write a copy of a file of the archive; raise as `paper`, and `Broken` ``file_unwritable``."""
        content = self._content(opened, thing)
        files.replace(path, content)
        self._note(opened, thing, "saved", hashlib.sha256(content).hexdigest())

    def _content(self, opened: OpenedArchive, thing: ArchivedThing) -> bytes:
        try:
            return year_reading.content(opened.path, thing.file)
        except (NotProven, Unreadable, OSError) as problem:
            raise Tampered("archive_part_changed", file=thing.file) from problem

    def _note(self, opened: OpenedArchive, thing: ArchivedThing, act: str, sha256: str) -> None:
        about = f"year:{opened.year.number}" if opened.year else "year"
        facts = {"archive_sha256": opened.digest, "file": thing.file or thing.reference, "act": act}
        if sha256:
            facts["sha256"] = sha256
        self._desk.note(Action.OPEN_ARCHIVE, about, facts)


def _together(findings: Sequence[Finding]) -> tuple[PartFound, ...]:
    """Return one for each kind of part, in their order."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.part.value, []).append(finding)
    return tuple(map(_found, kinds.values()))


def _found(findings: Sequence[Finding]) -> PartFound:
    order = (Verdict.BROKEN, Verdict.OPEN, Verdict.PROVEN)
    worst = min(findings, key=lambda each: order.index(each.verdict))
    return PartFound(worst.part.value, worst.verdict.value, len(findings), worst.about, worst.place, worst.reason)


def _things(path: Path) -> tuple[ArchivedThing, ...]:
    try:
        rows = year_reading.index(path)
    except (NotProven, Unreadable, OSError):  # that the index does not hold is told by what was found
        return ()
    return tuple(
        ArchivedThing(
            row.kind,
            row.reference,
            row.about,
            row.title,
            row.day,
            _money(row.satang) if row.satang else None,
            row.file,
        )
        for row in rows
    )


def _money(satang: str) -> Money:
    digits = satang.removeprefix("-")
    return Money(int(satang)) if digits.isascii() and digits.isdecimal() else Money(0)
