"""The line that says that the central system is closed, or wants a newer program, and what becomes of one's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.values.errors import KhlangError
from app.ui import errors
from app.ui.surfaces import Banner

if TYPE_CHECKING:
    from app.ui.ports import SyncState


class ClosedBanner(Banner):
    """A full-width line for as long as everybody is turned away; it goes by itself."""

    _refusal: KhlangError | None = None

    def __init__(self) -> None:
        super().__init__(tone="refused", wrap=True)

    def show_state(self, state: SyncState) -> None:
        """Say why this workstation is turned away, if it is."""
        self._refusal = KhlangError(state.error_code, **state.error_facts) if state.turned_away else None
        self._tell()

    def said(self) -> str:
        """Return what happened, what the staff says about it, and what to do."""
        if self._refusal is None:
            return ""
        told = errors.tell(self._refusal)
        return "  ".join(part for part in (told.what, told.server_words, told.do) if part)
