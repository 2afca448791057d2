"""The treasury's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.console.faces import Face
from app.simulator.console.page import Act, Page
from app.simulator.console.treasury.books import BookPages
from app.simulator.console.treasury.home import HomePage
from app.simulator.console.treasury.portal import PortalPages
from app.simulator.console.treasury.remittances import RemittancePages
from app.simulator.console.treasury.terms import TablePages

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Show
    from app.simulator.context import Central


def treasury_pages(central: Central, counter: Counter) -> tuple[Page, ...]:
    """Return the treasury's part of the table."""
    remittances, books = RemittancePages(central, counter), BookPages(central, counter)
    tables, portal = TablePages(central, counter), PortalPages(central)
    answers = (Act("book", remittances.book), Act("refuse", remittances.refuse))
    return (
        _page("home", HomePage(central).show, "1", "house"),
        _page("remittances", remittances.show, "2", "send"),
        _inner("/treasury/remittances/{req_id}", "remittance", remittances.one, *answers),
        _page("documents", books.documents, "3", "file-text"),
        _inner("/treasury/documents/{doc}", "document", books.document),
        _page("trial", books.trial, "4", "equal"),
        _page("periods", books.periods, "5", "calendar", Act("close", books.close), Act("open", books.open)),
        _page("tables", tables.show, "6", "columns"),
        _inner("/treasury/tables/{table}", "table", tables.one, Act("put", tables.put, with_files=True)),
        _page("requests", portal.requests, "7", "inbox"),
        _page("reports", portal.reports, "8", "check"),
        _page("postings", portal.postings, "9", "landmark"),
    )


def _page(name: str, show: Show, letter: str, icon: str, *acts: Act) -> Page:
    """Return a page of the menu."""
    where = f"treasury/{name}"
    return Page(f"/{where}", Face.TREASURY, f"treasury.{name}", where, show, acts, letter=letter, icon=icon)


def _inner(path: str, name: str, show: Show, *acts: Act) -> Page:
    """Return a page that a page of the menu leads to."""
    under = "/".join(path.split("/")[:3])
    return Page(path, Face.TREASURY, f"treasury.{name}", f"treasury/{name}", show, acts, under=under)
