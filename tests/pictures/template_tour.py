"""What papers bear, at both administrators' desks: nothing yet, a draft, the request, versions, the next request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.hands import click, fill, until
from app.domain.access.proposal import ProposalKind
from app.domain.access.template import Template, TemplateSigner
from app.ui.screens.administration.paper_template import PaperTemplateScreen
from app.ui.screens.administration.requests import RequestsScreen
from app.ui.theme import SIZES
from tests.helpers.emblems import png
from tests.pictures.agency import ADMIN_2
from tests.pictures.album import rest
from tests.pictures.rooms_tour import REASON

if TYPE_CHECKING:
    from pathlib import Path

    from app.workplace import Workplace
    from tests.pictures.agency import Agency
    from tests.pictures.album import Eye

TEMPLATE = Template(
    office="กรมแบบอย่างบริการ กระทรวงการคลัง",
    address="เลขที่ 99 ถนนพระราม 6 แขวงพญาไท เขตพญาไท กรุงเทพมหานคร 10400 โทรศัพท์ 0 2127 7000",
    header_note="ใช้ประกอบการเบิกจ่ายเงินจากคลัง",
    footer_note="โปรดเก็บเอกสารนี้ไว้ประกอบการตรวจสอบไม่น้อยกว่า 10 ปี",
    signers=(
        TemplateSigner("ผู้จัดทำ", "นางสาวศิริพร แก้วกล้า", "นักวิชาการเงินและบัญชี"),
        TemplateSigner("ผู้ตรวจสอบ", "", "หัวหน้าฝ่ายการเงิน"),
    ),
)


class TemplateTour:
    """Goes through the room at both desks."""

    def __init__(self, agency: Agency, eye: Eye, folder: Path) -> None:
        self._agency, self._eye, self._folder = agency, eye, folder

    def everything(self) -> None:
        """See all there is, the empty room first."""
        agency = self._agency
        for place, part in (
            (agency.one, self.draft),
            (agency.two, self.decide),
            (agency.one, self.versions),
            (agency.two, self.decide_again),
        ):
            place.window.resize(*SIZES.window)
            place.window.show()
            rest()
            part(place)
            place.window.hide()

    def draft(self, place: Workplace) -> None:
        """See the room without a version, a draft with its faults and its paper, and the question."""
        window = place.window
        screen = self._room(place)
        self._eye("template_none", window)
        click("paper_template.edit")
        rest()
        fill("paper_template.name_1", "นางสาวศิริพร แก้วกล้า")
        click("paper_template.propose")
        rest()
        self._see(screen, "template_fault")
        (self._folder / "emblem.png").write_bytes(png(300, 300, (150, 110, 20)))
        screen.form.read(self._folder / "emblem.png")
        until(screen.form.picture.isVisible, "the emblem was not read")
        for name in ("office", "address", "header_note", "footer_note"):
            fill(f"paper_template.{name}", getattr(TEMPLATE, name))
        for number, signer in enumerate(TEMPLATE.signers, 1):
            for name in ("caption", "name", "position"):
                fill(f"paper_template.{name}_{number}", getattr(signer, name))
        self._see(screen, "template_draft")
        click("paper_template.propose")
        rest()
        fill("administration.reason", REASON)
        self._eye("template_propose", window)
        click("paper_template.propose")
        until(lambda: place.administration.view().waiting(ProposalKind.TEMPLATE_CHANGE), "it was not proposed")
        self._see(screen, "template_waiting")

    def decide(self, place: Workplace) -> None:
        """See the first request, and approve it."""
        self._see_request(place, "request_template")
        waiting = place.administration.view().waiting(ProposalKind.TEMPLATE_CHANGE)
        assert waiting is not None
        place.administration.settle(waiting, approve=True, password=self._agency.password(ADMIN_2))
        self._agency.exchange()

    def versions(self, place: Workplace) -> None:
        """See the versions with a paper, and propose the next."""
        self._see(self._room(place), "template_versions")
        view = place.administration.view()
        wanted = Template(emblem=view.template.emblem, office=TEMPLATE.office, signers=TEMPLATE.signers[:1])
        place.administration.propose(ProposalKind.TEMPLATE_CHANGE, view.agency, wanted, reason=REASON)

    def decide_again(self, place: Workplace) -> None:
        """See the paper as it is beside the one that it would be."""
        self._see_request(place, "request_template_again")

    # -- how -----------------------------------------------------------------------------------------------------------

    def _room(self, place: Workplace) -> PaperTemplateScreen:
        place.window.go("paper_template")
        rest()
        page = place.window.page(PaperTemplateScreen.key)
        assert isinstance(page, PaperTemplateScreen)
        return page

    def _see(self, screen: PaperTemplateScreen, name: str) -> None:
        rest()
        until(lambda: screen.sample.idle, "the sample was not made")
        rest()
        self._eye(name, screen.window())

    def _see_request(self, place: Workplace, name: str) -> None:
        waiting = place.administration.view().waiting(ProposalKind.TEMPLATE_CHANGE)
        assert waiting is not None
        place.window.go("requests", waiting.req_id)
        rest()
        page = place.window.page(RequestsScreen.key)
        assert isinstance(page, RequestsScreen)
        until(lambda: all(each.idle for each in page.view.samples.values()), "the papers were not made")
        rest()
        self._eye(name, place.window)
