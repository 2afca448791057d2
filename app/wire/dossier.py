"""Evidence that is checked without the program: a machine file, signed by who made it, beside papers that people read.

A dossier is a zip (or the folder it was taken from) with `MACHINE_FILE`, `SIGNATURE_FILE` and every file that the
machine file names with its hash. Maker, authorizers and bank signed what is inside; the log leads from the bank's
signature to their keys. All values are strings; '' stands for none.
"""

from __future__ import annotations

from app.wire.codec import Message
from app.wire.disbursement import Line, RiskMark
from app.wire.forms import Key, KeyId, Moment, Number, Salt, Sha256, Signature, Uuid

DOSSIER = "khlang.dossier/1"
MACHINE_FILE = "dossier.json"
SIGNATURE_FILE = "signature.json"
COVER_FILE = "dossier.pdf"
ATTACHMENTS = "attachments"
"""The folder of the papers that were attached to a batch before it was signed; each is named by its hash."""

TEMPLATES = "templates"
"""The folder of the emblems that the agency's papers bore, each named by its hash."""

BATCH_SCOPE = "batch"
DAY_SCOPE = "day"
MONTH_SCOPE = "month"


class SealedFile(Message, frozen=True):
    """A file of the dossier: ``name`` is its path there. ``op_id`` is the batch or remittance it belongs to, or ''."""

    name: str
    sha256: Sha256
    size: Number
    op_id: Uuid


class Opened(Message, frozen=True):
    """The body of a record of the log, with the salt that its commitment needs."""

    seq: Number
    salt: Salt
    body: str


class Act(Message, frozen=True):
    r"""An entry of the workstation's audit chain.

    ``digest`` is the SHA-256 of the other nine fields in this order, joined by U+001F; ``facts`` is JSON.
    """

    seq: Number
    at: Moment
    uid: str
    name: str
    device: str
    action: str
    about: str
    facts: str
    previous: str
    digest: str


class DossierBatch(Message, frozen=True):
    """A batch: its signed lines, and ``leaves``, the tree's leaf hashes, so that a changed line is named.

    ``marks`` are what the rules found when the dossier was made. Everything else about it is in the log.
    """

    op_id: Uuid
    reference: str
    lines: tuple[Line, ...]
    leaves: tuple[str, ...]
    marks: tuple[RiskMark, ...]


class DossierRemittance(Message, frozen=True):
    """A remittance whose money moved; everything about it is in the log, under ``req_id``."""

    req_id: Uuid
    bank_ref: str


class DossierDay(Message, frozen=True):
    """A close of a day or its reopening, as approved; everything about it is in the log, under ``req_id``."""

    req_id: Uuid
    day: str
    version: Number
    act: str


class Dossier(Message, frozen=True):
    """The machine file. ``period`` is the batch's id, a day or a month (ISO) as ``scope`` says.

    ``records`` are all of the unit's log from its first to ``head_seq``, as canonical texts; ``bodies`` open those that
    are about the batches, the remittances, the days or the agency (what its papers bear), or register a key. ``acts``
    run without a gap from the first one about any of them to the newest. ``files`` are in the order of their names.
    """

    typ: str
    scope: str
    period: str
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    made_at: Moment
    maker_uid: str
    maker_kid: KeyId
    device: str
    bank_public_key: Key
    log: str
    head_seq: Number
    head_leaf: Sha256
    head_sig: Signature
    records: tuple[str, ...]
    bodies: tuple[Opened, ...]
    batches: tuple[DossierBatch, ...]
    remittances: tuple[DossierRemittance, ...]
    days: tuple[DossierDay, ...]
    acts: tuple[Act, ...]
    files: tuple[SealedFile, ...]


class DossierSignature(Message, frozen=True):
    """`SIGNATURE_FILE`: the maker's over the bytes of `MACHINE_FILE`, under label DOSS."""

    typ: str
    kid: KeyId
    signature: Signature
