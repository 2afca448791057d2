"""A batch names the sheet of the workbook that it came from; of older ones nobody knows it."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the name of the sheet, '' where it is not known or the file has but one."""
    op.execute("ALTER TABLE batch ADD COLUMN file_sheet TEXT DEFAULT '' NOT NULL")
