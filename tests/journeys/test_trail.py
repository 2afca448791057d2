"""Whatever a person does at a desk leaves its entry in the audit trail, with its author; so does looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QComboBox

from app.demo.hands import control, press, until
from app.documents.pdf.content import DocumentKind
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field
from app.ui.screens.settings import SettingsScreen
from app.verification import trail as exported
from tests.journeys import acts
from tests.journeys.lists import write_list
from tests.journeys.test_keyboard import answer_file_dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.desktop import Desktop
    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

pytestmark = pytest.mark.xdist_group("journeys: trail")

MAKER_NAME, AUTHORIZER_NAME = "สมหญิง แบบอย่าง", "สมชาย ผู้อนุมัติ"


def trail(desktop: Desktop) -> list[tuple[str, str, str]]:
    """Return who did what about what, oldest first."""
    book = acts.place(desktop).audit
    return [(entry.name, entry.action, entry.about) for entry in book.entries(book.seqs("", descending=False))]


def wait_for_entry(desktop: Desktop, before: int, action: Action, about: str) -> tuple[str, str, str]:
    """Wait for an entry behind the first ``before`` ones."""

    def found() -> list[tuple[str, str, str]]:
        return [entry for entry in trail(desktop)[before:] if entry[1:] == (action.value, about)]

    until(found, f"no entry {action} about {about}")
    return found()[0]


def leaves_entry(person: Person, action: Action, about: str, name: str, act: Callable[[], object]) -> None:
    before = len(person.does(trail))
    act()
    assert person.does(wait_for_entry, before, action, about) == (name, action.value, about)


def delete_draft(desktop: Desktop, op_id: str) -> None:
    acts.act_on_batch(desktop, op_id, "delete")
    acts.press_button(desktop, "batches.act.delete")


def choose_dark(desktop: Desktop) -> None:
    window = acts.place(desktop).window
    window.go(SettingsScreen.key)
    field = control("settings.theme")
    assert isinstance(field, QComboBox)
    press(field, "Down")


def export_audit(desktop: Desktop, path: Path) -> None:
    acts.look(desktop, "audit")
    control("audit.export").setFocus()
    answer_file_dialog(desktop, "Space", path)
    until(path.exists, "nothing was exported")


def say_that_it_was_printed(desktop: Desktop, op_id: str) -> None:
    """Do what the print dialog does once the pages are with a printer, which this machine may not have."""
    evidence = acts.place(desktop).evidence
    evidence.printed(evidence.make(op_id, DocumentKind.HISTORY, "th"), "ห้องการเงิน", 2)


def test_every_act_of_a_maker_leaves_its_entry(maker: Person, tmp_path: Path) -> None:
    def leaves(action: Action, about: str, act: Callable[[], object]) -> None:
        leaves_entry(maker, action, about, MAKER_NAME, act)

    first = maker.does(trail)
    assert (MAKER_NAME, "sign_in") in {entry[:2] for entry in first}
    thrown = maker.does(acts.import_file, write_list(tmp_path / "thrown.csv", ("10.00",), first=80))
    assert (MAKER_NAME, "import_batch", thrown) in maker.does(trail)
    leaves(Action.DELETE_DRAFT, thrown, lambda: maker.does(delete_draft, thrown))
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("250.00", "350.00")))
    assert (MAKER_NAME, "view_lines", op_id) in maker.does(trail)
    leaves(Action.EDIT_BATCH, op_id, lambda: maker.does(acts.type_cell, 1, Field.AMOUNT, "251.00"))
    leaves(Action.EDIT_BATCH, op_id, lambda: maker.does(acts.go_to_hand_in, "ฎ.801/2570"))
    leaves(Action.SUBMIT_BATCH, op_id, lambda: maker.does(acts.sign_and_hand_in))
    maker.does(acts.handed_in, op_id)
    leaves(Action.WITHDRAW_BATCH, op_id, lambda: maker.does(acts.act_on_batch, op_id, "withdraw", "ขอแก้ไข"))
    maker.does(acts.hear, op_id, BatchStatus.WITHDRAWN)
    leaves(Action.CANCEL_BATCH, op_id, lambda: maker.does(acts.act_on_batch, op_id, "cancel", "ไม่ใช้แล้ว"))
    maker.does(acts.hear, op_id, BatchStatus.CANCELLED)
    leaves(Action.CHANGE_SETTINGS, "settings", lambda: maker.does(choose_dark))
    leaves(Action.VERIFY_AUDIT, "audit", lambda: maker.does(acts.verify_audit))
    leaves(Action.EXPORT_AUDIT, "audit", lambda: maker.does(export_audit, tmp_path / "audit.jsonl"))
    assert len((tmp_path / "audit.jsonl").read_text("utf-8").splitlines()) >= len(first)
    assert exported.check(tmp_path / "audit.jsonl")


@pytest.mark.campaign
def test_every_act_of_an_authorizer_leaves_its_entry(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    def leaves(action: Action, about: str, act: Callable[[], object]) -> None:
        leaves_entry(authorizer, action, about, AUTHORIZER_NAME, act)

    ids = []
    for number, name in enumerate(("back", "paid")):
        op_id = maker.does(acts.import_file, write_list(tmp_path / f"{name}.csv", ("75.00",), first=40 + number))
        maker.does(acts.hand_in, f"ฎ.81{number}/2570")
        maker.does(acts.handed_in, op_id)
        authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
        ids.append(op_id)
    back, paid = ids
    leaves(Action.OPEN_BATCH, back, lambda: authorizer.does(acts.open_for_decision, back))
    password = authorizer.password
    leaves(Action.RETURN_BATCH, back, lambda: authorizer.does(acts.send_back, back, "amount", "ผิด", password))
    leaves(Action.APPROVE_BATCH, paid, lambda: authorizer.does(acts.approve, paid, password))
    central.settle()
    authorizer.does(acts.hear, paid)
    leaves(Action.VIEW_LINES, paid, lambda: authorizer.does(acts.show_results, paid))
    leaves(Action.MAKE_DOCUMENT, paid, lambda: authorizer.does(acts.look, "evidence", paid))
    leaves(Action.SAVE_DOCUMENT, paid, lambda: authorizer.does(acts.save_papers, paid, tmp_path, ("summary",)))
    leaves(Action.PRINT_DOCUMENT, paid, lambda: authorizer.does(say_that_it_was_printed, paid))
    entries = authorizer.does(trail)
    authorizer.does(acts.leave)
    authorizer.does(acts.sign_in, password)
    actions = [entry[1] for entry in authorizer.does(trail)[len(entries) :]]
    assert [each for each in actions if each in {"sign_in", "sign_out"}] == ["sign_out", "sign_in"]
    verdict = authorizer.does(acts.verify_audit)
    assert authorizer.does(acts.say, "audit.sound") in verdict
