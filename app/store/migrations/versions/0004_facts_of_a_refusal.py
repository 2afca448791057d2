"""With the code of a refusal its facts are kept; of older refusals they are not known."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the facts of a batch's reason, none where a person gave it."""
    op.execute("ALTER TABLE batch ADD COLUMN reason_facts TEXT DEFAULT '{}' NOT NULL")
