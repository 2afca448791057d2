"""Bringing an older file up to date; imported, and Alembic with it, only when there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


STEPS = (MIGRATIONS / "versions",)
"""Where the steps of this program are."""


def upgrade(connection: Connection, revision: str, steps: tuple[Path, ...]) -> None:
    """Run every step up to ``revision`` inside the transaction that ``connection`` is in; the caller commits.

    ``steps`` are the folders in which they are.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, steps)))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
