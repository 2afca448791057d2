"""What a change of rights, policy or accounts makes different, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.differences import differences
from app.ui.comparison import Comparison as Table
from app.ui.comparison import Differing
from app.ui.screens.administration.parts import words

if TYPE_CHECKING:
    from app.domain.access.proposal import AgencyView, Change


class Comparison(Table):
    """Before and after of a subject of administration."""

    def show_change(self, before: Change | None, after: Change, view: AgencyView) -> int:
        """Show what ``after`` makes different and return how many fields that are."""
        rows = [
            Differing(
                words.field(each.field), *(words.value(each.field, side, view) for side in (each.before, each.after))
            )
            for each in differences(before, after)
        ]
        self.show_rows(rows, with_before=before is not None)
        return len(rows)
