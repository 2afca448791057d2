"""The one table of all pages of the console.

To add pages: write handlers in a module of their own, list them as `Page` in a function like `operator_pages`, and
name that function in `every_page`. What they change goes through `Counter`, the operator's routes. A page's menu
entry, access key, title, right (its face) and acts follow from its row; its template lies in
resources/simulator/console/<face>/, its words in {th,en}/<face>.json beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.console.bank.pages import bank_pages
from app.simulator.console.everybody import everybodys_pages
from app.simulator.console.operator.pages import operator_pages
from app.simulator.console.treasury.pages import treasury_pages

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.operator.samples import Samples
    from app.simulator.console.page import Page
    from app.simulator.context import Central


def every_page(central: Central, counter: Counter, samples: Samples) -> tuple[Page, ...]:
    """Return the table of all pages, in the order of the menu."""
    return (
        *operator_pages(central, counter, samples),
        *bank_pages(central, counter),
        *treasury_pages(central, counter),
        *everybodys_pages(central),
    )
