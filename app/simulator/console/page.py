"""What a page of the console is: whose, where, how it is shown, and what can be done at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from app.simulator.console.acts import Done
from app.simulator.pages.forms import Sent

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.simulator.console.faces import Face
    from app.simulator.console.signing_in import Staff
    from app.simulator.pages.visits import Visit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a page by somebody who may see it."""

    request: Request
    visit: Visit
    staff: Staff

    def said(self, name: str) -> str:
        """Return a word of the address behind ``?``, or ''."""
        return self.request.query_params.get(name, "")

    def named(self, name: str) -> str:
        """Return a part of the path."""
        found: str = self.request.path_params[name]
        return found


Show = Callable[[Asked], Awaitable[dict[str, Any] | Response]]
"""Returns what the template is filled with, or a whole answer (a file to keep)."""
Do = Callable[[Asked, Sent], Awaitable[Done]]
"""Does what a form asks; raises `Refused`."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a form of a page asks for by POST at ``<the page's path>/<name>``.

    Its words: ``act.<title of the page>.<name>`` with the facts ``about`` and those of its `Done`.
    """

    name: str
    do: Do
    with_files: bool = False
    back_to: str = ""
    """Where the browser goes afterwards; '' to the page itself."""
    stays: bool = False
    """It changed nothing: what was typed stays in the form."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    ``path`` in Starlette's form; ``face``: whose (None: everybody who is signed in); ``title``: its words are
    ``page.<title>``, also in the menu; ``template`` below resources/simulator/console; ``icon`` of resources/icons;
    ``letter``: its access key, without which it is not in the menu. ``live``: a piece, fetched again and again.
    """

    path: str
    face: Face | None
    title: str
    template: str
    show: Show
    acts: tuple[Act, ...] = ()
    letter: str = ""
    icon: str = ""
    live: bool = False
    under: str = ""
    """The path of the menu entry that a page without one belongs to."""
