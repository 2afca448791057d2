"""An old paper keeps the version of what the agency's papers bore when its matter was finished (PT-9)."""

from __future__ import annotations

import hashlib
import io
import json
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pypdf
import pytest
from msgspec import structs

from app.documents.pdf.content import DocumentKind
from app.documents.pdf.rendering import Pdf
from app.domain.access.proposal import ProposalKind
from app.domain.access.template import Template, TemplateSigner
from app.domain.values.errors import Refused, Tampered, Unreachable
from app.domain.values.listing import ListColumn, ListForm, Listing
from app.services import stationery
from app.services.access_papers import AccessPapers
from app.services.dossiers import Dossiers
from app.services.evidence import Evidence
from app.services.list_exports import ListExports
from app.services.paper_templates import PaperTemplates
from app.store import audit_trail, papers
from app.store.engine import connect
from app.store.unit_of_work import FILE_NAME
from app.verification import log as log_of
from app.verification.command import main
from app.verification.dossier import check
from app.verification.findings import Broken
from app.wire import codec, dossier, events
from tests.helpers.administrators import REASON, both
from tests.helpers.emblems import png
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import Workstation, transfers
from tests.verification.dossiers import unzipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.documents import MadeDocument
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central

FIRST_EMBLEM, SECOND_EMBLEM = png(colour=(10, 90, 200)), png(colour=(200, 30, 30))
FIRST = Template(
    office="กรมตัวอย่าง ฉบับแรก",
    footer_note="ท้ายกระดาษฉบับแรก",
    signers=(TemplateSigner("ผู้ตรวจสอบ", "นางสาวอรุณี ตรวจทาน", "หัวหน้าฝ่ายการเงิน"),),
)
SECOND = Template(office="กรมตัวอย่าง ฉบับที่สอง", address="ถนนพระราม 6 กรุงเทพมหานคร")


class Town:
    """Both administrators and a paying unit, with one batch paid before the first version, and one after each."""

    def __init__(self, central: Central, folder: Path, pair: tuple[Administrator, Administrator]) -> None:
        self.central, self.pair = central, pair
        self.maker = Workstation.at(folder / "maker", central).enter(central, "MAKER01")
        self.authorizer = Workstation.at(folder / "authorizer", central).enter(central, "AUTH01")
        self.evidence = Evidence(self.maker.desk)
        self.approved: list[Template] = []

    def approve(self, template: Template, emblem: bytes = b"") -> None:
        """Put a template in force."""
        one, two = self.pair
        if emblem:
            sha256 = PaperTemplates(one.station.desk).leave_emblem(emblem)
            template = replace(template, emblem=sha256)
        view = one.service.view()
        two.approve(one.service.propose(ProposalKind.TEMPLATE_CHANGE, view.agency, template, reason=REASON))
        self.approved.append(template)

    def pay(self, number: str) -> str:
        """Pay a batch of two and hear of it."""
        day = datetime.fromisoformat(self._now()).date()
        op_id = self.maker.draft(transfers(2), document_no=number, value_date=day)
        self.maker.submit(op_id)
        self.hear()
        self.authorizer.decide(op_id, self.central.password(UNIT, "AUTH01"))
        self.hear()
        self.central.advance(self._now(minutes=30))
        self.hear()
        return op_id

    def hear(self) -> None:
        for station in (self.maker, self.authorizer):
            assert station.sync.sync_now().problem == ""

    def _now(self, minutes: int = 0) -> str:
        now = datetime.fromisoformat(self.central.operate("GET", "clock").json["now"])
        return (now + timedelta(minutes=minutes)).isoformat()

    def made(self, op_id: str, kind: DocumentKind = DocumentKind.DETAIL) -> MadeDocument:
        return self.evidence.make(op_id, kind, "th")


@contextmanager
def town_at(folder: Path) -> Iterator[Town]:
    with running(folder / "central", eased=True) as central, both(central, folder) as pair:
        town = Town(central, folder, pair)
        yield town
        town.maker.crash()
        town.authorizer.crash()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town_at(tmp_path_factory.mktemp("stationery")) as made:
        yield made


@pytest.fixture(scope="module")
def batches(town: Town) -> tuple[str, str, str]:
    """Return a batch finished before any template, one under the first and one under the second version."""
    before = town.pay("กค 0402/1")
    town.approve(FIRST, FIRST_EMBLEM)
    old = town.pay("กค 0402/2")
    town.approve(SECOND, SECOND_EMBLEM)
    return before, old, town.pay("กค 0402/3")


def text(made: MadeDocument) -> str:
    return "".join("".join(made.view.text(page).split()) for page in range(made.pages))


def seen(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_paper_of_a_batch_keeps_what_held_when_it_was_finished(
    town: Town, batches: tuple[str, str, str], kind: DocumentKind
) -> None:
    before, old, new = (town.made(op_id, kind) for op_id in batches)
    assert (before.template, old.template, new.template) == (0, 1, 2)
    assert seen("แบบ v") not in text(before)
    for office in (FIRST.office, SECOND.office):
        assert seen(office) not in text(before)
    assert seen(FIRST.office) in text(old)
    assert seen("(นางสาวอรุณี ตรวจทาน)") in text(old)
    assert seen("แบบ v1") in text(old)
    assert seen(SECOND.office) in text(new)
    assert seen("แบบ v2") in text(new)
    assert seen(FIRST.footer_note) not in text(new)


def test_the_emblem_of_its_version_is_on_the_paper(town: Town, batches: tuple[str, str, str]) -> None:
    for op_id, colour in zip(batches[1:], ((10, 90, 200), (200, 30, 30)), strict=True):
        (image,) = pypdf.PdfReader(io.BytesIO(town.made(op_id).pdf)).pages[0].images
        assert image.image is not None
        assert image.image.getpixel((16, 16)) == colour


def test_the_audit_trail_says_which_version_a_print_bore(
    town: Town, batches: tuple[str, str, str], tmp_path: Path
) -> None:
    made = town.made(batches[1])
    town.evidence.save(made, tmp_path / "detail.pdf")
    town.evidence.printed(made, "ชั้น 2", 1)
    with town.maker.desk.store.read() as rd:
        acts = [entry for entry in audit_trail.entries(rd) if made.digest in entry.facts][-3:]
    assert [json.loads(entry.facts)["template"] for entry in acts] == ["1", "1", "1"]
    town.made(batches[0])
    with town.maker.desk.store.read() as rd:
        newest = list(audit_trail.entries(rd))[-1]
    assert "template" not in json.loads(newest.facts)


def test_lists_and_papers_of_the_agency_bear_what_holds_now(
    town: Town, batches: tuple[str, str, str], tmp_path: Path
) -> None:
    assert batches
    path = tmp_path / "list.pdf"
    listing = Listing("รายการ", (), (ListColumn("ชื่อ", 100),), 1, iter([("ก",)]))
    ListExports(town.maker.desk).write("batches", listing, ListForm.PDF, path, "th")
    assert seen(SECOND.office) in seen(Pdf(path.read_bytes()).text(0))
    one, _ = town.pair
    one.station.sync.sync_now()
    made = AccessPapers(one.station.desk, one.service).review("th")
    assert made.template == 2
    assert seen(SECOND.office) in text(made)


def test_an_emblem_comes_with_the_news_so_that_papers_need_no_central_system(
    town: Town, batches: tuple[str, str, str]
) -> None:
    assert batches
    desk = town.maker.desk
    with desk.store.read() as rd:
        for emblem in (FIRST_EMBLEM, SECOND_EMBLEM):
            assert papers.content(rd, hashlib.sha256(emblem).hexdigest()) == emblem
    with pytest.raises((Refused, Unreachable)):
        stationery.emblem(desk, "0" * 64)  # no paper without the emblem that was approved for it
    found = stationery.versions(desk)
    assert [(each.version, each.template) for each in found[:2]] == list(enumerate(town.approved[:2], 1))
    one, two = town.pair
    uids = [each.station.desk.actor.person.uid for each in (one, two)]
    assert [found[0].proposed_by, found[0].decided_by] == uids
    one.station.sync.sync_now()
    assert [each.version for each in PaperTemplates(one.station.desk).versions()][-2:] == [2, 1]


def test_a_version_taken_out_of_the_store_stops_every_paper(town: Town, batches: tuple[str, str, str]) -> None:
    desk = town.maker.desk
    key = town.maker.vault.store_key(desk.actor.agency, desk.actor.unit, exists=True)
    with closing(connect(town.maker.paths.unit(desk.actor.agency, desk.actor.unit) / FILE_NAME, key)) as file:
        file.execute("UPDATE event SET op_id = 'elsewhere' WHERE op_id = ?", (desk.actor.agency,))
        try:
            with pytest.raises(Tampered, match="paper_log_changed"):
                Evidence(desk).make(batches[1], DocumentKind.DETAIL, "th")
        finally:
            file.execute("UPDATE event SET op_id = ? WHERE op_id = 'elsewhere'", (desk.actor.agency,))
    assert town.made(batches[1]).template == 1


def test_a_dossier_carries_what_its_papers_bear_and_is_verified(
    town: Town, batches: tuple[str, str, str], tmp_path: Path
) -> None:
    made = Dossiers(town.maker.desk).of_batch(batches[1], "th")
    files = unzipped(made.content)
    for emblem in (FIRST_EMBLEM, SECOND_EMBLEM):
        assert files[f"{dossier.TEMPLATES}/{hashlib.sha256(emblem).hexdigest()}.png"] == emblem
    cover = Pdf(files["dossier.pdf"])
    told = "".join("".join(cover.text(page).split()) for page in range(cover.pages))
    assert seen("แบบ v1") in told  # the prints that were made of it
    path = tmp_path / made.name
    path.write_bytes(made.content)
    assert main([str(path), "--bank-key", town.maker.desk.about.bank_public_key]) == 0
    report, _, _ = check(path, town.maker.desk.about.bank_public_key)
    assert "templates" in {finding.part for finding in report.findings}
    detail = next(name for name in files if name.startswith("papers/detail"))
    (tmp_path / "detail.pdf").write_bytes(files[detail])
    assert main([str(tmp_path / "detail.pdf"), "--dossier", str(path), "--bank-key", made.bank_fingerprint]) == 0


def test_a_template_that_was_left_out_of_a_dossier_is_missed(town: Town, batches: tuple[str, str, str]) -> None:
    files = unzipped(Dossiers(town.maker.desk).of_batch(batches[1], "th").content)
    said = codec.decode(files[dossier.MACHINE_FILE], dossier.Dossier)
    changes = [opened for opened in said.bodies if is_template(opened.body)]
    assert len(changes) >= 2
    less = structs.replace(said, bodies=tuple(each for each in said.bodies if each is not changes[0]))
    with pytest.raises(Broken, match="missing"):
        log_of.open_bodies(less, log_of.follow(less))


def is_template(body: str) -> bool:
    try:
        return codec.decode(body.encode(), events.AccessChanged).what == "template.change"
    except codec.NotCanonical:
        return False
