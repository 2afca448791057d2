"""What went back of a change of the register may be put aside by its maker; of older changes nobody did."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of what was put aside, and find those who were left out without reading everybody."""
    op.execute(
        """
        CREATE TABLE payee_aside (
            req_id TEXT NOT NULL,
            at TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (req_id)
        )
         STRICT
        """
    )
    op.execute("CREATE INDEX payee_entry_left_out ON payee_entry (req_id) WHERE left_out = 1")
