"""Makes the console's pages: templates with every value escaped, headers that let nothing foreign in, its files."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

import jinja2
from starlette.responses import Response

import resources
from app.simulator.clock import BANGKOK, is_moment, local_date, read_moment
from app.simulator.console import words
from app.simulator.fields import read_day
from app.simulator.pages import frame as citizens
from app.simulator.pages import words as citizens_words
from app.simulator.pages.visits import TOKEN_FIELD, remember
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from app.simulator.pages.visits import Language, Visit

STYLE, SCRIPT = "console.css", "console.js"
HEADERS = {
    **citizens.HEADERS,
    "content-security-policy": citizens.HEADERS["content-security-policy"] + "; script-src 'self'; connect-src 'self'",
    "cache-control": "no-store",
}
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
_KINDS = {STYLE: "text/css; charset=utf-8", SCRIPT: "text/javascript; charset=utf-8"}


@cache
def _content(name: str) -> bytes:
    own = resources.path("simulator", "console", name).read_bytes()
    # One file with the citizen's style before it: one look, one request.
    return citizens.content("page.css") + own if name == STYLE else own


@cache
def address(name: str) -> str:
    """Return where a file is served; another address for other bytes, so that browsers may keep it for ever."""
    return f"/pages/{sha256_hex(_content(name))[:16]}/{name}"


def file(name: str) -> Response | None:
    """Return a file that pages need, or None."""
    if name not in _KINDS:
        return citizens.file(name)
    return Response(_content(name), 200, {**HEADERS, **_FOR_EVER}, _KINDS[name])


def page(visit: Visit, template: str, status: int = 200, **facts: Any) -> Response:
    """Return a page, or a piece of one, in the visit's language."""
    language = visit.language
    text = (
        _templates()
        .get_template(f"{template}.html")
        .render(
            visit=visit,
            t=partial(words.words, language),
            of_code=partial(words.of_code, language),
            problem=partial(words.problem, language),
            mistake=partial(words.mistake, language),
            day=partial(citizens_words.day, language),
            moment=partial(citizens_words.moment, language),
            hours=lambda moment: f"{read_moment(moment).astimezone(BANGKOK):%H:%M:%S}",
            bangkok_day=lambda moment: local_date(read_moment(moment)).isoformat(),
            said=partial(_said, language),
            month=lambda day: citizens_words.words(language, f"month.{int(day[5:7])}"),
            **facts,
        )
    )
    response = Response(text, status, HEADERS, "text/html; charset=utf-8")
    remember(response, visit)
    return response


def _said(language: Language, text: str) -> str:
    """Return a text of the log; a moment or a day as people write it."""
    if is_moment(text):
        return citizens_words.moment(language, text)
    return text if read_day(text) is None else citizens_words.day(language, text)


@cache
def _templates() -> jinja2.Environment:
    folders = [resources.path("simulator", "console"), resources.path("simulator", "pages")]
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),  # the citizen's pieces serve here, too
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "icon": citizens.icon,
        "address": address,
        "amount": citizens_words.amount,
        "has": words.has,
        "twice": lambda values: [(value, value) for value in values],
        "token_field": TOKEN_FIELD,
        "STYLE": STYLE,
        "SCRIPT": SCRIPT,
    }
    return made
