"""Where the lines of a batch came from: a file, an earlier batch, a template, or a person's hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.record import short_reference

if TYPE_CHECKING:
    from app.domain.disbursement.record import Batch

TEMPLATE = "template:"


def origin(batch: Batch) -> str:
    """Return the file's name with its sheet, or the batch or template that was copied; '' for a batch typed by hand."""
    if batch.file_name or not batch.copied_from:
        return batch.came_from
    if batch.copied_from.startswith(TEMPLATE):
        return i18n.text("editor.from_template", name=batch.copied_from.removeprefix(TEMPLATE))
    return i18n.text("editor.from_batch", reference=short_reference(batch.copied_from))
