"""The bank's rules: what holds, how often each decided, versions to go back to, and a new one, checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator.console.acts import Done
from app.simulator.fields import is_digits
from app.simulator.refusals import Refused, wrong
from app.simulator.ruling import versions
from app.simulator.ruling.versions import RulesBack, RulesWanted, VersionShown
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

_DIGITS_MAX = 9


class RulePages:
    """What the operator does with rules."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Show the rules in force with their hits, and all versions."""
        shown = await self._central.storage.read(versions.listed)
        told = {rule.rule: rule for rule in self._central.rules.book.practice}
        return {"rules": [(rule, told.get(rule), hits) for rule, hits in shown.hits.items()], "shown": shown}

    async def version(self, asked: Asked) -> dict[str, Any]:
        """Show what stands in a version."""
        number = _version(asked)
        shown = await self._central.storage.read(versions.listed)
        found = await self._central.storage.read(lambda connection: versions.text(connection, number))
        return {"rules": found, "in_force": shown.in_force}

    async def new(self, _asked: Asked) -> dict[str, Any]:
        """Show the text in force, to be changed."""
        shown = await self._central.storage.read(versions.listed)
        found = await self._central.storage.read(lambda connection: versions.text(connection, shown.in_force))
        return {"rules": found, "looked": shown.in_force}

    async def check(self, _asked: Asked, sent: Sent) -> Done:
        """Tell the mistakes of a text; nothing changes."""
        faults = versions.check(_text(sent))
        if faults:
            told = {str(n): str(fault) for n, fault in enumerate(faults[: versions.FAULTS_TOLD_MAX], 1)}
            raise Refused(Refusal.RULES_WRONG, faults=str(len(faults)), **told)
        return Done("")

    async def put(self, _asked: Asked, sent: Sent) -> Done:
        """Let a new text hold from now on."""
        wanted = RulesWanted(_text(sent), sent.text("note").strip(), version=_looked(sent))
        made = await self._counter.ask("PUT", api.OPERATOR_RULES, VersionShown, wanted)
        return Done(str(made.version))

    async def go_back(self, asked: Asked, sent: Sent) -> Done:
        """Let an earlier text hold again; only over the version that was looked at."""
        number = _version(asked)
        await self._counter.do("POST", f"{api.OPERATOR_RULES}/{number}/back", RulesBack(_looked(sent)))
        return Done(str(number))


def _text(sent: Sent) -> str:
    """Return the file where one was chosen, else what is written in the form."""
    if not sent.files:
        return sent.text("text").replace("\r\n", "\n")
    try:
        return sent.files[0].content.decode()
    except UnicodeDecodeError as problem:
        raise wrong("file") from problem


def _looked(sent: Sent) -> int:
    """Return the version that was in force when the form was shown."""
    text = sent.text("looked")
    if not is_digits(text, _DIGITS_MAX):
        raise wrong("version")
    return int(text)


def _version(asked: Asked) -> int:
    text = asked.named("version")
    if not is_digits(text, _DIGITS_MAX):
        raise Refused(Refusal.NOT_FOUND)
    return int(text)
