"""Every page of the bank's and the treasury's staff by the wire: who may see it, both languages, what is refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.console_story import EVIL, RIGHT, Story, alter, told
from tests.helpers.raw_collections import OWN_UNIT, biller
from tests.helpers.raw_console import Visitor, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Answer, Central

BUDGET = "0061000018"
TABLES = ("kinds", "services", "revenue_types", "remittance_kinds", "offices", "deposit_accounts", "postings", "chart")


@pytest.fixture(scope="module")
def story(central: Central) -> Story:
    return told(central)


@pytest.fixture(scope="module")
def bank(central: Central, story: Story) -> Iterator[Visitor]:
    visitor = Visitor.signed_in(central, "bank1")
    yield visitor
    visitor.wire.close()


@pytest.fixture(scope="module")
def treasury(central: Central, story: Story) -> Iterator[Visitor]:
    visitor = Visitor.signed_in(central, "treasury1")
    yield visitor
    visitor.wire.close()


def pages(story: Story, bank: Visitor) -> dict[str, list[str]]:
    """Return every page of the two faces, with something on it."""
    (uid,) = re.findall(r'/bank/administrators/([^"]+)"', bank.get("/bank/administrators?locked=yes").body.decode())
    at_bank = (
        *("home", "accounts", f"accounts/{BUDGET}", "batches", f"batches/{story.settled}", f"batches/{story.held[0]}"),
        *("held", f"held/{story.held[0]}", "recalls", f"recalls/{story.recall_id}", "till", "collections"),
        *(f"collections/{story.payment_id}", "receiving", "administrators", f"administrators/{uid}", "slips"),
        *("applications", f"applications/{story.application_id}", "notices", "notices?sort=payees", "money"),
        *("notices?sort=payers&state=sent&text=x", f"till?ref1={story.bills[0]['ref1']}&ref2={story.bills[0]['ref2']}"),
    )
    at_treasury = (
        *("home", "remittances", f"remittances/{story.remittances[0]}", "documents", "documents/1", "trial"),
        *("trial?agency=2101&fy=2570&period=03", "periods", "tables", "requests", "reports", "postings"),
        *(f"tables/{name}" for name in TABLES),
    )
    return {"bank": [f"/bank/{one}" for one in at_bank], "treasury": [f"/treasury/{one}" for one in at_treasury]}


def test_every_page_is_for_its_face_in_both_languages_and_shows_what_people_wrote_as_text(
    central: Central, story: Story, bank: Visitor, treasury: Visitor
) -> None:
    operator = Visitor.signed_in(central, "operator1")
    own = {"bank": bank, "treasury": treasury}
    for face, paths in pages(story, bank).items():
        for path in paths:
            for language in ("en", "th"):
                answer = own[face].get(f"{path}{'&' if '?' in path else '?'}lang={language}")
                said = answer.body.decode()
                assert answer.status == 200, path
                assert f'<html lang="{language}">' in said
                assert "<script>alert" not in said
                assert "<img" not in said
                assert "{7*7}" not in said.replace("{{7*7}}", "")
                assert said.count("<table") == said.count("</caption>") + said.count("<table aria-labelledby"), path
            for other in {"bank", "treasury"} - {face}:
                assert own[other].get(path).status == 403, path
            assert operator.get(path).status == 403, path
    assert "&lt;script&gt;" in bank.get(f"/bank/applications/{story.application_id}").body.decode()


def test_acts_are_for_their_face_only(bank: Visitor, treasury: Visitor, story: Story) -> None:
    foreign = (
        (treasury, f"/bank/held/{story.held[0]}/reject"),
        (treasury, "/bank/money/deposit"),
        (bank, f"/treasury/remittances/{story.remittances[0]}/refuse"),
        (bank, "/treasury/periods/close"),
    )
    for visitor, path in foreign:
        assert visitor.post(path, {**visitor.hidden("/acts"), "sure": "yes", "reason": "x"}).status == 403


@pytest.mark.parametrize("where", ["accounts/1", "batches/x", "held/x", "recalls/x", "collections/x", "applications/x"])
def test_what_there_is_not_is_not_found(bank: Visitor, where: str) -> None:
    assert bank.get(f"/bank/{where}").status == 404


@pytest.mark.parametrize("where", ["remittances/x", "documents/x", "documents/999999", "tables/x"])
def test_what_the_treasury_does_not_have_is_not_found(treasury: Visitor, where: str) -> None:
    assert treasury.get(f"/treasury/{where}").status == 404


def test_lists_are_narrowed_and_a_strange_address_does_no_harm(bank: Visitor, treasury: Visitor, story: Story) -> None:
    assert "รายการที่ 1–2 จาก 2" in bank.words("/bank/held")
    assert f"/bank/batches/{story.settled}" not in bank.get("/bank/batches?state=approved").body.decode()
    assert "ไม่มีรายการ" in bank.words("/bank/batches?unit=9999999999")
    assert "ไม่มีรายการ" in bank.words("/bank/batches?text=%25")  # a percent sign is no pattern
    assert BUDGET in bank.words(f"/bank/accounts?text={BUDGET[-4:]}")
    first = bank.get("/bank/accounts?text=006").body.decode()
    assert 'rel="next" href="?text=006&amp;at=50"' in first
    assert BUDGET in first
    then = bank.get("/bank/accounts?text=006&at=50").body.decode()
    assert 'rel="prev" href="?text=006&amp;at=0"' in then
    assert BUDGET not in then
    for said in (
        "at=99999999999",
        "at=-1",
        "at=%E0%B9%92",
        "since=0001-01-01&until=9999-12-31",
        "since=x",
        "text=" + "x" * 500,
    ):
        assert bank.get(f"/bank/accounts/{BUDGET}?{said}").status == 200, said
        assert bank.get(f"/bank/batches?{said}").status == 200, said
    assert treasury.get("/treasury/trial?fy=9999&period=99&unit=x").status == 200
    assert treasury.get("/treasury/remittances?state=silent").body.decode().count("data-remittance") == 2


def test_the_account_s_movements_add_up_and_are_searched(bank: Visitor) -> None:
    shown = bank.get(f"/bank/accounts/{BUDGET}?lang=en").body.decode()
    said = {name: _amount(shown, name) for name in ("Opening", "In", "Out", "Closing")}
    assert said["Opening"] + said["In"] - said["Out"] == said["Closing"]
    balance = re.findall(r"<strong>([0-9,.]+)</strong>", shown)[0]  # what moved at this very moment is there, too
    assert int(balance.replace(",", "").replace(".", "")) == said["Closing"]
    assert "Paid out" in shown
    assert "Paid out" not in bank.words(f"/bank/accounts/{BUDGET}?lang=en&text=nothing+of+that")
    bank.get("/bank/home?lang=th")


def _amount(page: str, name: str) -> int:
    (text,) = re.findall(rf"<dt>{name}</dt><dd class=\"number\">(-?[0-9,]+\.[0-9]{{2}})</dd>", page)
    return int(text.replace(",", "").replace(".", ""))


def test_a_batch_shows_each_step_with_time_cause_and_rule(bank: Visitor, story: Story) -> None:
    page = bank.get(f"/bank/batches/{story.settled}").body.decode()
    stages = re.findall(r'data-stage="([a-z_]+)"', page)
    assert stages[:2] == ["received", "validated"]
    assert "executing" in stages
    assert "ตรวจลายมือชื่อแล้วถูกต้องครบ" in page
    held = bank.words(f"/bank/batches/{story.held[0]}")
    assert "หลักฐานไม่ถูกต้อง" in held
    assert "อนุมัติแล้ว 1 จาก 1 คน" in held


def test_a_recall_is_answered_for_the_payee_s_bank(bank: Visitor, story: Story) -> None:
    where = f"/bank/recalls/{story.recall_id}"
    assert bank.send(where, "money", baht="99999999", sure="yes").status == 422
    assert "บันทึกเงินคืนแล้ว" in done(bank.send(where, "money", baht="1,250.00", sure="yes"), bank)
    assert bank.get(where).status == 404


def test_what_cannot_be_undone_wants_a_word_and_a_refusal_keeps_what_was_typed(
    central: Central, bank: Visitor, treasury: Visitor, story: Story
) -> None:
    where = f"/bank/held/{story.held[1]}"
    answer = bank.send(where, "reject", reason="ลายมือชื่อไม่ตรง")
    assert answer.status == 422
    assert "กรุณาทำเครื่องหมายยืนยัน" in words(answer)
    assert 'value="ลายมือชื่อไม่ตรง"' in answer.body.decode()
    assert bank.send(where, "reject", sure="yes", reason="").status == 422
    assert "หลักฐานไม่ถูกต้อง" in words(bank.send(where, "release"))
    for act, fields in (("deposit", {"account": BUDGET, "baht": "1", "reference": "R1"}), ("draw", {})):
        assert bank.send("/bank/money", act, **fields).status == 422
    for baht in ("", "0", "-1", "1.005", "NaN", "1e99", "๑", "x", "Infinity"):
        answer = bank.send("/bank/money", "deposit", account=BUDGET, baht=baht, reference="R1", sure="yes")
        assert answer.status == (303 if baht == "๑" else 422), baht
    assert treasury.send(f"/treasury/remittances/{story.remittances[0]}", "book").status == 422
    assert central.operate("GET", "held").json["batches"]


def test_held_batches_go_only_when_they_hold(central: Central, bank: Visitor, story: Story) -> None:
    op_id = story.held[1]
    alter(central, op_id, RIGHT)
    assert done(bank.send(f"/bank/held/{op_id}", "release"), bank) == f"ปล่อยชุด {op_id} แล้ว"
    central.settle()
    assert central.operate("GET", f"batches/{op_id}").json["status"] == "settled"
    assert "ไม่ได้พักไว้แล้ว" in bank.words(f"/bank/held/{op_id}")
    assert bank.send(f"/bank/held/{story.held[0]}", "release").status == 422


def done(answer: Answer, visitor: Visitor) -> str:
    """Return what a page says after an act was done."""
    assert answer.status == 303, words(answer)
    page = visitor.get(answer.headers["location"]).body.decode()
    said: list[str] = re.findall(r'<div class="note done" role="status">.*?<p>(.*?)</p>', page, re.S)
    assert len(said) == 1
    return said[0]


def test_the_till_takes_money_once_and_takes_it_back(central: Central, bank: Visitor, story: Story) -> None:
    bill = story.bills[0]
    said = {"biller_id": biller(OWN_UNIT), "pay_ref1": bill["ref1"], "pay_ref2": bill["ref2"], "channel": "counter"}
    wrong = bank.send("/bank/till", "pay", **{**said, "pay_ref2": "123456"}, baht="1.00")
    assert wrong.status in (404, 409, 422)
    assert 'value="123456"' in wrong.body.decode()
    told = done(bank.send("/bank/till", "pay", **said, baht=f"{int(bill['satang']) / 100:,.2f}"), bank)
    payment_id = told.rpartition(" ")[2]
    where = f"/bank/collections/{payment_id}"
    assert "จับคู่แล้ว" in bank.words(where)
    assert "เรียกคืน" in done(bank.send(where, "reverse", reason="รับผิดบัญชี", sure="yes"), bank)
    assert "ธนาคารเรียกคืนแล้ว" in bank.words(where)
    central.assert_books_right()


def test_a_crowd_pays_a_chosen_mix_with_one_press(bank: Visitor) -> None:
    told = done(bank.send("/bank/collections", "mix", mix_unit=OWN_UNIT, count="2", sort_exact="yes"), bank)
    assert told == f"รับชำระเข้าหน่วย {OWN_UNIT} แล้ว 2 รายการ"
    many = bank.send("/bank/collections", "mix", mix_unit=OWN_UNIT, count="50")
    assert many.status == 404  # there are too few open bills
    assert 'value="50"' in many.body.decode()
    assert bank.send("/bank/collections", "mix", mix_unit=OWN_UNIT, count="x").status == 422


def test_money_is_paid_in_and_draws_are_taken_once(central: Central, bank: Visitor) -> None:
    before = _balance(central)
    for _ in range(2):
        said = {"account": BUDGET, "baht": "1,234.50", "reference": "CONSOLE-1", "sure": "yes"}
        done(bank.send("/bank/money", "deposit", **said), bank)
    other = {"account": BUDGET, "baht": "1,234.51", "reference": "CONSOLE-1", "sure": "yes"}
    assert "ใช้อ้างอิงนี้แล้วกับจำนวนเงินหรือข้อมูลอื่น" in words(bank.send("/bank/money", "deposit", **other))
    assert _balance(central) == before + 123_450
    draw = {"drawn_for": f"2101000001 {BUDGET}", "doc_no": "3600009901", "doc_date": "2026-12-01"}
    done(bank.send("/bank/money", "draw", **draw, drawn_baht="100", expense="", sure="yes"), bank)
    assert _balance(central) == before + 133_450
    assert "3600009901" in bank.words("/bank/money?unit=2101000001")


def _balance(central: Central) -> int:
    books = central.operate("GET", "ledger").json["accounts"]
    return next(int(one["balance_satang"]) for one in books if one["account"] == BUDGET)


def test_an_application_is_approved_and_its_slips_wait(bank: Visitor, story: Story) -> None:
    where = f"/bank/applications/{story.application_id}"
    assert "GMIS330500" in done(bank.send(where, "approve", sure="yes"), bank)
    assert bank.send(where, "decline", reason="ซ้ำ", sure="yes").status == 409
    slips = bank.get("/bank/slips").body.decode()
    assert slips.count("GMIS330500") == 4
    (first, *_) = re.findall(r'href="(/bank/slips/[^"]+)"', slips)
    form = bank.hidden(first)
    shown, again = bank.post(f"{first}/print", form), bank.post(f"{first}/print", form)
    (secret,) = re.findall(r'id="secret">([^<]+)<', shown.body.decode())
    assert (shown.status, shown.headers["cache-control"]) == (200, "no-store")
    assert again.status == 303  # the browser sent the very form once more
    assert secret not in bank.get(again.headers["location"]).body.decode()
    assert secret not in bank.get("/acts").body.decode()
    assert bank.send(first, "print").status == 409


def test_a_receiving_account_is_opened_and_a_strange_file_refused(bank: Visitor) -> None:
    said = {"unit": "2102000002", "account": "0061009990", "company_code": "99001", "biller_id": "x", "remits": "unit"}
    answer = bank.send("/bank/receiving", "open", **said)
    assert answer.status == 422
    assert 'value="0061009990"' in answer.body.decode()


def test_the_trial_balance_adds_up_and_fits(treasury: Visitor, story: Story) -> None:
    where = f"/treasury/remittances/{story.remittances[1]}"
    assert "บันทึกบัญชีแล้ว" in done(treasury.send(where, "book", sure="yes"), treasury)
    assert treasury.send(where, "refuse", code="office_wrong", sure="yes").status == 409
    assert "/treasury/documents?matter=remittance" in treasury.get(where).body.decode()
    page = treasury.get("/treasury/trial").body.decode()
    (debit,), (credit,) = (re.findall(rf'id="{side}">([0-9,.]+)<', page) for side in ("debit", "credit"))
    assert debit == credit != "0.00"
    assert "ทุกบัญชีถูกต้องตรงกัน" in page
    assert "ต้องเป็นศูนย์" in page


def test_periods_are_closed_and_opened(central: Central, treasury: Visitor) -> None:
    assert treasury.send("/treasury/periods", "close", period="2570/99", sure="yes").status == 422
    assert treasury.send("/treasury/periods", "close", period="2570/02").status == 422
    done(treasury.send("/treasury/periods", "close", period="2570/02", sure="yes"), treasury)
    assert central.operate("GET", "gfmis/periods").json["closed"] == [{"fy": "2570", "period": "02"}]
    done(treasury.send("/treasury/periods", "open", period="2570/02"), treasury)
    assert central.operate("GET", "gfmis/periods").json["closed"] == []


def test_a_table_is_replaced_whole_or_not_at_all(central: Central, treasury: Visitor) -> None:
    where = "/treasury/tables/deposit_accounts"
    table = central.operate("GET", "deposit-accounts").json
    table["deposits"][0]["name_th"] = "เงินฝากเปลี่ยนชื่อ"
    right = json.dumps(table, ensure_ascii=False)
    assert _put(treasury, where, right, sure="").status == 422
    for wrong in (EVIL, "{}", right.replace('"gl_account": "', '"gl_account": "x', 1)):
        answer = _put(treasury, where, wrong)
        assert 400 <= answer.status < 500, wrong
        assert "<script>alert" not in answer.body.decode()
    assert "แล้ว" in done(_put(treasury, where, right), treasury)
    assert "เงินฝากเปลี่ยนชื่อ" in treasury.words(where)
    assert _put(treasury, "/treasury/tables/chart", right).status == 404


def _put(visitor: Visitor, where: str, content: str, sure: str = "yes") -> Answer:
    return visitor.send_with_files(where, "put", whole=content, sure=sure)
