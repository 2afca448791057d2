"""Coming in, online and offline; changing the password; going out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.values.errors import Broken, KhlangError, Refused, Tampered, Unreachable
from app.store import listings, reference
from app.system.keychain import FileKeychain
from app.system.vault import Vault
from app.wire.access import About
from app.wire.codec import encode
from tests.helpers.hostile import HEADERS, Authority, answer, saying, serving
from tests.helpers.raw_central import UNIT, Central, Clerk, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GOOD = "ruam-jai-pen-nueng-2569"


@pytest.fixture
def own_central(tmp_path: Path) -> Iterator[Central]:
    """Run a central system that this test may stop, lock people out of, and so on."""
    with running(tmp_path / "own-central") as started:
        yield started


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(KhlangError) as caught:
        act()
    return caught.value.code


def audited(station: Workstation) -> list[str]:
    with station.desk.store.read() as rd:
        rows = listings.audit_rows(rd, listings.audit_ids(rd))
        return [entry.action for _, entry in sorted(rows.items())]


def test_a_person_comes_in_and_finds_the_unit(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter_as(" gmis210101", "maker01 ", central.password(UNIT, "MAKER01"))
    desk = station.desk
    assert (desk.online, desk.simulated, desk.actor.person.user_id) == (True, True, "MAKER01")
    assert desk.unit.unit == "2101000001"
    assert desk.unit.accounts[0].account == "0061000018"
    assert desk.about.banner_th
    with desk.store.read() as rd:
        mine = reference.keys(rd)[desk.signer.kid]
    assert (mine.uid, mine.device, mine.revoked_at) == (desk.signer.uid, desk.signer.device, "")
    assert audited(station) == [Action.SIGN_IN]
    assert (station.settings.current.company_id, station.settings.current.user_id) == ("GMIS210101", "MAKER01")
    station.leave()


def test_the_same_person_signs_with_the_same_key_the_next_day(central: Central, tmp_path: Path) -> None:
    first = Workstation.at(tmp_path, central).enter(central, "MAKER02")
    kid = first.desk.signer.kid
    first.leave()
    second = Workstation.at(tmp_path, central).enter(central, "MAKER02")
    assert second.desk.signer.kid == kid
    assert second.desk.last_sign_in_at
    assert audited(second) == [Action.SIGN_IN, Action.SIGN_OUT, Action.SIGN_IN]
    second.leave()


def test_a_wrong_password_is_counted_and_the_third_locks(own_central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, own_central)
    left = []
    for _ in range(3):
        with pytest.raises(Refused) as caught:
            station.enter_as(UNIT, "MAKER01", "wrong-wrong-wrong")
        left.append((caught.value.code, caught.value.facts["tries_left"]))
    assert left == [("password_wrong", "2"), ("password_wrong", "1"), ("password_wrong", "0")]
    assert code_of(lambda: station.enter(own_central, "MAKER01")) == "user_locked"
    assert not (station.paths.root / "units").exists()


def test_who_has_been_here_comes_in_without_the_central_system(own_central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, own_central).enter(own_central, "MAKER01")
    password, kid = own_central.password(UNIT, "MAKER01"), station.desk.signer.kid
    station.leave()
    own_central.kill()
    assert code_of(lambda: station.enter_as(UNIT, "MAKER01", "wrong")) == "password_wrong"
    assert code_of(lambda: station.enter_as(UNIT, "MAKER02", password)) == "server_unreachable"
    station.enter_as(UNIT, "MAKER01", password)
    desk = station.desk
    assert (desk.online, desk.simulated, desk.signer.kid, desk.signer.session_epoch) == (False, True, kid, "")
    assert desk.unit.unit_name == desk.unit_name == "กองคลัง กรมแบบอย่างบริการ"
    station.leave()
    own_central.restart()


def test_offline_guesses_are_limited_until_the_central_system_counts_again(
    own_central: Central, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, own_central).enter(own_central, "MAKER01")
    password = own_central.password(UNIT, "MAKER01")
    station.leave()
    own_central.kill()
    codes = [code_of(lambda: station.enter_as(UNIT, "MAKER01", "wrong")) for _ in range(4)]
    assert codes == ["password_wrong"] * 3 + ["offline_tries_used"]
    assert code_of(lambda: station.enter_as(UNIT, "MAKER01", password)) == "offline_tries_used"
    own_central.restart()
    station.point_at(own_central.ready["url"], own_central.ready["ca"])
    station.enter_as(UNIT, "MAKER01", password).leave()
    own_central.kill()
    station.enter_as(UNIT, "MAKER01", password).leave()
    own_central.restart()


def test_the_first_password_must_be_changed_before_anything_else(own_central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, own_central)
    given = own_central.password(UNIT, "NEW01")
    assert code_of(lambda: station.sign_in.enter(UNIT, "NEW01", given)) == "password_must_change"
    assert code_of(lambda: station.sign_in.enter(UNIT, "NEW01", given, "short")) == "password_too_short"
    assert code_of(lambda: station.sign_in.enter(UNIT, "NEW01", given, given)) == "password_reused"
    desk = station.sign_in.enter(UNIT, "NEW01", given, GOOD)
    assert desk.online
    assert (desk.last_sign_in_at, desk.last_sign_in_device) == ("", "")  # nobody was here before this one visit
    station.sign_in.sign_out(desk)
    desk = station.sign_in.enter(UNIT, "NEW01", GOOD)
    assert (bool(desk.last_sign_in_at), desk.last_sign_in_device) == (True, station.sign_in.device_name)
    station.sign_in.sign_out(desk)


def test_a_changed_password_opens_the_same_key_here_and_offline(own_central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, own_central).enter(own_central, "AUTH02")
    old, kid = own_central.password(UNIT, "AUTH02"), station.desk.signer.kid
    assert code_of(lambda: station.sign_in.change_password(station.desk, "wrong", GOOD)) == "key_password_wrong"
    assert code_of(lambda: station.sign_in.change_password(station.desk, old, "short")) == "password_too_short"
    station.sign_in.change_password(station.desk, old, GOOD)
    assert Action.CHANGE_PASSWORD in audited(station)
    station.leave()
    assert code_of(lambda: station.enter_as(UNIT, "AUTH02", old)) == "password_wrong"
    station.enter_as(UNIT, "AUTH02", GOOD)
    assert station.desk.signer.kid == kid
    station.leave()
    own_central.kill()
    station.enter_as(UNIT, "AUTH02", GOOD)
    assert station.desk.signer.kid == kid
    station.leave()
    own_central.restart()


@pytest.mark.parametrize("arrived", [True, False], ids=["changed there", "not changed there"])
def test_a_password_change_cut_at_its_worst_moment_loses_no_key(
    own_central: Central, tmp_path: Path, *, arrived: bool
) -> None:
    station = Workstation.at(tmp_path, own_central).enter(own_central, "AUTH02")
    old, kid = own_central.password(UNIT, "AUTH02"), station.desk.signer.kid
    fault = {"fault": "lost_answer" if arrived else "unavailable", "route": "password", "count": 1}
    assert own_central.operate("POST", "faults", fault).status == 200
    with pytest.raises(Unreachable):
        station.sign_in.change_password(station.desk, old, GOOD)
    station.crash()
    if not arrived:  # a password that the central system refuses must not take the key beside for good
        assert code_of(lambda: station.enter_as(UNIT, "AUTH02", GOOD)) == "password_wrong"
    station.enter_as(UNIT, "AUTH02", GOOD if arrived else old)
    assert station.desk.signer.kid == kid
    station.leave()


def test_a_password_changed_elsewhere_brings_a_new_key_and_ends_the_old_one(
    own_central: Central, tmp_path: Path
) -> None:
    here = Workstation.at(tmp_path / "here", own_central).enter(own_central, "AUTH02")
    old, kid = own_central.password(UNIT, "AUTH02"), here.desk.signer.kid
    here.leave()
    there = Workstation.at(tmp_path / "there", own_central).enter_as(UNIT, "AUTH02", old)
    there.sign_in.change_password(there.desk, old, GOOD)
    there.leave()
    here.enter_as(UNIT, "AUTH02", GOOD)
    assert here.desk.signer.kid != kid
    with here.desk.store.read() as rd:
        assert reference.keys(rd)[kid].revoked_at
        assert not reference.keys(rd)[here.desk.signer.kid].revoked_at
    here.leave()


def test_a_damaged_key_file_is_replaced_at_the_next_online_sign_in(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "AUTH02")
    kid = station.desk.signer.kid
    station.leave()
    (station.paths.keys / "GMIS210101_AUTH02.json").write_bytes(b"{")
    station.enter(central, "AUTH02")
    assert station.desk.signer.kid != kid
    station.leave()


def test_a_store_whose_key_is_lost_is_not_opened_with_a_new_one(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER02")
    station.leave()
    secrets = json.loads(station.paths.unsafe_keychain.read_text())
    del secrets[f"{(station.paths.keys / 'installation').read_text()}/store:2101:2101000001"]
    station.paths.unsafe_keychain.write_text(json.dumps(secrets))
    assert code_of(lambda: station.enter(central, "MAKER02")) == "store_key_missing"


def test_whoever_cannot_be_let_in_for_the_store_leaves_no_session_behind(central: Central, tmp_path: Path) -> None:
    one = Workstation.at(tmp_path, central).enter(central, "MAKER02")
    assert code_of(lambda: Workstation.at(tmp_path, central).enter(central, "AUTH02")) == "store_in_use"
    one.leave()
    elsewhere = Workstation.at(tmp_path / "elsewhere", central).sign_in
    elsewhere.sign_out(elsewhere.enter(UNIT, "AUTH02", central.password(UNIT, "AUTH02")))  # nothing is taken over


def test_a_store_that_is_open_elsewhere_is_not_opened_twice(central: Central, tmp_path: Path) -> None:
    one = Workstation.at(tmp_path, central).enter(central, "MAKER02")
    assert code_of(lambda: Workstation.at(tmp_path, central).enter(central, "AUTH02")) == "store_in_use"
    one.leave()
    Workstation.at(tmp_path, central).enter(central, "AUTH02").leave()


def test_the_password_brings_an_ended_session_back_and_the_work_is_still_there(
    central: Central, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    op_id = station.draft()
    Clerk.ready(central, UNIT, "MAKER01")  # the same person somewhere else: the session here ends
    state = station.sync.sync_now()
    assert (state.problem, state.needs_password, station.desk.online) == ("session_ended", True, False)
    assert code_of(lambda: station.sign_in.resume(station.desk, "wrong")) == "password_wrong"
    assert (
        code_of(lambda: station.sign_in.resume(station.desk, central.password(UNIT, "MAKER01"))) == "session_elsewhere"
    )
    station.sign_in.resume(station.desk, central.password(UNIT, "MAKER01"), take_over=True)
    state = station.sync.sync_now()
    assert (state.problem, state.needs_password, station.desk.online) == ("", False, True)
    assert station.batch(op_id).lines_count == 3
    station.leave()


def test_a_password_changed_elsewhere_during_the_day_keeps_the_key_that_is_in_use(
    own_central: Central, tmp_path: Path
) -> None:
    here = Workstation.at(tmp_path / "here", own_central).enter(own_central, "AUTH02")
    kid = here.desk.signer.kid
    there = Workstation.at(tmp_path / "there", own_central).enter(own_central, "AUTH02")
    there.sign_in.change_password(there.desk, own_central.password(UNIT, "AUTH02"), GOOD)
    there.leave()
    assert here.sync.sync_now().needs_password
    here.sign_in.resume(here.desk, GOOD)
    here.leave()
    here.enter_as(UNIT, "AUTH02", GOOD)
    assert here.desk.signer.kid == kid
    here.leave()


def bank(identity: str, key: str = "a") -> bytes:
    said = About(
        product="p",
        wire_version="1",
        identity=identity,
        banner_th="",
        banner_en="",
        epoch="e-1",
        server_time="2026-11-23T02:00:00.000Z",
        bank_public_key=key,
    )
    return answer(encode(said), headers=HEADERS.replace(b"simulator", identity.encode()))


def test_a_real_bank_is_not_spoken_to_with_keys_in_a_plain_file(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "authority")
    with serving(authority.issue(), saying(bank("bank"))) as server:
        station = Workstation(tmp_path / "data", server.url, str(authority.file))
        assert code_of(lambda: station.enter_as(UNIT, "MAKER01", "canary-password")) == "keychain_unsafe"
        assert len(server.requests) == 1
        assert b"canary-password" not in server.requests[0]


class SafeKeychain(FileKeychain):
    """Stands for a real keyring, which this machine may not have."""

    unsafe = False


def test_another_bank_key_than_the_first_one_gets_no_password(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "authority")
    data = tmp_path / "data"
    for key, code in (("a", "server_unreadable"), ("b", "bank_key_changed")):
        with serving(authority.issue(), saying(bank("bank", key))) as server:
            chain = SafeKeychain(tmp_path / "chain.json")
            station = Workstation(data, server.url, str(authority.file), chain)
            # The first server is met, and pinned, before its nonsense of a session is refused.
            assert code_of(lambda: station.enter_as(UNIT, "MAKER01", "canary-password")) == code  # noqa: B023
            assert any(b"canary-password" in request for request in server.requests) == (key == "a")


def test_another_central_system_in_place_of_the_known_one_is_an_alarm(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path / "w", central).enter(central, "MAKER02")
    station.leave()
    other = Central(tmp_path / "other")
    other.start(*other.options)
    try:
        station.point_at(other.ready["url"], other.ready["ca"])
        with pytest.raises(Tampered) as caught:
            station.enter(other, "MAKER02")
        assert caught.value.code == "authority_changed"
    finally:
        other.stop()


def test_without_an_address_there_is_a_clear_word(tmp_path: Path) -> None:
    station = Workstation(tmp_path, "", "")
    with pytest.raises(Broken) as caught:
        station.sign_in.about()
    assert caught.value.code == "server_not_set"


def test_no_secret_lies_in_the_folder_after_a_day(central: Central, tmp_path: Path) -> None:
    station = Workstation(
        tmp_path / "data", central.ready["url"], central.ready["ca"], SafeKeychain(tmp_path / "elsewhere.json")
    )
    station.enter(central, "MAKER01")
    station.draft()
    private = station.desk.signer.key.private_bytes_raw()
    station.leave()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    device = Vault(station.paths.keys, SafeKeychain(tmp_path / "elsewhere.json")).device()
    secrets: tuple[bytes, ...] = (private, private.hex().encode(), device.secret, device.secret.hex().encode())
    secrets += (central.password(UNIT, "MAKER01").encode(), "ผู้รับเงิน".encode(), b"1000000001")
    assert [secret for secret in secrets if secret in kept] == []
