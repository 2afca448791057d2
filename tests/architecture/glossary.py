"""The glossary of the README, made from the catalogue: the word in the code, the bank's Thai, plain English.

``python -m tests.architecture.glossary`` writes it into ``README.md`` between its two marks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.access.user import Role
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.transfer import Field, LineStatus
from app.i18n import words

if TYPE_CHECKING:
    from enum import StrEnum

README = Path(__file__).resolve().parents[2] / "README.md"
BEGIN, END = "<!-- glossary: begin -->", "<!-- glossary: end -->"

SECTIONS: tuple[tuple[str, type[StrEnum], str], ...] = (
    ("role", Role, "terms.role."),
    ("kind of payment", Kind, "terms.kind."),
    ("state of a batch", BatchStatus, "terms.batch."),
    ("state of a line", LineStatus, "terms.line."),
    ("field of a line", Field, "editor.field."),
)


def table() -> str:
    """Return the glossary as a Markdown table."""
    rows = ["| In the code | Thai | English | What it is |", "|---|---|---|---|"]
    for what, members, prefix in SECTIONS:
        for member in members:
            key = f"{prefix}{member.value}"
            rows.append(f"| `{member.value}` | {words('th', key)} | {words('en', key)} | {what} |")
    return "\n".join(rows)


def written(readme: str) -> str:
    """Return the README with the glossary as it is now between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")
