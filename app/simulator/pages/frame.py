"""Makes pages: templates with every value escaped, headers that let nothing foreign in, and the files they need."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup
from starlette.responses import Response

import resources
from app.simulator.pages import words
from app.simulator.pages.drawn_codes import bar_svg, qr_svg
from app.simulator.pages.visits import TOKEN_FIELD, remember
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from pathlib import Path

    from app.simulator.pages.visits import Visit

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
_STYLE = "page.css"
_FONTS = {f"Sarabun-{cut}.ttf": (f"fonts/Sarabun-{cut}.ttf", "font/ttf") for cut in ("Regular", "SemiBold", "Bold")}
_FILES = {_STYLE: ("simulator/pages/page.css", "text/css; charset=utf-8"), **_FONTS}
"""All that is served beside pages; a name that is not here is not found, whatever it looks like."""


def _path(name: str) -> Path:
    return resources.path(*_FILES[name][0].split("/"))


@cache
def content(name: str) -> bytes:
    """Return the bytes of a file of `_FILES`."""
    found = _path(name).read_bytes()
    if name == _STYLE:
        for font in _FONTS:
            found = found.replace(f'"{font}"'.encode(), f'"{address(font)}"'.encode())
    return found


@cache
def address(name: str) -> str:
    """Return where a file is served; another address for other bytes, so that browsers may keep it for ever."""
    return f"/pages/{sha256_hex(content(name))[:16]}/{name}"


def file(name: str) -> Response | None:
    """Return a file that pages need, or None."""
    if name not in _FILES:
        return None
    return Response(content(name), 200, {**HEADERS, **_FOR_EVER}, _FILES[name][1])


def page(visit: Visit, name: str, status: int = 200, **facts: Any) -> Response:
    """Return a page in the visit's language."""
    language = visit.language
    text = (
        _templates()
        .get_template(f"{name}.html")
        .render(
            visit=visit,
            t=partial(words.words, language),
            day=partial(words.day, language),
            moment=partial(words.moment, language),
            **facts,
        )
    )
    response = Response(text, status, HEADERS, "text/html; charset=utf-8")
    remember(response, visit)
    return response


@cache
def icon(name: str) -> Markup:
    """Return an icon that only adds to words beside it."""
    drawn = resources.path("icons", f"{name}.svg").read_text("utf-8")
    body = drawn[drawn.index(">", drawn.index("<svg")) + 1 : drawn.rindex("</svg>")]
    head = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    return Markup(head + body.strip() + "</svg>")  # noqa: S704  (a file of ours, no value of anybody)


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.path("simulator", "pages")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "icon": icon,
        "address": address,
        "qr_svg": qr_svg,
        "bar_svg": bar_svg,
        "amount": words.amount,
        "token_field": TOKEN_FIELD,
    }
    return made
