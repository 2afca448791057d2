"""Who looks at a page: a browser known by a cookie, its language, and the token that its forms must bring back."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.chance import Draws

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")
VISIT_COOKIE, LANGUAGE_COOKIE = "__Host-khlang-visit", "__Host-khlang-language"
"""``__Host-``: only this very host can set them, and only over TLS."""
LANGUAGE_FIELD, TOKEN_FIELD = "lang", "token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page. ``token`` is what a form sent from it must hold; ``elsewhere`` the same page, other language.

    ``secret`` is the cookie's; whoever has it is this browser.
    """

    language: Language
    secret: str
    token: str
    elsewhere: str
    address: str
    is_new: bool
    says_language: bool
    draws: Draws

    def once(self) -> str:
        """Return a name for one filled-in form: sent again with it, it is the same form."""
        return self.draws.token_urlsafe(16)


def visit_of(request: Request, key: bytes, draws: Draws) -> Visit:
    """Return who looks; a browser without our cookie gets a new one."""
    brought = request.cookies.get(VISIT_COOKIE, "")
    is_known = _SECRET.match(brought) is not None
    secret = brought if is_known else draws.token_urlsafe(32)
    wanted = request.query_params.get(LANGUAGE_FIELD, "")
    language = _language(wanted or request.cookies.get(LANGUAGE_COOKIE, ""))
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    asked = [(name, text) for name, text in request.query_params.multi_items() if name != LANGUAGE_FIELD]
    return Visit(
        language=language,
        secret=secret,
        token=bound(key, "form", secret),
        elsewhere=f"{request.url.path}?{urlencode([*asked, (LANGUAGE_FIELD, other)])}",
        address=request.client.host if request.client else "",
        is_new=not is_known,
        says_language=bool(wanted),
        draws=draws,
    )


def bound(key: bytes, purpose: str, *said: str) -> str:
    """Return what only this central system can say of these words, 64 hexadecimal digits."""
    return hmac.new(key, "\n".join((purpose, *said)).encode(), "sha256").hexdigest()


def is_same(brought: str, right: str) -> bool:
    """Compare without telling by the time where they differ."""
    return hmac.compare_digest(brought.encode(), right.encode())


def remember(response: Response, visit: Visit) -> None:
    """Let the browser keep what it needs for its next look."""
    if visit.is_new:
        _keep(response, VISIT_COOKIE, visit.secret, None)
    if visit.says_language:
        _keep(response, LANGUAGE_COOKIE, visit.language, _YEAR_SECONDS)


def _keep(response: Response, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")


def _language(wanted: str) -> Language:
    return next((one for one in LANGUAGES if one == wanted), LANGUAGES[0])
