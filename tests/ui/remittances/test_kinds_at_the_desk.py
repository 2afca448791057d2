"""Each kind of remittance at the desk: its accounts and fields, codes that are over, draws, and who only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app import i18n
from app.demo.hands import choose, click, fill, until
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.remittance import RemittanceState
from app.domain.values.money import Money
from app.services.drawing import Drawing
from app.ui.cells import Cell
from app.ui.screens.disbursement.draws import DrawsScreen
from app.ui.screens.home import HomeScreen
from app.ui.screens.remittances.documents import DOCUMENTS, TreasuryDocumentsScreen
from app.ui.screens.remittances.parts import words
from app.ui.screens.remittances.remittances import FORM, MAIN, REGISTER, RemittancesScreen
from app.ui.tiles import TileButton
from tests.helpers.collecting import PORTAL
from tests.helpers.raw_collections import ACCOUNTS, OWN_UNIT, PORTAL_UNIT
from tests.helpers.raw_remittances import BUDGET, DEPARTMENT, OFF_BUDGET, OTHER_OWNER
from tests.pictures import remitting_office
from tests.pictures.album import rest
from tests.pictures.remitting_office import AUTHORIZER, MAKER, PAYER
from tests.ui.looking import named, type_words, visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.ui.fields import Field
    from app.ui.screens.remittances.remit_form import RemitForm
    from tests.helpers.raw_central import Central
    from tests.pictures.remitting_office import RemittingOffice, Seat

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: kinds of remittance")]
AUDITOR = "AUDIT01"
FEE = "permit_fee"
FEE_OF_OTHERS = "permit_fee_for_other"
GUARANTEE, HELD, FOR_OTHERS = "00901", "00902", "00981"
"""Deposits of the table: contract guarantees, other deposits received, and one that is held for another unit."""
YESTERDAY = "2026-11-22"
FOUR_DAYS = 4 * 24 * 3600


@pytest.fixture(scope="module")
def depositing(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemittingOffice]:
    """Seat the unit that has an off-budget account."""
    people = (MAKER, AUTHORIZER, PAYER, AUDITOR)
    with remitting_office.opened(tmp_path_factory.mktemp("deposits"), *people, company_id=PORTAL) as made:
        yield made


@pytest.fixture(scope="module")
def collecting(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemittingOffice]:
    """Seat the maker of the unit that sends by itself what it collects."""
    with remitting_office.opened(tmp_path_factory.mktemp("receipts"), MAKER) as made:
        yield made


def offered(field: Field) -> list[str]:
    """Return what a list offers, without the row that asks to choose."""
    control_ = field.control
    assert isinstance(control_, QComboBox)
    return [str(control_.itemData(row)) for row in range(control_.count()) if control_.itemData(row)]


def begun(seat: Seat, source: str) -> RemitForm:
    """Begin a remittance of a source and wait until all that belongs to it stands there."""
    screen = seat.open(RemittancesScreen, "new")
    choose("remittances.source", source)
    until(lambda: screen.form.read() is not None, "the form did not follow its source")
    rest()
    return screen.form


def at(screen: RemittancesScreen) -> str:
    one = screen.register.current()
    return one.req_id if one else ""


def looked_up(screen: RemittancesScreen, req_id: str) -> None:
    """Wait until a remittance has the cursor and all is told of it."""
    until(lambda: at(screen) == req_id, "no cursor on it")
    until(lambda: screen.side.told is not None and screen.side.told.remittance.req_id == req_id, "it is not told")


def asked() -> QWidget:
    """Wait for the question in front."""
    until(QApplication.activeModalWidget, "nothing was asked")
    question = QApplication.activeModalWidget()
    assert question is not None
    return question


def proposed(screen: RemittancesScreen) -> str:
    """Propose what stands in the form; return its name in the register."""
    click("remittances.propose")
    asked()
    click("remittances.propose")
    until(lambda: screen._lists.currentIndex() == REGISTER and at(screen), "it is not in the register")
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    rest()
    return at(screen)


def approved(seat: Seat, req_id: str) -> None:
    """Approve a remittance at another desk with the person's password."""
    screen = seat.open(RemittancesScreen, req_id)
    until(lambda: at(screen) == req_id and screen.side.approve.isVisible(), "it cannot be approved")
    click("remittances.approve")
    fill("administration.password", seat.remitter.password)
    click("remittances.approve")
    until(lambda: QApplication.activeModalWidget() is None, "it was not approved")
    rest()


def line_filled(form: RemitForm, code: str, basis: str, amount: str) -> None:
    """Fill the last line of deposits by the names of its fields."""
    row = form.deposits.rows[-1]
    offers = named(row, i18n.text("remittances.deposit"))
    assert isinstance(offers, QComboBox)
    offers.setCurrentIndex(offers.findData(code))
    for key, typed in (("remittances.basis", basis), ("remittances.amount_field", amount)):
        field = named(row, i18n.text(key))
        field.setFocus()
        type_words(field, typed)


def put(central: Central, path: str, table: Any) -> None:
    """Replace a table as the treasury's staff does."""
    answer = central.replace(path, table)
    assert answer.status == 200, answer.body


def ended(central: Central, path: str, field: str, code: str) -> Any:
    """Let a code of a table be over since yesterday; return the table as it was."""
    central.wire.close()
    table = central.operate("GET", path).json
    rows = [{**row, "valid_until": YESTERDAY} if row["code"] == code else row for row in table[field]]
    put(central, path, {**table, field: rows})
    return table


def test_a_deposit_by_items_is_proposed_at_one_desk_and_approved_at_another(depositing: RemittingOffice) -> None:
    maker = depositing.maker
    form = begun(maker, RemittanceKind.DEPOSIT)
    line_filled(form, GUARANTEE, "สัญญาเลขที่ 12/2570", "12,345.00")
    click("remittances.add_row")
    rest()
    line_filled(form, HELD, "หนังสือที่ กค 0001/2570", "655.50")
    rest()
    assert words.baht(Money(1_300_050)) in visible_texts(form)
    screen = maker.place.window.page(RemittancesScreen.key)
    assert isinstance(screen, RemittancesScreen)
    req_id = proposed(screen)
    told = maker.remitter.remitting.told(req_id)
    assert told.remittance.state is RemittanceState.PROPOSED
    assert not screen.side.approve.isVisible(), "who made it does not approve it"
    order = told.remittance.order
    assert order is not None
    assert (order.account, order.office, order.parts) == (OFF_BUDGET, DEPARTMENT, ())
    assert [(item.code, item.basis, item.amount) for item in order.items] == [
        (GUARANTEE, "สัญญาเลขที่ 12/2570", Money(1_234_500)),
        (HELD, "หนังสือที่ กค 0001/2570", Money(65_550)),
    ]
    approved(depositing.authorizer, req_id)
    maker.remitter.answered()
    one = maker.remitter.one(req_id)
    assert one.decided_by == depositing.authorizer.remitter.station.desk.actor.person.uid
    assert (one.state, one.total) == (RemittanceState.ACKNOWLEDGED, Money(1_300_050))
    assert {document.kind for document in one.standing.documents} == {"RB", "R2"}


def test_deposits_have_the_off_budget_account_and_their_own_codes_and_fields(depositing: RemittingOffice) -> None:
    maker = depositing.maker
    form = begun(maker, RemittanceKind.DEPOSIT)
    assert [one for one in offered(form.source) if not one.startswith("draw:")] == ["deposit", "deposit_for_other"]
    assert offered(form.account) == [OFF_BUDGET]
    assert {GUARANTEE, HELD} <= set(offered(form.deposits.rows[0].deposit))
    assert FOR_OTHERS not in offered(form.deposits.rows[0].deposit)
    assert not form.owner.isVisible()
    form = begun(maker, RemittanceKind.DEPOSIT_FOR_OTHER)
    assert offered(form.account) == [OFF_BUDGET]
    codes = offered(form.deposits.rows[0].deposit)
    assert FOR_OTHERS in codes
    assert not {GUARANTEE, HELD} & set(codes)
    assert form.owner.isVisible()
    form.go.click()
    until(lambda: form.owner.wrong, "nobody said that the owner is missing")
    said = visible_texts(form)
    for code in ("owner_missing", "deposit_missing", "basis_missing"):
        assert any(i18n.text(f"remittance_faults.{code}.do") in each for each in said), code
    assert QApplication.activeModalWidget() is None
    line_filled(form, FOR_OTHERS, "หนังสือที่ กค 0002/2570", "100.00")
    assert form.owner.text() == OWN_UNIT, "the owner of the deposit stands there by itself"
    rest()


def test_what_was_collected_and_drawn_has_its_one_account_and_no_fields_of_deposits(
    collecting: RemittingOffice,
) -> None:
    maker = collecting.maker
    maker.remitter.receipted(70_000)
    maker.remitter.receipted(40_000, revenue_type=FEE_OF_OTHERS)
    remitting_office.draw(collecting.central, "3690000301", 250_000, unit=OWN_UNIT, account=BUDGET[OWN_UNIT])
    form = begun(maker, "draw:3690000301")
    sources = [one for one in offered(form.source) if not one.startswith("draw:")]
    assert sources == ["receipts:0", "receipts:1"], "there is no off-budget account"
    shown: dict[str, tuple[list[str], bool, str]] = {}
    for source in (*sources, "draw:3690000301"):
        form = begun(maker, source)
        draft = form.read()
        assert draft is not None
        shown[draft.kind] = offered(form.account), form.owner.isVisible(), form.owner.text()
        assert not form.deposits.isVisible()
        assert not form.account.control.isEnabled()
        assert not form.owner.control.isEnabled()
    assert shown == {
        RemittanceKind.REVENUE: ([ACCOUNTS[OWN_UNIT]], False, ""),
        RemittanceKind.REVENUE_FOR_OTHER: ([ACCOUNTS[OWN_UNIT]], True, OTHER_OWNER),
        RemittanceKind.DRAW_RETURN: ([BUDGET[OWN_UNIT]], False, ""),
    }


def test_a_deposit_that_is_over_since_yesterday_is_named_at_its_line_and_not_offered_again(
    depositing: RemittingOffice,
) -> None:
    maker = depositing.maker
    form = begun(maker, RemittanceKind.DEPOSIT)
    line_filled(form, GUARANTEE, "สัญญาเลขที่ 13/2570", "10.00")
    click("remittances.add_row")
    rest()
    line_filled(form, HELD, "หนังสือที่ กค 0003/2570", "20.00")
    table = ended(depositing.central, "deposit-accounts", "deposits", HELD)
    try:
        maker.hear()
        form.go.click()
        right, over = form.deposits.rows
        until(lambda: over.deposit.wrong, "the code that is over was taken")
        assert QApplication.activeModalWidget() is None
        assert not right.deposit.wrong
        assert any(i18n.text("remittance_faults.deposit_unknown") in each for each in visible_texts(over))
        assert form.window().focusWidget() is over.deposit.control
        codes = offered(begun(maker, RemittanceKind.DEPOSIT).deposits.rows[0].deposit)
        assert GUARANTEE in codes
        assert HELD not in codes
    finally:
        put(depositing.central, "deposit-accounts", table)
    maker.hear()


def test_a_revenue_code_that_is_over_since_yesterday_keeps_its_receipts_here_and_says_so(
    collecting: RemittingOffice,
) -> None:
    maker = collecting.maker
    (paid,) = maker.remitter.receipted(61_000)
    form = begun(maker, "receipts:0")
    table = ended(collecting.central, "revenue-types", "revenue_types", FEE)
    try:
        maker.hear()
        form.go.click()
        until(lambda: form.source.wrong, "the code that is over was taken")
        assert QApplication.activeModalWidget() is None
        assert any(i18n.text("remittance_faults.code_not_valid.do") in each for each in visible_texts(form))
        (part,) = maker.remitter.parts_of([paid])
        chip = words.readiness(part)
        assert isinstance(chip, Cell)
        assert (chip.tone, chip.text) == ("refused", i18n.text("remittances.code_over"))
        kinds = {one.kind for one in maker.remitter.remitting.proposals()}
        assert RemittanceKind.REVENUE not in kinds
    finally:
        put(collecting.central, "revenue-types", table)
    maker.hear()


def test_what_is_left_of_a_draw_goes_back_from_the_ledger_of_draws(depositing: RemittingOffice) -> None:
    payer, doc_no = depositing.seats[PAYER], "3690000302"
    remitting_office.draw(depositing.central, doc_no, 87_650, unit=PORTAL_UNIT, account=BUDGET[PORTAL_UNIT])
    payer.open(DrawsScreen, doc_no)
    click("draws.give_back")
    screen = payer.place.window.page(RemittancesScreen.key)
    assert isinstance(screen, RemittancesScreen)
    until(lambda: screen._pages.currentIndex() == FORM and screen.form.read() is not None, "the form did not come")
    rest()
    draft = screen.form.read()
    assert draft is not None
    assert (screen.form.source.text(), draft.doc_no, draft.total) == (f"draw:{doc_no}", doc_no, Money(87_650))
    assert i18n.text("remittances.route", route=i18n.text("recalls.route.in_year")) in visible_texts(screen.form)
    req_id = proposed(screen)
    approved(depositing.authorizer, req_id)
    payer.remitter.answered()
    draw = next(one for one in Drawing(payer.remitter.station.desk).ledger().draws if one.doc_no == doc_no)
    assert (draw.returned, draw.residue, draw.closed) == (Money(87_650), Money(0), True)
    ledger = payer.open(DrawsScreen, doc_no)
    until(lambda: ledger.side.isVisible() and doc_no in visible_texts(ledger.side), "the draw is not there")
    assert not ledger.side.give_back.isVisible()


def test_an_auditor_reads_all_rooms_of_remitting_and_can_do_nothing(depositing: RemittingOffice) -> None:
    waits = deposit_of(depositing, 41_100)
    booked = deposit_of(depositing, 41_200)
    depositing.authorizer.remitter.settle(booked)
    depositing.maker.remitter.answered()
    remitting_office.draw(depositing.central, "3690000303", 5_000, unit=PORTAL_UNIT, account=BUDGET[PORTAL_UNIT])
    auditor = depositing.seats[AUDITOR]
    screen = auditor.open(RemittancesScreen, waits)
    side = screen.side
    for req_id, state in ((waits, RemittanceState.PROPOSED), (booked, RemittanceState.ACKNOWLEDGED)):
        screen.open_subject(req_id)
        looked_up(screen, req_id)
        assert side.told is not None
        assert side.told.remittance.state is state
        assert side.signed.isVisible()
        for act in (side.approve, side.send_back, side.recall, side.again, side.ask_again, screen.new):
            assert not act.isVisible(), act.accessibleName()
    screen.open_subject("new")
    rest()
    assert QApplication.activeModalWidget() is None
    assert (screen._pages.currentIndex(), screen._lists.currentIndex()) == (MAIN, REGISTER)
    books = auditor.open(TreasuryDocumentsScreen)
    until(lambda: books.table.model.rowCount() > 0, "no documents came")
    assert books._pages.currentIndex() == DOCUMENTS
    draws = auditor.open(DrawsScreen, "3690000303")
    until(lambda: "3690000303" in visible_texts(draws.side), "the draw is not told")
    assert not draws.side.give_back.isVisible()


def deposit_of(office: RemittingOffice, satang: int) -> str:
    """Have a deposit proposed by the maker's form; return its name."""
    form = begun(office.maker, RemittanceKind.DEPOSIT)
    line_filled(form, GUARANTEE, f"สัญญาเลขที่ {satang}/2570", Money(satang).format())
    rest()
    screen = office.maker.place.window.page(RemittancesScreen.key)
    assert isinstance(screen, RemittancesScreen)
    return proposed(screen)


def test_receipts_older_than_their_limit_are_red_on_home(collecting: RemittingOffice) -> None:
    """The last one here: days go by."""
    maker = collecting.maker
    maker.remitter.receipted(1_500_000)
    maker.remitter.answered(FOUR_DAYS)
    home = maker.open(HomeScreen)
    late = next(each for each in home.findChildren(TileButton) if i18n.text("home.remit_over") in each.accessibleName())
    assert late._count.property("tone") == "refused"
    late.click()
    rest()
    screen = maker.place.window.page(RemittancesScreen.key)
    assert isinstance(screen, RemittancesScreen)
    assert maker.place.window._here[0] == RemittancesScreen.key
    said = visible_texts(screen.waiting)
    assert any(i18n.text("remittances.days_over", count=1) in each for each in said), said
