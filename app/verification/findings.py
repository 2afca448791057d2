"""What a verification found, part by part, in the order in which the parts rest on one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What is said of one part."""

    PROVEN = "proven"
    BROKEN = "broken"
    OPEN = "open"  # nothing wrong, but nothing outside the dossier says so


class Part(StrEnum):
    """The parts of a dossier, each proven by those before it."""

    FILES = "files"
    MACHINE_FILE = "machine_file"
    BANK_KEY = "bank_key"
    LOG = "log"
    BODIES = "bodies"
    MAKER = "maker"
    PAYMENT = "payment"
    LINES = "lines"
    APPROVALS = "approvals"
    RESULTS = "results"
    RECEIPT = "receipt"
    ATTACHMENTS = "attachments"
    TEMPLATES = "templates"
    ACTS = "acts"
    PAPER = "paper"
    OFFICIAL_RECEIPT = "official_receipt"
    SUCCESS_RECORD = "success_record"
    REMITTANCE = "remittance"
    TREASURY_DOCUMENTS = "treasury_documents"
    DAY = "day"
    DAY_RECORD = "day_record"
    YEAR = "year"
    SIGNED = "signed"
    RECEIPT_BOOKS = "receipt_books"
    INDEX = "index"
    PRACTICE_RECORD = "practice_record"


class Broken(Exception):
    """A part does not hold: ``place`` says where (a file, a number, a batch), ``reason`` is a key of the words."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place, self.reason = place, reason


class Unreadable(Exception):
    """There is nothing to verify: no dossier, no trail, no paper; ``args`` holds place and reason."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part with its verdict; ``about`` is a batch's reference or '', ``reason`` a key of the words."""

    part: Part
    verdict: Verdict
    about: str = ""
    place: str = ""
    reason: str = ""


@dataclass(slots=True)
class Report:
    """All findings in order; ``facts`` are what the dossier says of itself once that is proven."""

    findings: list[Finding] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def first_broken(self) -> Finding | None:
        """The first part that does not hold, None where all do."""
        return next((each for each in self.findings if each.verdict is Verdict.BROKEN), None)

    @property
    def left_open(self) -> bool:
        """Whether something could not be compared with anything outside."""
        return any(each.verdict is Verdict.OPEN for each in self.findings)

    def proven(self, part: Part, about: str = "", place: str = "") -> None:
        """Say that a part holds."""
        self.findings.append(Finding(part, Verdict.PROVEN, about, place))

    def broken(self, part: Part, problem: Broken, about: str = "") -> None:
        """Say that a part does not hold."""
        self.findings.append(Finding(part, Verdict.BROKEN, about, problem.place, problem.reason))

    def open(self, part: Part, reason: str, place: str = "") -> None:
        """Say that a part could not be compared."""
        self.findings.append(Finding(part, Verdict.OPEN, "", place, reason))
