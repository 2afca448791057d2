"""What the cover of a dossier says, as plain data; '' stands for none, days are ISO, sums satang."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.content import Office, Printing


class DossierPaper(StrEnum):
    """The one paper that is a dossier's own, as its code names it."""

    COVER = "dossier"


@dataclass(frozen=True, slots=True)
class FileInside:
    """A file of the dossier with its hash; ``what`` is its kind of paper, or ``attachment`` with its ``title``."""

    name: str
    what: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MarkFound:
    """A rule that a line fits, by what is known when the dossier is made."""

    number: int
    rule: str
    payee: str


@dataclass(frozen=True, slots=True)
class LineRemarked:
    """What an authorizer said of a line: ``code`` is a `LineReason`, ``text`` words of their own."""

    number: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class DecisionSigned:
    """A signed decision on the newest edition: ``event`` is its type in the log, ``at`` an instant.

    ``shown_sha256`` is the hash of what was on the screen, ``opened_count`` how many of ``lines_count`` lines were
    looked at. ``remarks`` are lines declined by an approval, or to be mended after a return.
    """

    event: str
    at: str
    person: str
    device: str
    shown_sha256: str
    opened_count: int
    lines_count: int
    reason: str
    remarks: tuple[LineRemarked, ...]


@dataclass(frozen=True, slots=True)
class CommentSaid:
    """What somebody said of a batch, or of its line ``number`` (0: the batch)."""

    at: str
    person: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class PrintKnown:
    """A paper of the batch that was made, kept or printed: where it stands in the audit chain.

    ``template`` is the version of what the agency's papers bear on it, '' where it bore none.
    """

    position: int
    at: str
    action: str
    document: str
    person: str
    digest: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class BatchInside:
    """A batch of the dossier: what was asked, what was paid, who signed, what was odd, what was made of it."""

    reference: str
    purpose: str
    value_date: str
    lines_count: int
    total_satang: int
    settled_count: int
    settled_satang: int
    file_name: str
    file_sha256: str
    errors_count: int
    warnings_count: int
    bank_receipt_sha256: str
    decisions: tuple[DecisionSigned, ...]
    comments: tuple[CommentSaid, ...]
    marks: tuple[MarkFound, ...]
    prints: tuple[PrintKnown, ...]


@dataclass(frozen=True, slots=True)
class RemittanceInside:
    """A remittance of the dossier: who sent what, and the treasury's documents by kind and number."""

    bank_ref: str
    kind: str
    moved_at: str
    office: str
    total_satang: int
    maker: str
    authorizer: str
    state: str
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DossierCover:
    """Contents of a dossier with their hashes, and how to check them without the program."""

    office: Office
    scope: str
    period: str
    log_seq: int
    log_leaf: str
    audit_seq: int
    audit_digest: str
    bank_fingerprint: str
    maker: str
    files: tuple[FileInside, ...]
    batches: tuple[BatchInside, ...]
    remittances: tuple[RemittanceInside, ...]
    printing: Printing
