"""Numbers of the treasury's system as this simulator gives them: without gaps, in the books of an agency.

How GFMIS numbers its documents is not public; ten digits by kind of document and fiscal year are our own convention.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.storage import next_number

if TYPE_CHECKING:
    from sqlalchemy import Connection


def document_number(connection: Connection, agency: str, kind: str, fy: str) -> str:
    """Return the next number of a kind of document (RA, R1 ...) in a Buddhist fiscal year."""
    return f"{next_number(connection, f'gfmis:{agency}:{kind}:{fy}'):010d}"


def treasury_reference(connection: Connection, agency: str, fy: str) -> str:
    """Return the bank's next reference of money that goes to the treasury."""
    return f"T{fy}-{agency}-{next_number(connection, f'treasury_ref:{agency}:{fy}'):06d}"
