"""A genuine dossier for the tests, and how it is altered: at rest, or by somebody who signs it anew."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import structs

from app.central.access import About
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Attachment
from app.domain.disbursement.transfer import LineStatus
from app.services.dossiers import Dossiers
from app.store import papers
from app.verification import dossier as verifier
from app.wire import codec, signature
from app.wire import dossier as wire
from tests.helpers.bank import Bank
from tests.ui.disbursement import office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.services.dossiers import MadeDossier
    from app.verification.findings import Finding

SCAN = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
PAPER = Attachment(hashlib.sha256(SCAN).hexdigest(), "ใบขออนุมัติ.png", "image/png", len(SCAN))
LINES = [
    office.line(1, LineStatus.SETTLED),
    office.line(2, LineStatus.REJECTED, "AC04"),
    office.line(3, LineStatus.SETTLED),
]
SECOND = [office.line(1, LineStatus.SETTLED)]


@dataclass
class Genuine:
    """A dossier of two batches as it was made, with the bank's and its maker's keys."""

    made: MadeDossier
    bank: Bank
    maker: Ed25519PrivateKey

    @property
    def files(self) -> dict[str, bytes]:
        return unzipped(self.made.content)

    @property
    def dossier(self) -> wire.Dossier:
        return codec.decode(self.files[wire.MACHINE_FILE], wire.Dossier)

    def signed_anew(self, **changes: object) -> dict[str, bytes]:
        """Return the files with another machine file, signed by its rightful maker: who forges holds a key."""
        machine_file = codec.encode(structs.replace(self.dossier, **changes))
        kid = signature.key_id(signature.public_text(self.maker))
        signed = wire.DossierSignature(wire.DOSSIER, kid, signature.sign(self.maker, signature.DOSSIER, machine_file))
        return self.files | {wire.MACHINE_FILE: machine_file, wire.SIGNATURE_FILE: codec.encode(signed)}


@contextmanager
def paid_office(folder: Path) -> Iterator[tuple[office.OfficeDesk, Bank]]:
    """Give the maker's desk in an office where the bank has finished two batches."""
    store = office.open_store(folder)
    bank = Bank(office.UNIT.agency, office.UNIT.unit, office.SOMYING, office.WIPHA, office.NOW)
    try:
        first = office.batch(7, BatchStatus.PARTLY_SETTLED, "ค่าสมนาคุณวิทยากร", LINES)
        first = replace(first, head=replace(first.head, attachments=(PAPER,)))
        second = office.batch(8, BatchStatus.SETTLED, "ค่าเดินทางไปราชการ", SECOND)
        office.put(store, first, LINES)
        office.put(store, second, SECOND)
        with store.write(office.OPENING, Action.EDIT_BATCH, first.op_id) as tx:
            papers.put_paper(tx, PAPER, SCAN, uploaded=True)
        bank.keep(store, office.OPENING, [bank.live(first, LINES), bank.live(second, SECOND)])
        desk = office.OfficeDesk(store, key=bank._signers[office.SOMYING.uid].key)
        desk.about = About("simulator", "", "", "e", bank.public_key)
        yield desk, bank
    finally:
        store.close()


def genuine(folder: Path) -> Genuine:
    """Make the dossier of a month."""
    with paid_office(folder) as (desk, bank):
        return Genuine(Dossiers(desk.for_services()).of_period("2026-11", "th"), bank, desk.key)


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def broken(folder: Path, content: bytes | dict[str, bytes], bank_key: str = "") -> Finding | None:
    """Return the first part of a dossier that does not hold."""
    path = folder / "dossier.zip"
    path.write_bytes(zipped(content) if isinstance(content, dict) else content)
    return verifier.check(path, bank_key)[0].first_broken
