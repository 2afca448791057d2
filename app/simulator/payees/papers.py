"""Papers of a unit: scans and other files by the hash of their bytes, kept for whoever has to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from app.simulator import fields
from app.simulator.administration.tables import templates
from app.simulator.clock import local_date, moment_text
from app.simulator.payees import emblem
from app.simulator.payees.tables import papers
from app.simulator.refusals import Refused
from app.simulator.tables import units
from app.wire.codes import Refusal, Role
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.sessions import Signed
    from app.wire.disbursement import Attachment

A_DAY_MAX = 1_000
"""So many new ones a unit may leave in a day."""
_KINDS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_MAKERS = (Role.MAKER_PAYMENT, Role.MAKER_COLLECTION)
_KEEPERS = (*_MAKERS, Role.ADMIN_1)
_READERS = (*_MAKERS, Role.AUTHORIZER, Role.AUDITOR, Role.ADMIN_1, Role.ADMIN_2)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it came: what it is by its first bytes, never by what somebody calls it."""

    media: str
    content: bytes


def examine(sha256: str, content: bytes) -> Paper:
    """Refuse what is not a PDF, PNG or JPEG, or not the bytes of that hash."""
    if not fields.is_sha256(sha256):
        raise Refused(Refusal.FIELD_WRONG, field="sha256", line="")
    media = next((media for first, media in _KINDS if content.startswith(first)), "")
    if not media or sha256_hex(content) != sha256:
        raise Refused(Refusal.FILE_WRONG)
    return Paper(media, content)


def demand_may_keep(signed: Signed) -> None:
    """Refuse whoever makes neither payments nor bills, nor proposes what papers bear."""
    signed.demand(*_KEEPERS)


def keep(connection: Connection, now: datetime, signed: Signed, sha256: str, paper: Paper) -> None:
    """Keep a paper of the person's unit; one that is there already stays as it is, and counts once.

    Of an administrator nothing is taken but an emblem.
    """
    demand_may_keep(signed)
    if signed.roles.isdisjoint(_MAKERS):
        emblem.demand(paper.content)
    if _missing(connection, signed.unit, {sha256}):
        day = local_date(now).isoformat()
        today = select(func.count()).select_from(papers).where(papers.c.unit == signed.unit, papers.c.day == day)
        if connection.execute(today).scalar_one() >= A_DAY_MAX:
            raise Refused(Refusal.DAY_LIMIT, limit=str(A_DAY_MAX))
        values = {"unit": signed.unit, "sha256": sha256, "media": paper.media, "size": len(paper.content)}
        values |= {"bytes": paper.content, "uid": signed.uid, "day": day, "at": moment_text(now)}
        connection.execute(insert(papers).values(values))


def read(connection: Connection, signed: Signed, sha256: str) -> Paper:
    """Return a paper of the person's unit, or an emblem on the agency's papers, which whoever prints needs.

    Another unit's paper is as unknown as none at all (T-15).
    """
    parent = select(units.c.unit).where(units.c.agency == signed.agency, units.c.parent == 1)
    emblems = select(templates.c.emblem).where(templates.c.agency == signed.agency)
    wanted = select(papers.c.media, papers.c.bytes).where(papers.c.sha256 == sha256)
    row = connection.execute(wanted.where(papers.c.unit.in_(parent), papers.c.sha256.in_(emblems))).one_or_none()
    if row is None:
        signed.demand(*_READERS)
        row = connection.execute(wanted.where(papers.c.unit == signed.unit)).one_or_none()
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    return Paper(row.media, row.bytes)


def content(connection: Connection, unit: str, sha256: str) -> bytes:
    """Return the bytes of a paper that a unit left; refuse with ``file_missing`` where it did not."""
    demand_there(connection, unit, {sha256})
    mine = (papers.c.unit == unit, papers.c.sha256 == sha256)
    found: bytes = connection.execute(select(papers.c.bytes).where(*mine)).scalar_one()
    return found


def demand_there(connection: Connection, unit: str, hashes: Collection[str]) -> None:
    """Refuse with ``file_missing`` where one of these was not left by the unit."""
    if hashes and (missing := _missing(connection, unit, hashes)):
        raise Refused(Refusal.FILE_MISSING, sha256=min(missing))


def kinds(connection: Connection, unit: str, hashes: Collection[str]) -> set[str]:
    """Return of which media papers of a unit are."""
    mine = (papers.c.unit == unit, papers.c.sha256.in_(sorted(hashes)))
    return set(connection.execute(select(papers.c.media).where(*mine)).scalars())


def demand_attached(connection: Connection, unit: str, attached: Collection[Attachment]) -> None:
    """Refuse papers that the unit did not leave, and with ``file_wrong`` what they are not in kind or size."""
    if not attached:
        return
    demand_there(connection, unit, {paper.sha256 for paper in attached})
    mine = (papers.c.unit == unit, papers.c.sha256.in_(sorted(paper.sha256 for paper in attached)))
    there = set(connection.execute(select(papers.c.sha256, papers.c.media, papers.c.size).where(*mine)).tuples())
    if not there.issuperset((paper.sha256, paper.media, int(paper.size)) for paper in attached):
        raise Refused(Refusal.FILE_WRONG)


def _missing(connection: Connection, unit: str, hashes: Collection[str]) -> set[str]:
    mine = select(papers.c.sha256).where(papers.c.unit == unit, papers.c.sha256.in_(sorted(hashes)))
    return set(hashes) - set(connection.execute(mine).scalars())
