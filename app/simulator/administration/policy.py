"""The policy of an agency: versioned, the newest in force, asked when a batch is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select

from app.simulator.tables import policies
from app.wire.administration import Policy
from app.wire.codec import encode

if TYPE_CHECKING:
    from sqlalchemy import Connection

OPEN, CODE = "open", "code"
"""How workstations are taken into use: at the first sign-in, or with a one-time code."""


def begin(connection: Connection, agency: str, workstations: str, at: str) -> None:
    """Give a new agency its first policy: each unit's own number of signatures, passwords that do not expire."""
    add(connection, agency, 1, Policy((), "0", workstations, "12"), at)


def add(connection: Connection, agency: str, version: int, policy: Policy, at: str) -> None:
    """Put a version in force."""
    text = encode(policy).decode()
    connection.execute(insert(policies).values(agency=agency, version=version, policy=text, at=at))


def in_force(connection: Connection, agency: str) -> tuple[int, Policy]:
    """Return the newest version and what it says."""
    newest = select(policies).where(policies.c.agency == agency).order_by(policies.c.version.desc()).limit(1)
    row = connection.execute(newest).one()
    return row.version, msgspec.json.decode(row.policy, type=Policy)
