"""What papers bear, at both administrators' desks: a draft with its paper, an emblem from a file, a request (PT-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage

from app.documents.pdf.rendering import Pdf
from app.domain.access.proposal import ProposalKind
from app.domain.access.template import EMBLEM_SIDE_MAX, Template, TemplateSigner
from app.domain.values.errors import BadInput
from app.services.paper_templates import PaperTemplates
from app.simulator.payees import emblem as central_rule
from app.ui.emblem_file import FILE_BYTES_MAX, SIDE_MAX, read_emblem
from tests.helpers.administrators import ORDER, REASON
from tests.helpers.emblems import png
from tests.ui.administration import rooms, screens
from tests.ui.disbursement.hands import click
from tests.ui.looking import named, type_words, visible_texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.screens.administration.paper_template import PaperTemplateScreen
    from app.ui.screens.administration.template_sample import TemplateSample
    from tests.helpers.administrators import Administrator


def paper(qtbot: QtBot, sample: TemplateSample) -> str:
    """Return what stands on the sample once it is made."""
    qtbot.waitUntil(lambda: sample.idle)
    wanted = sample.preview._wanted
    assert isinstance(wanted, Pdf)
    return "".join(wanted.text(0).split())


def written(screen: PaperTemplateScreen, name: str, words: str) -> None:
    """Type into the field with this accessible name."""
    (field,) = [each for each in screen.form._fields if each.control.accessibleName() == name]
    type_words(field.edit, words)


def test_a_template_is_drafted_with_its_paper_beside_it_proposed_and_approved(
    qtbot: QtBot, one: Administrator, two: Administrator, tmp_path: Path
) -> None:
    screen = rooms.paper_template(qtbot, one)
    assert "ยังไม่มีแบบเอกสาร" in visible_texts(screen)
    click(qtbot, screen, "แก้ไขแบบ")
    rooms.rest(qtbot)
    written(screen, "ชื่อส่วนราชการที่พิมพ์", "กรมแบบอย่าง กระทรวงการคลัง")
    written(screen, "ข้อความท้ายกระดาษ", "โปรดเก็บไว้ 10 ปี")
    written(screen, "ช่องที่ 2 ชื่อ - สกุล", "นางสาวอรุณี ตรวจทาน")
    said = paper(qtbot, screen.sample)
    assert "กรมแบบอย่างกระทรวงการคลัง" in said
    assert "โปรดเก็บไว้10ปี" in said
    click(qtbot, screen, "เสนอแบบนี้")
    assert "ระบุว่าลงนามในฐานะใด" in visible_texts(screen)
    written(screen, "ช่องที่ 2 ลงนามในฐานะ", "ผู้ตรวจสอบ")
    (tmp_path / "emblem.png").write_bytes(png(900, 600, (10, 90, 200)))
    screen.form.read(tmp_path / "emblem.png")
    qtbot.waitUntil(screen.form.picture.isVisible)
    assert "แบบv1" in paper(qtbot, screen.sample)
    click(qtbot, screen, "เสนอแบบนี้")
    front = rooms.dialog(qtbot)
    assert any("ต่างจากแบบที่ใช้อยู่ 4 แห่ง" in words for words in visible_texts(front))
    rooms.give(qtbot, front, "เสนอแบบนี้", reason=REASON, order_no=ORDER)
    assert "มีคำขอเปลี่ยนแบบรออนุมัติ" in visible_texts(screen)
    assert not screen.edit.isEnabled()
    waiting = two.service.view().waiting(ProposalKind.TEMPLATE_CHANGE)
    assert waiting is not None
    assert isinstance(waiting.change, Template)
    assert waiting.change.signers == (TemplateSigner("ผู้ตรวจสอบ", "นางสาวอรุณี ตรวจทาน"),)

    decision = screens.requests(qtbot, two, waiting.req_id)
    rooms.rest(qtbot)
    assert "กรมแบบอย่างกระทรวงการคลัง" in paper(qtbot, decision.view.samples["after"])
    assert "แบบv" not in paper(qtbot, decision.view.samples["before"])
    two.service.settle(waiting, approve=True, password=two.password)
    one.station.sync.sync_now()
    screen.refresh()
    rooms.rest(qtbot)
    model = screen.table.model
    assert str(model.index(0, 0).data()) == "1"
    assert named(screen, "ใช้อยู่ ฉบับที่ 1") is screen._chip
    assert "แบบv1" in paper(qtbot, screen.sample)

    click(qtbot, screen, "แก้ไขแบบ")
    rooms.rest(qtbot)
    assert screen.form.picture.isVisible()  # the emblem in force is there to be kept
    written(screen, "ข้อความหัวกระดาษ", "ใช้ประกอบฎีกา")
    click(qtbot, screen, "เสนอแบบนี้")
    rooms.give(qtbot, rooms.dialog(qtbot), "เสนอแบบนี้", reason=REASON, order_no=ORDER)
    waiting = two.service.view().waiting(ProposalKind.TEMPLATE_CHANGE)
    assert waiting is not None
    decision = screens.requests(qtbot, two, waiting.req_id)
    rooms.rest(qtbot)
    before, after = (paper(qtbot, decision.view.samples[side]) for side in ("before", "after"))
    assert "แบบv1" in before
    assert "ใช้ประกอบฎีกา" not in before
    assert "แบบv2" in after
    assert "ใช้ประกอบฎีกา" in after
    two.service.settle(waiting, approve=False, reason="ใช้ชื่อเต็ม", password=two.password)
    assert one.service.view().template_version == 1


def test_a_draft_is_not_lost_without_a_question(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.paper_template(qtbot, one)
    click(qtbot, screen, "แก้ไขแบบ")
    rooms.rest(qtbot)
    written(screen, "ที่อยู่", "ถนนพระราม 6")
    assert screen.go_back()
    front = rooms.dialog(qtbot)
    click(qtbot, front, "ทิ้งร่าง")
    rooms.rest(qtbot)
    assert screen.table.isVisible()
    assert not screen.go_back()


def test_admin_2_and_the_auditor_look_and_write_nothing(qtbot: QtBot, two: Administrator) -> None:
    screen = rooms.paper_template(qtbot, two)
    assert not screen.edit.isVisible()
    assert not screen.propose.isVisible()


def test_a_picture_becomes_an_emblem_that_the_central_system_takes(tmp_path: Path) -> None:
    path = tmp_path / "transparent.png"
    image = QImage(800, 400, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    image.setText("Comment", "what nobody needs to know")
    image.save(str(path))
    made = read_emblem(path)
    central_rule.demand(made)
    seen = QImage.fromData(made)
    assert (seen.width(), seen.height()) == (SIDE_MAX, SIDE_MAX // 2)
    assert seen.pixelColor(5, 5) == QColor("white")
    assert b"nobody" not in made
    assert SIDE_MAX <= EMBLEM_SIDE_MAX


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "emblem_file_wrong"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "emblem_file_wrong"),
        (b"\xff\xd8\xff\xe0 no jpeg", "emblem_file_wrong"),
        (png(40_000, 40_000, rows=b""), "emblem_file_wrong"),
        (png()[:60], "emblem_file_wrong"),
        (png(8, 8), "emblem_file_wrong"),
        (bytes(FILE_BYTES_MAX + 1), "emblem_file_large"),
    ],
)
def test_what_is_no_emblem_is_said_so_before_it_is_sent(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "emblem.png"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=code):
        read_emblem(path)


def test_a_jpeg_is_told_that_it_is_none(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    QImage(100, 100, QImage.Format.Format_RGB32).save(str(tmp_path / "photo.jpg"))
    (tmp_path / "photo.jpg").rename(path)
    with pytest.raises(BadInput, match="emblem_file_wrong"):
        read_emblem(path)


def test_a_sample_says_that_nothing_on_it_was_paid(one: Administrator) -> None:
    papers = PaperTemplates(one.station.desk)
    told = papers.sample(Template(office="กรมตัวอย่าง"), 4, b"", "en").text(0)
    assert "A sample: nothing on it was paid" in told
    assert "Template v4" in told
