"""What the screens of the shell answer: verify the chain, look at the queue, choose a setting."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.domain.access.audit import AtCentral, AuditVerdict
from app.ui.cells import CELL_ROLE
from app.ui.fields import CheckField, ComboField, TextField
from app.ui.screens.audit import AuditScreen
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.sync_centre import SyncCentreScreen
from tests.ui.late import Late
from tests.ui.looking import named, press, type_words, visible_texts
from tests.ui.windows import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.screen import Screen
    from tests.ui.samples import SampleDesk


def shown(qtbot: QtBot, app: QApplication, screen: Screen) -> None:
    qtbot.addWidget(screen)
    screen.resize(1150, 690)
    screen.show()
    screen.refresh()
    settle(qtbot, app)


def test_a_sound_chain_is_told_with_its_length(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    desk.verdict = AuditVerdict(240, 0, "", AtCentral.HELD, 238)
    screen = AuditScreen(desk)
    shown(qtbot, qapp, screen)
    press(screen.verify, "Space")
    settle(qtbot, qapp)
    assert screen.verdict.words.text() == i18n.text("audit.sound")
    assert screen.verdict.more.text() == i18n.text("audit.sound_held", count="240", seq="238")
    assert screen.verdict.property("tone") == "done"


def test_what_stands_beside_the_audit_trail_is_the_entry_under_the_cursor(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = AuditScreen(desk)
    shown(qtbot, qapp, screen)
    late = Late(desk.entries, lambda seqs: list(seqs) == [2])
    monkeypatch.setattr(desk, "entries", late)
    screen.table.choose(1)
    settle(qtbot, qapp)
    beside = visible_texts(screen.side)
    screen.table.choose(2)
    qtbot.waitUntil(late.asked.is_set)
    screen.table.choose(1)
    late.come()
    settle(qtbot, qapp)
    assert visible_texts(screen.side) == beside


@pytest.mark.parametrize("central", [AtCentral.NOT_ASKED, AtCentral.NOTHING_KEPT])
def test_a_chain_that_was_not_compared_with_the_central_system_is_not_called_proven(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk, central: AtCentral
) -> None:
    desk.verdict = AuditVerdict(240, 0, "", central)
    screen = AuditScreen(desk)
    shown(qtbot, qapp, screen)
    press(screen.verify, "Space")
    settle(qtbot, qapp)
    assert screen.verdict.words.text() == i18n.text("audit.sound_here")
    assert screen.verdict.more.text() == i18n.text(f"audit.sound_{central}", count="240")
    assert screen.verdict.property("tone") == "waiting"


@pytest.mark.parametrize(
    ("central", "key"),
    [(AtCentral.DIFFERS, "audit.reason.anchor"), (AtCentral.NOT_ASKED, "audit.reason.anchor_here")],
)
def test_a_contradicted_chain_says_what_contradicts_it(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk, central: AtCentral, key: str
) -> None:
    desk.verdict = AuditVerdict(200, 231, "anchor", central, 231 if central is AtCentral.DIFFERS else 0)
    screen = AuditScreen(desk)
    shown(qtbot, qapp, screen)
    press(screen.verify, "Space")
    settle(qtbot, qapp)
    assert screen.verdict.words.text() == i18n.text("audit.broken", seq=231, reason=i18n.text(key))
    assert screen.verdict.property("tone") == "refused"


def test_a_broken_chain_names_the_first_broken_entry_and_goes_there(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk
) -> None:
    desk.verdict = AuditVerdict(240, 117, "changed")
    screen = AuditScreen(desk)
    shown(qtbot, qapp, screen)
    press(screen.verify, "Space")
    settle(qtbot, qapp)
    reason = i18n.text("audit.reason.changed")
    assert screen.verdict.words.text() == i18n.text("audit.broken", seq=117, reason=reason)
    assert screen.verdict.property("tone") == "refused"
    assert screen.table.current_id() == 117


def test_entries_are_searched_and_their_facts_are_shown_beside(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk
) -> None:
    screen = AuditScreen(desk)
    shown(qtbot, qapp, screen)
    type_words(screen.search, "import_batch")
    settle(qtbot, qapp)
    assert screen.table.model.rowCount() == 40
    told = visible_texts(screen.side)
    assert {i18n.text("terms.event.import_batch"), i18n.text("audit.fact.lines"), "300"} <= told


def test_what_the_central_system_told_of_a_refusal_is_among_the_facts(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {"command": "c-1", "kind": "submit", "code": "service_limit", "told": '{"line":"3","max":"2,000,000.00"}'}
    plain = desk.entries
    monkeypatch.setattr(desk, "entries", lambda seqs: [replace(one, facts=json.dumps(facts)) for one in plain(seqs)])
    screen = AuditScreen(desk)
    shown(qtbot, qapp, screen)
    assert screen.table.choose(117)
    settle(qtbot, qapp)
    assert {f"{i18n.text('audit.fact.told')}: max", "2,000,000.00"} <= visible_texts(screen.side)


def test_what_waits_to_be_sent_is_told_in_words(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    desk.sync_answer = replace(desk.sync_answer, queued=2, clock_ahead_seconds=-7300.0, clock_wrong=True)
    screen = SyncCentreScreen(desk)
    shown(qtbot, qapp, screen)
    model = screen.table.model
    assert model.index(0, 0).data() == f"{i18n.text('sync.kind_submit')} · ชุดจ่ายที่ 1"
    assert [model.index(row, 3).data(CELL_ROLE).tone for row in (0, 1)] == ["waiting", "unknown"]
    assert screen.notice.words.text() == i18n.text("sync.clock_wrong")
    hours = i18n.text("sync.hours", count="2")
    assert i18n.text("sync.clock_behind", much=hours) in visible_texts(screen.figures)


def test_an_error_of_the_last_sync_is_explained(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    facts = {"printer": "HP"}
    desk.sync_answer = replace(desk.sync_answer, error_code="printer_refused", error_facts=facts)
    screen = SyncCentreScreen(desk)
    shown(qtbot, qapp, screen)
    assert screen.notice.words.text() == i18n.text("errors.printer_refused", printer="HP")
    assert screen.notice.more.text() == i18n.text("errors.printer_refused.do")


def test_draws_that_could_not_be_read_are_named_though_all_else_is_in_step(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk
) -> None:
    desk.sync_answer = replace(desk.sync_answer, unread_draws=("ฎ.204/2570",))
    screen = SyncCentreScreen(desk)
    shown(qtbot, qapp, screen)
    assert screen.notice.isVisible()
    assert screen.notice.words.text() == i18n.text("sync.draws_unread", documents="ฎ.204/2570")
    assert screen.notice.more.text() == i18n.text("sync.draws_unread_do")
    assert i18n.text("sync.online") in visible_texts(screen.figures)


def test_an_empty_queue_says_so_and_syncing_asks_again(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    screen = SyncCentreScreen(desk)
    shown(qtbot, qapp, screen)
    assert i18n.text("sync.queue_empty") in visible_texts(screen.table)
    press(named(screen, i18n.text("sync.now")), "Space")
    settle(qtbot, qapp)
    assert desk.synced == 1
    assert screen.button.isEnabled()


def test_settings_are_made_from_the_record_and_kept_at_once(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    screen = SettingsScreen(desk, desk.practice, "0.1.0")
    shown(qtbot, qapp, screen)
    assert list(screen.fields) == ["language", "theme", "scale_percent", "mask_accounts", "idle_minutes"]
    theme, mask, idle = (screen.fields[name] for name in ("theme", "mask_accounts", "idle_minutes"))
    assert isinstance(theme, ComboField)
    assert isinstance(mask, CheckField)
    assert isinstance(idle, TextField)
    theme.set_text("dark")
    mask.click()
    assert desk.chosen == {"theme": "dark", "mask_accounts": False}
    idle.edit.clear()
    type_words(idle.edit, "99")
    press(idle.edit, "Return")
    assert idle.wrong
    idle.edit.clear()
    type_words(idle.edit, "30")
    press(idle.edit, "Return")
    assert desk.chosen["idle_minutes"] == 30


def test_the_practice_guide_follows_the_rules_that_hold_now(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    held = list(desk.practice())
    screen = SettingsScreen(desk, lambda: tuple(held), "0.1.0")
    shown(qtbot, qapp, screen)
    qtbot.waitUntil(lambda: held[0].effect_th in visible_texts(screen))
    held[0] = replace(held[0], effect_th="กติกาใหม่")
    screen.refresh()  # as after every exchange
    qtbot.waitUntil(lambda: "กติกาใหม่" in visible_texts(screen))


def test_the_practice_guide_lists_what_to_enter_and_what_happens(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk
) -> None:
    screen = SettingsScreen(desk, desk.practice, "0.1.0")
    shown(qtbot, qapp, screen)
    rule = desk.practice()[0]
    assert {rule.trigger_th, rule.effect_th} <= visible_texts(screen)
