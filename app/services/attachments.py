"""Papers of a batch: claim, permission, contract. Their hashes are signed with its head, so none can be swapped later.

A paper is kept here the moment it is attached; it goes to the central system before the batch does.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement.record import Attachment
from app.domain.values.errors import Refused, Tampered
from app.domain.values.texts import cleaned
from app.services.payee_scans import read_paper, read_scan
from app.store import papers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.domain.disbursement.record import BatchHead
    from app.services.desk import Desk
    from app.services.payee_scans import Scan

ATTACHMENTS_MAX = 20
NAME_CHARS_MAX = 100


class Attachments:
    """Keeps, shows and verifies papers for one signed-in person; every method may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, op_id: str, path: Path, present: Iterable[Attachment]) -> tuple[Attachment, ...]:
        """Keep a file for a batch and return its papers with this one; one that is there already is not added.

        Raises `BadInput` ``scan_wrong``, ``scan_large``, `Refused` ``papers_many``.
        """
        known = tuple(present)
        _demand_room(len(known) + 1)
        name = cleaned(path.name)[-NAME_CHARS_MAX:]
        content = read_paper(path, name)
        sha256 = hashlib.sha256(content).hexdigest()
        paper = Attachment(sha256, name, read_scan(sha256, content, name).media, len(content))
        if any(each.sha256 == sha256 for each in known):
            return known
        facts = {"attached": name, "sha256": sha256}
        with self._desk.store.write(self._desk.actor, Action.EDIT_BATCH, op_id, facts) as tx:
            papers.put_paper(tx, paper, content, uploaded=False)
        return (*known, paper)

    def open(self, op_id: str, paper: Attachment) -> Scan:
        """Return a paper to look at, the very one that its hash names, and write down that it was looked at.

        Raises `Tampered` ``paper_differs`` where other bytes lie under its name, `Refused` ``not_found``,
        `Unreachable` where it is not here.
        """
        scan = read_scan(paper.sha256, self.content(op_id, paper), paper.name)
        self._desk.note(Action.VIEW_LINES, op_id, {"paper": paper.name, "sha256": paper.sha256})
        return scan

    def verify(self, op_id: str, attachments: Iterable[Attachment]) -> None:
        """Fetch every paper and hold it against its signed hash and size; raise as `open`."""
        for paper in attachments:
            self.content(op_id, paper)

    def content(self, op_id: str, paper: Attachment) -> bytes:
        """Return a paper's bytes, the very ones that its hash names; raise as `open`."""
        with self._desk.store.read() as reading:
            kept = papers.content(reading, paper.sha256)
        content = self._desk.central.papers.fetch(paper.sha256) if kept is None else kept
        if hashlib.sha256(content).hexdigest() != paper.sha256 or len(content) != paper.size:
            raise Tampered("paper_differs", name=paper.name)
        if kept is None:
            with self._desk.store.write(self._desk.actor, Action.RECORD_EVENTS, op_id, {"paper": paper.sha256}) as tx:
                papers.put_paper(tx, paper, content, uploaded=True)
        return content


def with_papers(head: BatchHead, papers: Iterable[Attachment]) -> BatchHead:
    """Return a head with these papers besides its own, each once; raise `Refused` ``papers_many``."""
    own = {paper.sha256 for paper in head.attachments}
    added = [paper for paper in papers if paper.sha256 not in own]
    _demand_room(len(own) + len(added))
    return replace(head, attachments=(*head.attachments, *added))


def _demand_room(count: int) -> None:
    if count > ATTACHMENTS_MAX:
        raise Refused("papers_many", limit=ATTACHMENTS_MAX)
