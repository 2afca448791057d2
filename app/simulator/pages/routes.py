"""The table of the citizen's pages; everybody may ask for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.pages import developer, frame
from app.simulator.pages.applying import Applying
from app.simulator.pages.paying import Paying
from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.pages.counter import Handler, PublicCounter


def page_routes(counter: PublicCounter) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of each."""
    applying, paying = Applying(counter), Paying(counter)
    shown = (
        ("GET", "/", applying.home),
        ("GET", "/services/{service}", applying.new),
        ("POST", "/services/{service}", applying.file),
        ("GET", "/requests", applying.look),
        ("GET", "/requests/bill", applying.bill),
        ("GET", "/requests/mend", applying.mending),
        ("POST", "/requests/mend", applying.mend),
        ("GET", "/requests/document", applying.document),
        ("GET", "/bill", paying.look),
        ("GET", "/pay", paying.ask),
        ("POST", "/pay", paying.pay),
        ("GET", "/paid", paying.paid),
        ("GET", "/developer", developer.show),
    )
    return [
        ("GET", "/pages/{print}/{name}", _file),
        *((method, path, counter.open(show)) for method, path, show in shown),
    ]


async def _file(request: Request) -> Response:
    found = frame.file(request.path_params["name"])
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    return found
