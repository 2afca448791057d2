"""Papers about access say what the agency is at this moment, in both languages, each step on record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.access.grants import Grant
from app.domain.access.permissions import Action
from app.domain.access.policy import Policy
from app.domain.access.proposal import ActKind, ProposalKind, Review
from app.domain.access.user import Role
from app.domain.values.errors import NotAllowed, Refused
from app.services.access_papers import AccessPapers
from app.services.administration import Administration
from app.store import audit_trail
from tests.helpers.administrators import ORDER, PARENT, REASON, both
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.i18n import Language
    from app.services.documents import MadeDocument
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central

Pair = tuple["Administrator", "Administrator"]


@pytest.fixture(scope="module")
def pair(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with both(central, tmp_path_factory.mktemp("admins")) as found:
        yield found


@pytest.fixture
def papers(pair: Pair) -> AccessPapers:
    return AccessPapers(pair[0].station.desk, pair[0].service)


def words(made: MadeDocument) -> str:
    return " ".join(" ".join(made.view.text(page) for page in range(made.pages)).split())


def reviewed(pair: Pair, *user_ids: str) -> None:
    one, two = pair
    view = one.service.view()
    uids = tuple(sorted(one.user(user_id, UNIT).uid for user_id in user_ids))
    review = Review(view.review_period, uids)
    two.approve(one.service.propose(ProposalKind.REVIEW, view.agency, review, reason=REASON))


def test_before_the_first_review_the_list_names_both_administrators_without_a_signature(papers: AccessPapers) -> None:
    said = words(papers.review("th"))
    assert "ประเสริฐ ผู้ดูแลหนึ่ง" in said
    assert "อรุณี ผู้ดูแลสอง" in said
    assert "ลงลายมือชื่ออิเล็กทรอนิกส์" not in said


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_list_has_everybody_and_who_was_not_looked_at_first(
    papers: AccessPapers, pair: Pair, language: Language
) -> None:
    if language == "th":
        reviewed(pair, "MAKER01", "AUTH01")
    made = papers.review(language)
    said, view = words(made), pair[0].service.view()
    for user in view.users:
        assert user.record.name(language) in said
    kept, still = (view.users[at].record.name(language) for at in _kept_and_open(pair))
    assert said.index(still) < said.index(kept)
    assert view.review_period in said


def _kept_and_open(pair: Pair) -> tuple[int, int]:
    users = [user.uid for user in pair[0].service.view().users]
    return users.index(pair[0].user("MAKER01").uid), users.index(pair[0].user("MAKER02").uid)


def test_where_no_reviews_are_held_there_is_no_list(papers: AccessPapers, pair: Pair) -> None:
    one, two = pair
    view = one.service.view()
    for months in (0, 12):
        policy = replace(view.policy, review_months=months)
        two.approve(one.service.propose(ProposalKind.POLICY_CHANGE, view.agency, policy, reason=REASON))
        if not months:
            with pytest.raises(Refused, match="review_not_held"):
                papers.review("th")
    assert papers.review("th").pages
    assert one.service.view().policy == Policy(review_months=12, workstations=view.policy.workstations)


def test_a_pack_holds_rights_unfinished_work_keys_and_workstations(
    papers: AccessPapers, pair: Pair, central: Central, tmp_path: Path
) -> None:
    one, two = pair
    maker = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    op_id = maker.draft(document_no="กค 0402/31")
    maker.submit(op_id)
    assert maker.sync.sync_now().problem == ""
    user, other = one.user("MAKER01"), one.user("MAKER03")
    grants = (
        *user.record.grants,
        Grant(Role.MAKER_COLLECTION, date(2026, 11, 23), date(2026, 12, 31), ORDER, other.uid),
    )
    change = replace(user.record, grants=grants)
    two.approve(one.service.propose(ProposalKind.USER_CHANGE, user.uid, change, reason=REASON, version=user.version))
    said = words(papers.handover(user.uid, "th"))
    for wanted in ("สมหญิง แบบอย่าง", "กค 0402/31", maker.batch(op_id).reference, ORDER, "นภา รับนำส่ง"):
        assert wanted in said
    two.service.act(ActKind.REVOKE_KEY, maker.desk.signer.kid, reason="ย้ายหน่วย", password=two.password)
    after = words(papers.handover(user.uid, "en"))
    assert "Somying Baebyang" in after
    assert after.count("23 Nov 2026") > said.count("23 พ.ย. 2569")
    maker.crash()


def test_making_saving_and_printing_leave_their_lines_in_the_audit_trail(
    papers: AccessPapers, pair: Pair, tmp_path: Path
) -> None:
    made = papers.review("th")
    papers.save(made, tmp_path / "list.pdf")
    papers.printed(made, "HP-Finance", 2)
    assert (tmp_path / "list.pdf").read_bytes() == made.pdf
    with pair[0].station.desk.store.read() as rd:
        found = {entry.action: json.loads(entry.facts) for entry in audit_trail.entries_about(rd, made.about)}
    for action in (Action.MAKE_DOCUMENT, Action.SAVE_DOCUMENT, Action.PRINT_DOCUMENT):
        assert (found[action]["document"], found[action]["digest"]) == ("access_review", made.digest)


def test_the_agencys_auditor_makes_the_papers_and_a_units_auditor_none(central: Central, tmp_path: Path) -> None:
    for user_id, company_id in (("AUDIT02", PARENT), ("AUDIT01", UNIT)):
        station = Workstation.at(tmp_path / user_id, central).enter(central, user_id, company_id)
        papers = AccessPapers(station.desk, Administration(station.desk, station.sync))
        if company_id == PARENT:
            assert papers.review("th").pages
        else:
            with pytest.raises((Refused, NotAllowed)):
                papers.review("th")
        station.leave()
