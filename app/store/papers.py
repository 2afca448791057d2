"""Papers by the hash of their bytes: those to be handed in, and those that came from the central system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.domain.values.dates import instant
from app.store.tables import paper as paper_table

if TYPE_CHECKING:
    from app.domain.disbursement.record import Attachment
    from app.store.handles import Reading, Writing


def put_paper(tx: Writing, paper: Attachment, content: bytes, *, uploaded: bool) -> None:
    """Keep a paper; one that is here already stays as it is."""
    row = {
        "sha256": paper.sha256,
        "name": paper.name,
        "media": paper.media,
        "kept_at": instant(tx.at),
        "uploaded": int(uploaded),
        "content": content,
    }
    tx.connection.execute(insert(paper_table).prefix_with("OR IGNORE"), row)
    tx.touched("paper")


def content(rd: Reading, sha256: str) -> bytes | None:
    """Return a paper's bytes, or None where it is not here."""
    found = rd.connection.execute(select(paper_table.c.content).where(paper_table.c.sha256 == sha256)).scalar()
    return None if found is None else bytes(found)


def to_upload(rd: Reading, hashes: tuple[str, ...]) -> dict[str, bytes]:
    """Return the papers among these that the central system does not have yet, by their hash."""
    wanted = (paper_table.c.sha256.in_(hashes), paper_table.c.uploaded == 0)
    columns = select(paper_table.c.sha256, paper_table.c.content).where(*wanted)
    return {sha256: bytes(held) for sha256, held in rd.connection.execute(columns)}


def mark_uploaded(tx: Writing, sha256: str) -> None:
    """Remember that the central system has a paper."""
    tx.connection.execute(update(paper_table).where(paper_table.c.sha256 == sha256).values(uploaded=1))
    tx.touched("paper")
