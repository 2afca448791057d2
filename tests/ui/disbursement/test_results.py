from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.domain.access.user import Role, Unit
from app.store.engine import connect
from app.ui.cells import CELL_ROLE
from app.ui.screens.disbursement.parts import reasons
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.texts import Label
from app.ui.theme import SIZES
from app.wire.codes import ReturnReason
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.disbursement.office import KEY, OfficeDesk, OfficeInquiry, furnish, open_store
from tests.ui.looking import named, room_for_names, visible_texts
from tests.ui.windows import settle

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.evidence import EvidenceScreen


def test_sums_and_counts_stand_by_status(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.results(qtbot, maker, "op-0007")
    qtbot.waitUntil(lambda: "27 รายการ" in visible_texts(screen))
    assert {"31 รายการ", "4 รายการ", "0 รายการ"} <= visible_texts(screen)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_results_and_evidence_fit_on_a_laptop_of_1280_by_720(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, language: i18n.Language
) -> None:
    i18n.use(language)
    room = 1280 - SIZES.nav_width
    for screen in (screens.results(qtbot, maker, "op-0007"), screens.evidence(qtbot, maker, "op-0007")):
        settle(qtbot, qapp)
        assert screen.minimumSizeHint().width() <= room, type(screen).__name__


@pytest.mark.parametrize("width", [1280, 1366])
def test_names_are_read_whole_on_a_laptop(qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, width: int) -> None:
    screen = screens.results(qtbot, maker, "op-0007")
    screen.resize(width - SIZES.nav_width, 640)
    settle(qtbot, qapp)
    assert not room_for_names(screen.table)


def test_a_rejected_line_says_why_and_what_to_do(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.results(qtbot, maker, "op-0007")
    with qtbot.waitSignal(screen.table.answered):
        click(qtbot, screen, "ธนาคารปฏิเสธ")
    model = screen.table.model
    assert model.rowCount() == 3
    status = model.index(0, [column.key for column in model.columns].index("status")).data(CELL_ROLE)
    assert (status.tone, bool(status.icon), status.text) == ("refused", True, "ธนาคารปฏิเสธ")
    qtbot.waitUntil(lambda: "บัญชีปิดแล้ว" in visible_texts(screen.side))
    assert any("ขอเลขที่บัญชีใหม่" in words for words in visible_texts(screen.side))


@pytest.mark.parametrize("code", [code.value for code in ReturnReason])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_code_of_the_bank_has_words_and_a_next_step(code: str, language: i18n.Language) -> None:
    i18n.use(language)
    assert code not in reasons.title(code)
    assert reasons.advice(code) != i18n.text("results.next_unknown")


@pytest.mark.parametrize("code", ["ZZ99", "<b>x</b>", "A\u202eB\n", "../../etc", "x" * 900, "{code}"])
def test_an_unknown_code_is_shown_raw_short_and_harmless(code: str) -> None:
    shown = reasons.title(code)
    assert len(shown) < 40
    assert shown.isprintable()
    assert reasons.advice(code) == i18n.text("results.next_unknown")


def test_unknown_shows_a_banner_with_nothing_but_asking_again(qtbot: QtBot, maker: OfficeDesk) -> None:
    asked: list[str] = []
    screen = screens.results(qtbot, maker, "op-0003", asked)
    click(qtbot, screen, "ถามระบบกลางอีกครั้ง")
    qtbot.waitUntil(lambda: asked == ["op-0003"])
    assert "หลักฐานการจ่าย" not in visible_texts(screen)


def test_the_newest_batch_is_shown_where_none_was_asked_for(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = ResultsScreen(OfficeInquiry(maker, []), screens.follow_ups(maker), maker, screens.kept(maker)[0])
    qtbot.addWidget(screen)
    screen.show()
    screen.refresh()
    qtbot.waitUntil(lambda: "ค่าตอบแทนกรรมการสอบ" in visible_texts(screen))


@dataclass
class LeftDesk(OfficeDesk):
    """A desk of a unit whose makers have other rights than they had."""

    rights: frozenset[Role] = frozenset({Role.MAKER_PAYMENT})

    @property
    def unit(self) -> Unit:
        unit = super().unit
        return replace(unit, people=tuple(replace(one, roles=self.rights) for one in unit.people))


@pytest.mark.parametrize(("rights", "offered"), [(frozenset({Role.MAKER_PAYMENT}), False), (frozenset(), True)])
def test_a_colleague_ends_failed_lines_only_of_a_maker_who_cannot(
    qtbot: QtBot, tmp_path: Path, rights: frozenset[Role], offered: bool
) -> None:
    with closing(open_store(tmp_path / "colleague")) as store:
        furnish(store, mine=False)
        screen = screens.results(qtbot, LeftDesk(store, rights=rights), "op-0007")
        qtbot.waitUntil(lambda: "27 รายการ" in visible_texts(screen))
        assert ("ปิดโดยไม่จ่ายซ้ำ" in visible_texts(screen)) is offered


def test_the_detail_report_is_made_shown_and_saved(qtbot: QtBot, maker: OfficeDesk, tmp_path: Path) -> None:
    screen = screens.evidence(qtbot, maker, "op-0007")
    screen.save(tmp_path / "detail.pdf")
    qtbot.waitUntil((tmp_path / "detail.pdf").exists)
    assert (tmp_path / "detail.pdf").read_bytes().startswith(b"%PDF")
    assert named(screen, "พิมพ์").isEnabled()


def shown_hash(screen: EvidenceScreen) -> Label:
    code = screen.findChild(Label, "content_hash")
    assert code is not None
    return code


def test_another_paper_another_language_and_full_accounts_are_made_anew(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.evidence(qtbot, maker, "op-0007")
    code = shown_hash(screen)
    seen = {code.toolTip()}
    click(qtbot, screen, "แสดงเลขที่บัญชีเต็ม")
    qtbot.waitUntil(lambda: code.toolTip() not in seen)
    for kind in ("summary", "receipt"):
        seen.add(code.toolTip())
        screen.choose(kind)
        qtbot.waitUntil(lambda: code.toolTip() not in seen)
    seen.add(code.toolTip())
    assert len(seen) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in seen)


def offered(screen: EvidenceScreen) -> list[bool]:
    """Return whether a paper can be saved, and whether it can be printed."""
    return [named(screen, i18n.text(key)).isEnabled() for key in ("pdf.save", "pdf.print")]


@pytest.mark.parametrize("stop", ["leave", "cancel"])
def test_a_paper_whose_making_was_stopped_is_not_offered_as_another_and_is_made_when_one_comes_back(
    qtbot: QtBot, maker: OfficeDesk, stop: str
) -> None:
    screen = screens.evidence(qtbot, maker, "op-0007")
    code, full = shown_hash(screen), i18n.text("evidence.full_accounts")
    masked = code.toolTip()

    def stopped() -> None:
        if stop == "leave":
            screen.leave()
        else:
            click(qtbot, screen, i18n.text("ui.cancel"))
        assert offered(screen) == [False, False]
        screen.refresh()
        qtbot.waitUntil(lambda: offered(screen) == [True, True])

    click(qtbot, screen, full)
    qtbot.waitUntil(lambda: screen.shows("detail"))
    unmasked = code.toolTip()
    assert unmasked != masked
    click(qtbot, screen, full)
    stopped()
    assert code.toolTip() == masked
    click(qtbot, screen, i18n.text("evidence.summary"))
    stopped()
    assert screen.shows("summary")


def test_the_paper_of_one_batch_is_gone_once_another_is_chosen(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.evidence(qtbot, maker, "op-0007")
    screen.open_subject("op-0002")
    assert offered(screen) == [False, False]
    screen.refresh()
    qtbot.waitUntil(lambda: screen.shows("history"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_paper_that_is_refused_leaves_none_in_sight_and_says_what_to_do(
    qtbot: QtBot, maker: OfficeDesk, language: i18n.Language
) -> None:
    i18n.use(language)
    screen = screens.evidence(qtbot, maker, "op-0007")
    with closing(connect(maker.store.path, KEY)) as file:
        file.execute("UPDATE batch SET settled_satang = settled_satang + 1 WHERE op_id = 'op-0007'")
    screen.choose("receipt")
    said = i18n.text("errors.paper_results_changed", batch="OP0007")
    qtbot.waitUntil(lambda: said in visible_texts(screen))
    assert i18n.text("errors.paper_results_changed.do") in visible_texts(screen)
    assert not named(screen, i18n.text("pdf.save")).isEnabled()
    assert not named(screen, i18n.text("pdf.print")).isEnabled()
    assert not screen.shows("detail")


def test_before_the_bank_reports_only_the_history_can_be_made(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.evidence(qtbot, maker, "op-0002")
    assert not named(screen, "Detail Report รายละเอียดรายการ").isEnabled()
    assert named(screen, "Transaction History ประวัติการทำรายการ").isEnabled()
    assert "ธนาคารยังไม่แจ้งผล จึงจัดทำได้เฉพาะประวัติการทำรายการ" in visible_texts(screen)
