"""The door as the desk sees it: who comes in offline and who never, take-over, revoked workstations, new keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import Broken, KhlangError, NotAllowed, Unreachable
from app.services.approval import Approval
from app.services.last_words import LastWords
from app.services.sync import Sync
from app.store import listings
from app.store.outbox import CommandState
from app.system.keychain import FileKeychain
from app.system.vault import Vault
from tests.helpers.raw_administration import Pair, activation_code
from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Central, Clerk, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GOOD, OTHER_GOOD = "ruam-jai-pen-nueng-2569", "nam-sai-lai-yen-2570"
WRONG = "wrong-wrong-wrong"


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """Run a central system of this test's own: it locks, suspends, revokes."""
    with running(tmp_path / "central") as started:
        yield started


@pytest.fixture
def pair(central: Central) -> Pair:
    return Pair(central)


def caught(act: Callable[[], object]) -> KhlangError:
    with pytest.raises(KhlangError) as found:
        act()
    return found.value


def code_of(act: Callable[[], object]) -> str:
    return caught(act).code


def cut_off(central: Central, station: Workstation) -> None:
    """Let the central system be out of reach of this workstation alone."""
    station.point_at("https://127.0.0.1:9", central.ready["ca"])


def joined(central: Central, station: Workstation) -> None:
    station.point_at(central.ready["url"], central.ready["ca"])


# -- one session ----------------------------------------------------------------------------------------------------


def test_a_session_elsewhere_is_asked_about_and_taken_over_only_then(central: Central, tmp_path: Path) -> None:
    here = Workstation.at(tmp_path / "here", central).enter(central, "MAKER01")
    there, password = Workstation.at(tmp_path / "there", central), central.password(UNIT, "MAKER01")
    refused = caught(lambda: there.sign_in.enter(UNIT, "MAKER01", password))
    assert refused.code == "session_elsewhere"
    assert refused.facts["device_name"] == here.sign_in.device_name
    assert here.sync.sync_now().problem == ""
    desk = there.sign_in.enter(UNIT, "MAKER01", password, take_over=True)
    assert here.sync.sync_now().needs_password
    assert code_of(lambda: here.sign_in.resume(here.desk, password)) == "session_elsewhere"
    here.sign_in.resume(here.desk, password, take_over=True)
    assert here.sync.sync_now().problem == ""
    there.sign_in.sign_out(desk)
    here.leave()


def test_a_store_that_cannot_be_closed_leaves_no_session_behind(
    central: Central, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Workstation.at(tmp_path / "here", central).enter(central, "MAKER01")
    store = here.desk.store

    def failing() -> None:
        raise Broken("disk_failed")

    monkeypatch.setattr(store, "close", failing)
    assert code_of(here.leave) == "disk_failed"
    assert not here.desk.online
    there = Workstation.at(tmp_path / "there", central)
    desk = there.sign_in.enter(UNIT, "MAKER01", central.password(UNIT, "MAKER01"))  # nothing is taken over
    there.sign_in.sign_out(desk)
    monkeypatch.undo()
    store.close()


def test_a_killed_program_comes_back_at_once_on_the_same_workstation(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    op_id = station.draft()
    station.crash()
    station.desk = station.sign_in.enter(UNIT, "MAKER01", central.password(UNIT, "MAKER01"))
    assert station.batch(op_id).lines_count == 3
    station.sign_in.sign_out(station.desk)


def test_by_the_old_rule_a_session_left_open_says_how_long_to_wait(central: Central, tmp_path: Path) -> None:
    central.operate("PUT", "door", {"hold": True, "guesses": 200})
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    station.crash()
    refused = caught(lambda: station.enter(central, "MAKER01"))
    assert (refused.code, refused.facts["seconds"]) == ("session_held", "900")


# -- offline --------------------------------------------------------------------------------------------------------


def test_offline_a_maker_drafts_reads_prints_and_queues_and_it_is_delivered_once(
    central: Central, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    done = station.draft()
    station.submit(done)
    station.sync.sync_now()
    station.leave()
    cut_off(central, station)
    station.enter(central, "MAKER01")
    assert not station.desk.online
    op_id = station.draft()
    station.submit(op_id)
    assert not station.sync.sync_now().online
    assert (station.batch(op_id).status, station.batch(op_id).delivery) == (BatchStatus.SUBMITTED, Delivery.QUEUED)
    assert all(line.name.startswith("ผู้รับเงิน") for line in station.lines(done))
    with station.desk.store.read() as rd:
        assert len(listings.batch_ids(rd)) == 2
    station.leave()
    joined(central, station)
    station.enter(central, "MAKER01")
    station.sync.sync_now()
    assert station.batch(op_id).delivery is Delivery.NONE
    # The bytes of the offline day named no session; they were signed anew into today's, and took effect once.
    assert [command.state for command in station.commands()].count(CommandState.DONE) == 2
    station.leave()


def test_offline_nobody_approves_and_nothing_is_signed(central: Central, tmp_path: Path) -> None:
    maker = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    op_id = maker.draft()
    maker.submit(op_id)
    maker.sync.sync_now()
    station = Workstation.at(tmp_path / "auth", central).enter(central, "AUTH01")
    station.sync.sync_now()
    seen = Approval(station.desk, station.sync).content(op_id)
    station.leave()
    cut_off(central, station)
    station.enter(central, "AUTH01")
    approval = Approval(station.desk, Sync(station.desk))
    for act in (
        lambda: approval.content(op_id),
        lambda: approval.approve(seen, central.password(UNIT, "AUTH01")),
        lambda: approval.send_back(seen, "แก้ยอด", central.password(UNIT, "AUTH01")),
    ):
        assert isinstance(caught(act), Unreachable)
    assert station.commands() == []
    assert maker.sync.sync_now().problem == ""
    assert maker.batch(op_id).signatures_have == 0
    station.leave()
    maker.leave()


@pytest.mark.parametrize("word", ["user_suspended", "user_locked", "rights_ended"])
def test_whoever_was_told_no_by_the_central_system_does_not_come_in_offline_either(
    central: Central, pair: Pair, tmp_path: Path, word: str
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    uid, password = station.desk.actor.person.uid, central.password(UNIT, "MAKER01")
    station.leave()
    if word == "user_suspended":
        assert pair.one.act("suspend_now", uid).status == 201
    elif word == "rights_ended":
        pair.change("MAKER01", UNIT, grants=[])
    else:
        for _ in range(3):
            assert code_of(lambda: station.enter_as(UNIT, "MAKER01", WRONG)) == "password_wrong"
    if word != "user_locked":  # three wrong ones are known here to lock there
        assert code_of(lambda: station.enter(central, "MAKER01")) == word
    cut_off(central, station)
    for _ in range(4):  # and the no costs no try
        assert code_of(lambda: station.enter_as(UNIT, "MAKER01", password)) == word
    again = Workstation.at(tmp_path, central)  # the program started anew
    cut_off(central, again)
    assert code_of(lambda: again.enter_as(UNIT, "MAKER01", password)) == word
    joined(central, station)
    if word == "user_locked":
        assert pair.two.act("unlock", uid).status == 201
        station.enter(central, "MAKER01").leave()
        cut_off(central, station)
        station.enter(central, "MAKER01").leave()


def test_a_password_that_was_changed_elsewhere_opens_nothing_offline_once_the_central_system_said_so(
    central: Central, tmp_path: Path
) -> None:
    here = Workstation.at(tmp_path / "here", central).enter(central, "AUTH02")
    old = central.password(UNIT, "AUTH02")
    here.leave()
    there = Workstation.at(tmp_path / "there", central).enter_as(UNIT, "AUTH02", old)
    there.sign_in.change_password(there.desk, old, GOOD)
    there.leave()
    assert code_of(lambda: here.enter_as(UNIT, "AUTH02", old)) == "password_wrong"
    cut_off(central, here)
    assert code_of(lambda: here.enter_as(UNIT, "AUTH02", old)) == "offline_password_changed"
    joined(central, here)
    here.enter_as(UNIT, "AUTH02", GOOD).leave()
    cut_off(central, here)
    here.enter_as(UNIT, "AUTH02", GOOD).leave()


def test_a_misspelt_password_keeps_nobody_out_offline(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    station.leave()
    assert code_of(lambda: station.enter_as(UNIT, "MAKER01", WRONG)) == "password_wrong"
    cut_off(central, station)
    station.enter(central, "MAKER01").leave()


def test_a_covered_desk_stays_covered_for_whoever_was_suspended_meanwhile(
    central: Central, pair: Pair, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    password = central.password(UNIT, "MAKER01")
    station.sign_in.unlock(station.desk, password)
    assert pair.one.act("suspend_now", station.desk.actor.person.uid).status == 201
    assert station.sync.sync_now().needs_password
    assert code_of(lambda: station.sign_in.resume(station.desk, password)) == "user_suspended"
    assert code_of(lambda: station.sign_in.unlock(station.desk, password)) == "user_suspended"
    station.leave()


# -- revoked workstations -------------------------------------------------------------------------------------------


def test_a_revoked_workstation_locks_at_its_next_answer_and_keeps_what_it_has(
    central: Central, pair: Pair, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    op_id = station.draft()
    station.submit(op_id)
    assert pair.one.act("revoke_workstation", station.desk.actor.device).status == 201
    state = station.sync.sync_now()
    assert (state.problem, state.needs_password) == ("workstation_revoked", False)
    assert (station.desk.locked_out, station.desk.online) == (True, False)
    assert code_of(lambda: station.batch(op_id)) == "store_closed"
    station.leave()
    refused = caught(lambda: station.enter(central, "MAKER01"))
    assert isinstance(refused, NotAllowed)
    assert refused.code == "workstation_revoked"
    when = central.operate("GET", "clock").json["now"]
    assert (station.desk.locked_out_at, refused.facts["revoked_at"]) == (when, when)
    cut_off(central, station)
    again = Workstation.at(tmp_path, central)
    cut_off(central, again)
    offline = caught(lambda: again.enter(central, "MAKER01"))
    assert (offline.code, offline.facts["revoked_at"]) == ("workstation_revoked", when)
    assert (station.paths.unit("2101", "2101000001") / "khlang.db").exists()


@pytest.mark.parametrize("act", ["approve", "resume", "send"])
def test_whatever_hears_of_the_revocation_first_nothing_is_sent_and_nothing_is_lost(
    central: Central, pair: Pair, tmp_path: Path, act: str
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    op_id = station.draft()
    command = station.submit(op_id)
    password = central.password(UNIT, "MAKER01")
    assert pair.two.act("revoke_workstation", station.desk.actor.device).status == 201
    if act == "approve":
        assert code_of(lambda: station.desk.central.challenge(password)) == "workstation_revoked"
    elif act == "resume":
        assert code_of(lambda: station.sign_in.resume(station.desk, password)) == "workstation_revoked"
    else:
        assert code_of(lambda: station.sync.deliver(command)) == "unanswered"
        assert station.commands()[0].state is CommandState.SENT
        assert station.batch(op_id).delivery is Delivery.QUEUED
    if act != "resume":
        assert station.sync.sync_now().problem == "workstation_revoked"
    assert station.desk.locked_out
    station.leave()


def test_what_an_earlier_program_kept_of_a_revocation_still_holds(tmp_path: Path) -> None:
    vault = Vault(tmp_path, FileKeychain(tmp_path / "keychain"))
    vault.pin("revoked", '["2101","2102"]')
    words = LastWords(vault)
    told = caught(lambda: words.demand_in_use("2101"))
    assert (told.code, told.facts) == ("workstation_revoked", {"agency": "2101", "revoked_at": ""})
    words.revoke("2103", "2026-11-23T02:00:00.000Z")
    words.revoke("2103", "")
    assert words.revoked_by() == {"2101", "2102", "2103"}
    assert caught(lambda: words.demand_in_use("2103")).facts["revoked_at"] == "2026-11-23T02:00:00.000Z"


def test_a_revoked_workstation_comes_back_with_a_code_under_another_name_and_finds_its_work(
    central: Central, pair: Pair, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    op_id, before = station.draft(), station.desk.actor.device
    station.submit(op_id)
    pair.one.act("revoke_workstation", before)
    station.sync.sync_now()
    station.leave()
    slip_id = pair.agree("workstation.permit", "2101000001", {"unit": "2101000001", "name": "โต๊ะเดิม"})["slip_id"]
    device_code = pair.two.print_slip(slip_id).json["secret"]
    password = central.password(UNIT, "MAKER01")
    assert (
        code_of(lambda: station.sign_in.enter(UNIT, "MAKER01", password, device_code="A-B")) == "workstation_code_wrong"
    )
    central.operate("POST", "faults", {"fault": "lost_answer", "route": "sessions", "count": 1})
    cut = caught(lambda: station.sign_in.enter(UNIT, "MAKER01", password, device_code=device_code))
    assert cut.code == "workstation_revoked"  # offline still against the last word
    desk = station.sign_in.enter(UNIT, "MAKER01", password, device_code=device_code)
    station.desk, station.sync = desk, Sync(desk)
    assert desk.actor.device not in ("", before)
    assert station.sync.sync_now().problem == ""
    # What was signed with the revoked key is refused for good, and its maker hands it in again with the new one.
    assert (station.batch(op_id).status, station.batch(op_id).delivery) == (BatchStatus.DRAFT, Delivery.REFUSED)
    station.submit(op_id)
    station.sync.sync_now()
    assert (station.batch(op_id).status, station.batch(op_id).delivery) == (BatchStatus.SUBMITTED, Delivery.NONE)
    station.leave()
    station.enter(central, "MAKER01").leave()
    cut_off(central, station)
    station.enter(central, "MAKER01").leave()


# -- first passwords, keys ------------------------------------------------------------------------------------------


def test_a_new_person_chooses_a_password_with_the_code_on_the_telephone(
    central: Central, pair: Pair, tmp_path: Path
) -> None:
    _, approved = pair.add(user_id="CLERK09")
    secret = pair.two.print_slip(approved["slip_id"]).json["secret"]
    code = activation_code(central, Clerk(central, UNIT, "CLERK09", password=secret))
    station = Workstation.at(tmp_path, central)
    wanted = caught(lambda: station.sign_in.enter(UNIT, "CLERK09", secret))
    assert (wanted.code, wanted.facts["activation_needed"]) == ("password_must_change", "yes")
    wrong = caught(lambda: station.sign_in.enter(UNIT, "CLERK09", secret, GOOD, activation="000-00"))
    assert (wrong.code, wrong.facts["tries_left"]) == ("activation_wrong", "2")
    desk = station.sign_in.enter(UNIT, "CLERK09", secret, GOOD, activation=code)
    assert desk.online
    station.sign_in.sign_out(desk)
    other = Workstation.at(tmp_path / "other", central)
    assert code_of(lambda: other.enter_as(UNIT, "CLERK09", GOOD)) == "key_not_permitted"
    assert not (other.paths.root / "units").exists()
    cut_off(central, other)
    assert isinstance(caught(lambda: other.enter_as(UNIT, "CLERK09", GOOD)), Unreachable)  # never been here
    station.enter_as(UNIT, "CLERK09", GOOD).leave()


def test_a_reset_leaves_no_key_and_a_new_one_needs_both_administrators(
    central: Central, pair: Pair, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "AUTH01")
    uid, old_kid = station.desk.actor.person.uid, station.desk.signer.kid
    slip_id = pair.two.act("reset_password", uid).json["slip_id"]
    assert station.sync.sync_now().needs_password
    station.leave()
    secret = pair.two.print_slip(slip_id).json["secret"]
    code = activation_code(central, Clerk(central, UNIT, "AUTH01"))
    refused = caught(lambda: station.sign_in.enter(UNIT, "AUTH01", secret, GOOD, activation=code))
    assert refused.code == "key_not_permitted"
    pair.agree("key.permit", uid, subject_version=pair.one.user("AUTH01", UNIT)["version"])
    station.enter_as(UNIT, "AUTH01", GOOD)
    assert station.desk.signer.kid != old_kid
    station.leave()


def test_an_expired_password_is_changed_at_the_door_and_the_key_stays(
    central: Central, pair: Pair, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    kid, old = station.desk.signer.kid, central.password(UNIT, "MAKER01")
    policy = {"rules": [], "password_days": "30", "workstations": "open", "review_months": "12"}
    pair.agree("policy.change", "2101", policy, subject_version=pair.one.view()["policy_version"])
    station.leave()
    central.advance("2026-12-24T09:00:00+07:00")
    wanted = caught(lambda: station.sign_in.enter(UNIT, "MAKER01", old))
    assert (wanted.code, wanted.facts["activation_needed"]) == ("password_must_change", "no")
    assert code_of(lambda: station.sign_in.enter(UNIT, "MAKER01", old, old)) == "password_reused"
    desk = station.sign_in.enter(UNIT, "MAKER01", old, OTHER_GOOD)
    assert desk.signer.kid == kid
    station.sign_in.sign_out(desk)
    cut_off(central, station)
    assert code_of(lambda: station.enter_as(UNIT, "MAKER01", old)) == "password_wrong"
    station.enter_as(UNIT, "MAKER01", OTHER_GOOD).leave()


def test_where_codes_are_wanted_a_new_workstation_asks_for_one(central: Central, tmp_path: Path) -> None:
    pair = Pair(central, "GMIS210200")
    policy = {"rules": [], "password_days": "0", "workstations": "code", "review_months": "12"}
    pair.agree("policy.change", "2102", policy, subject_version=pair.one.view()["policy_version"])
    station, password = Workstation.at(tmp_path, central), central.password(TWO_SIGNATURES, "MAKER01")
    assert code_of(lambda: station.enter_as(TWO_SIGNATURES, "MAKER01", password)) == "workstation_unknown"
    slip_id = pair.agree("workstation.permit", "2102000001", {"unit": "2102000001", "name": "โต๊ะ"})["slip_id"]
    code = pair.two.print_slip(slip_id).json["secret"]
    desk = station.sign_in.enter(TWO_SIGNATURES, "MAKER01", password, device_code=code)
    assert desk.actor.device == station.vault.device().id
    station.sign_in.sign_out(desk)
    station.enter_as(TWO_SIGNATURES, "MAKER01", password).leave()
