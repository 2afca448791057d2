"""The bank's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.console.bank.accounts import AccountPages
from app.simulator.console.bank.administrators import AdministratorPages, ApplicationPages
from app.simulator.console.bank.batches import BatchPages
from app.simulator.console.bank.collections import CollectionPages
from app.simulator.console.bank.held_lines import HeldLinePages
from app.simulator.console.bank.home import HomePage
from app.simulator.console.bank.money import MoneyPages
from app.simulator.console.bank.notices import NoticePages
from app.simulator.console.bank.recalls import RecallPages
from app.simulator.console.faces import Face
from app.simulator.console.page import Act, Page

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Show
    from app.simulator.context import Central


def bank_pages(central: Central, counter: Counter) -> tuple[Page, ...]:
    """Return the bank's part of the table."""
    accounts, money = AccountPages(central), MoneyPages(central, counter)
    return (
        _page("home", HomePage(central).show, "h", "house"),
        _page("accounts", accounts.show, "a", "landmark"),
        _inner("/bank/accounts/{account}", "account", accounts.one),
        *_batches(BatchPages(central, counter)),
        *_held_lines(HeldLinePages(central, counter)),
        *_recalls(RecallPages(central, counter)),
        *_collections(CollectionPages(central, counter)),
        *_administrators(AdministratorPages(central, counter)),
        *_applications(ApplicationPages(central, counter)),
        _page("notices", NoticePages(central).show, "j", "send"),
        _page("money", money.show, "f", "plus", Act("deposit", money.deposit), Act("draw", money.draw)),
    )


def _page(name: str, show: Show, letter: str, icon: str, *acts: Act) -> Page:
    """Return a page of the menu."""
    return Page(f"/bank/{name}", Face.BANK, f"bank.{name}", f"bank/{name}", show, acts, letter=letter, icon=icon)


def _inner(path: str, name: str, show: Show, *acts: Act) -> Page:
    """Return a page that a page of the menu leads to."""
    return Page(path, Face.BANK, f"bank.{name}", f"bank/{name}", show, acts, under="/".join(path.split("/")[:3]))


def _batches(batches: BatchPages) -> tuple[Page, ...]:
    release = Act("release", batches.release, back_to="/bank/held")
    reject = Act("reject", batches.reject, back_to="/bank/held")
    return (
        _page("batches", batches.show, "d", "file-spreadsheet"),
        _inner("/bank/batches/{op_id}", "batch", batches.one),
        _page("held", batches.held, "e", "pause"),
        _inner("/bank/held/{op_id}", "held_batch", batches.held_one, release, reject),
    )


def _held_lines(held: HeldLinePages) -> tuple[Page, ...]:
    release = Act("release", held.release, back_to="/bank/held_lines")
    reject = Act("reject", held.reject, back_to="/bank/held_lines")
    return (
        _page("held_lines", held.show, "0", "hourglass"),
        _inner("/bank/held_lines/{op_id}/{n}", "held_line", held.one, release, reject),
    )


def _recalls(recalls: RecallPages) -> tuple[Page, ...]:
    money = Act("money", recalls.money, back_to="/bank/recalls")
    refuse = Act("refuse", recalls.refuse, back_to="/bank/recalls")
    return (
        _page("recalls", recalls.show, "v", "undo-2"),
        _inner("/bank/recalls/{recall_id}", "recall", recalls.one, money, refuse),
    )


def _collections(collections: CollectionPages) -> tuple[Page, ...]:
    reverse = Act("reverse", collections.reverse)
    taken = Act("file", collections.take_file, with_files=True)
    return (
        _page("till", collections.till, "y", "check", Act("pay", collections.pay)),
        _page("collections", collections.show, "i", "inbox", Act("mix", collections.mix)),
        _inner("/bank/collections/{payment_id}", "payment", collections.payment, reverse),
        _page("receiving", collections.receiving, "z", "download", Act("open", collections.open), taken),
    )


def _administrators(people: AdministratorPages) -> tuple[Page, ...]:
    acts = (
        Act("unlock", people.unlock),
        Act("reset", people.reset, back_to="/bank/slips"),
        Act("workstation", people.workstation, back_to="/bank/slips"),
        Act("appoint", people.appoint, back_to="/bank/slips"),
    )
    return (
        _page("administrators", people.show, "u", "users"),
        _inner("/bank/administrators/{uid}", "administrator", people.one, *acts),
        _page("slips", people.slips, "x", "printer"),
        _inner("/bank/slips/{slip_id}", "slip", people.slip, Act("print", people.print_slip, stays=True)),
    )


def _applications(applications: ApplicationPages) -> tuple[Page, ...]:
    acts = (Act("approve", applications.approve), Act("decline", applications.decline))
    return (
        _page("applications", applications.show, "w", "file-check"),
        _inner("/bank/applications/{application_id}", "application", applications.one, *acts),
    )
