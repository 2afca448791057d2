"""A genuine archive of a year for the tests, and how it is altered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from app.services.year_archives import YearArchives
from app.verification import year as verifier
from app.wire import codec, signature
from app.wire import year_archive as wire
from app.wire.dossier import SIGNATURE_FILE, DossierSignature, SealedFile
from tests.verification.dossiers import paid_office, unzipped, zipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.services.year_archives import WrittenArchive
    from app.verification.findings import Finding
    from tests.helpers.bank import Bank

YEAR = 2570


@dataclass
class SignedYear:
    """An archive as it was written, with its maker's key."""

    made: WrittenArchive
    files: dict[str, bytes]
    maker: Ed25519PrivateKey

    @property
    def head(self) -> wire.YearArchive:
        return codec.decode(self.files[wire.HEAD_FILE], wire.YearArchive)

    def signed_anew(self, changed: Mapping[str, bytes | None], **changes: object) -> dict[str, bytes]:
        """Return the files with some changed, or None for taken out, and a head that its rightful maker signed."""
        files = {name: held for name, held in {**self.files, **changed}.items() if held is not None}
        parts = {name: held for name, held in files.items() if name not in (wire.HEAD_FILE, SIGNATURE_FILE)}
        named = {each.name: each.op_id for each in self.head.files}
        listed = tuple(
            SealedFile(name, signature.sha256_hex(held), str(len(held)), named.get(name, ""))
            for name, held in sorted(parts.items())
        )
        head = codec.encode(structs.replace(self.head, **({"files": listed} | changes)))
        kid = signature.key_id(signature.public_text(self.maker))
        signed = DossierSignature(wire.YEAR_ARCHIVE, kid, signature.sign(self.maker, signature.YEAR_ARCHIVE, head))
        return parts | {wire.HEAD_FILE: head, SIGNATURE_FILE: codec.encode(signed)}


@dataclass
class GenuineYear(SignedYear):
    """An archive of a made-up office, with the bank's keys, too."""

    bank: Bank


def genuine_year(folder: Path) -> GenuineYear:
    """Write the archive of a running year with two batches."""
    with paid_office(folder / "store") as (desk, bank):
        made = YearArchives(desk.for_services()).write(YEAR, folder, "th")
        return GenuineYear(made, unzipped(made.path.read_bytes()), desk.key, bank)


def broken(folder: Path, files: dict[str, bytes] | bytes, bank_key: str = "") -> Finding | None:
    """Return the first part of an archive that does not hold."""
    path = folder / "year.zip"
    path.write_bytes(zipped(files) if isinstance(files, dict) else files)
    return verifier.check(path, bank_key)[0].first_broken
