"""What the papers of this unit bear: the agency's template in the version that a paper's matter was finished under.

The versions stand in the unit's log; their emblems are fetched as soon as the log tells of them, so that papers can be
made without the central system.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from app.central import templates
from app.central.events import retold
from app.documents.pdf.content import Office, Stationery
from app.domain.access.permissions import Action
from app.domain.disbursement.record import Attachment
from app.domain.values.errors import Refused, Tampered
from app.services.relay import NEEDS_SIGN_IN
from app.store import inbox, papers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.domain.access.template import TemplateVersion
    from app.services.desk import Desk

    Done = int | datetime | None

PNG = "image/png"

_log = logging.getLogger(__name__)


def versions(desk: Desk) -> list[TemplateVersion]:
    """Return every version that was told, the oldest first."""
    with desk.store.read() as rd:
        kept = inbox.known_events(rd, desk.actor.agency)
    return templates.versions(retold(event.record, event.salt, event.body) for event in kept)


def in_force(told: Sequence[TemplateVersion], done: Done = None) -> TemplateVersion | None:
    """Return the version that held when something was done, or holds now; None before there was any.

    ``done`` is a place in the log, or a moment where nothing but that is known.
    """
    return next((each for each in reversed(told) if _held(each, done)), None)


def _held(version: TemplateVersion, done: Done) -> bool:
    if isinstance(done, int):
        return version.seq < done
    return done is None or version.since <= done


def stationery(desk: Desk, version: TemplateVersion | None) -> Stationery | None:
    """Return a version as papers bear it; raise as `emblem`."""
    if version is None:
        return None
    mark = version.template.emblem
    return Stationery(version.version, version.sha256, version.template, emblem(desk, mark) if mark else b"")


def borne(desk: Desk, done: Done = None) -> Stationery | None:
    """Return what papers bear about what was done then, or is not done yet; raise as `emblem`."""
    return stationery(desk, in_force(versions(desk), done))


def office(desk: Desk, done: Done = None) -> Office:
    """Return whose papers this desk makes, with what they bear; raise as `emblem`."""
    bears = borne(desk, done)
    return Office(desk.agency_name, desk.unit_name, desk.actor.unit, simulated=desk.simulated, stationery=bears)


def emblem(desk: Desk, sha256: str) -> bytes:
    """Return the PNG of this hash, from here or from the central system.

    Raises `Tampered` ``paper_differs``, and where it is not here `Refused` ``not_found``, `Unreachable`.
    """
    with desk.store.read() as rd:
        kept = papers.content(rd, sha256)
    content = desk.central.papers.fetch(sha256) if kept is None else kept
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Tampered("paper_differs", name=sha256[:8])
    if kept is None:
        paper = Attachment(sha256, "", PNG, len(content))
        with desk.store.write(desk.actor, Action.RECORD_EVENTS, desk.actor.agency, {"emblem": sha256}) as tx:
            papers.put_paper(tx, paper, content, uploaded=True)
    return content


def fetch_emblems(desk: Desk) -> None:
    """Fetch the emblems that are not here yet; raise `Unreachable`, and `Refused` for want of a session."""
    for sha256 in dict.fromkeys(each.template.emblem for each in versions(desk)):
        try:
            if sha256:
                emblem(desk, sha256)
        except Tampered as problem:
            _log.error("an emblem is not what was approved: %s", problem.code)
        except Refused as problem:
            if problem.code in NEEDS_SIGN_IN:
                raise
            _log.warning("an emblem is refused: %s", problem.code)


def facts(of: Office) -> dict[str, str]:
    """Return what the audit trail says of the template on a paper: its version, nothing where there is none."""
    return {"template": str(of.stationery.version)} if of.stationery else {}
