"""What every part of the story needs: a window to play in, pictures, news, papers that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from app.demo.hands import NothingHappened, settle, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.ui.paper_view import PaperView
    from app.ui.screen import Screen
    from app.workplace import Workplace

S = TypeVar("S", bound="Screen")


class Part:
    """Plays in one person's window; ``take`` makes a picture, ``exchange`` hears the news."""

    def __init__(self, place: Workplace, out: Path, take: Callable[[str], None], exchange: Callable[[], None]) -> None:
        self._place, self._out, self._take, self._exchange = place, out, take, exchange

    def _hear(self, met: Callable[[], object], what: str) -> None:
        """Exchange until ``met``."""

        def heard() -> bool:
            if not met():
                self._exchange()
            return bool(met())

        until(heard, what)
        settle()

    def _keep(self, paper: PaperView, title: str, name: str) -> None:
        """Wait for a paper, and save it."""
        until(lambda: paper.made is not None, f"{name} was not made")
        settle()
        self._take(title)
        path = self._out / name
        paper.save(path)
        until(path.exists, f"{name} was not written")

    def _screen(self, kind: type[S]) -> S:
        page = self._place.window.page(kind.key)
        if not isinstance(page, kind):
            raise NothingHappened(f"{kind.key} is another screen")
        return page
