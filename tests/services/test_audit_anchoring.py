"""The head of a workstation's audit chain at the central system: what is rewritten here is contradicted there."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.domain.access.audit import AtCentral, digest
from app.domain.access.permissions import Action
from app.domain.values.errors import Tampered
from app.services import audit_anchoring
from app.services.audit_book import AuditBook
from app.store import audit_trail
from app.store.anchor import Anchor, Head
from app.store.engine import connect
from app.store.outbox import CommandState
from app.store.unit_of_work import FILE_NAME
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.access.audit import AuditVerdict
    from tests.helpers.raw_central import Central


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a head be sent in every round."""
    monkeypatch.setattr(audit_anchoring, "ANCHOR_SECONDS", 0.0)


def head(station: Workstation) -> Head:
    with station.desk.store.read() as rd:
        return audit_trail.head(rd)


def act(station: Workstation, count: int = 3) -> None:
    for number in range(count):
        station.desk.note(Action.PRINT_DOCUMENT, f"op-{number}", {"document": "detail"})


def kept(central: Central, station: Workstation) -> list[tuple[int, str]]:
    """Look into the central system's own books."""
    with central.books() as books:
        query = "SELECT seq, digest FROM audit_anchors WHERE device = ? ORDER BY seq"
        return books.execute(query, (station.desk.signer.device,)).fetchall()


def verify(station: Workstation) -> AuditVerdict:
    return AuditBook(station.desk).verify()


def folder_of(station: Workstation) -> Path:
    return station.paths.unit(station.desk.actor.agency, station.desk.actor.unit)


def key_of(station: Workstation) -> bytes:
    return station.vault.store_key(station.desk.actor.agency, station.desk.actor.unit, exists=True)


def cut_tail(station: Workstation, count: int) -> int:
    """Cut entries off a closed store and rewrite the anchor beside it, as somebody can who holds the key."""
    folder, key = folder_of(station), key_of(station)
    with closing(connect(folder / FILE_NAME, key)) as store:
        store.execute("DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - ?", (count,))
        last = Head(*store.execute("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1").fetchone())
    (folder / "khlang.anchor").unlink()
    anchor = Anchor(folder, key)
    anchor.start()
    anchor.trust(last)
    return last.seq


def rewrite(station: Workstation, seq: int) -> None:
    """Change one entry of a closed store and seal every later one anew, the anchor beside it too."""
    folder, key = folder_of(station), key_of(station)
    with closing(connect(folder / FILE_NAME, key)) as store:
        store.execute("UPDATE audit SET about = 'op-x' WHERE seq = ?", (seq,))
        (newest,) = store.execute("SELECT max(seq) FROM audit").fetchone()
        columns = "seq, at, uid, name, device, action, about, facts, previous"
        for each in range(seq, newest + 1):
            sealed = digest(*store.execute(f"SELECT {columns} FROM audit WHERE seq = ?", (each,)).fetchone())  # noqa: S608
            store.execute("UPDATE audit SET digest = ? WHERE seq = ?", (sealed, each))
            store.execute("UPDATE audit SET previous = ? WHERE seq = ?", (sealed, each + 1))
    (folder / "khlang.anchor").unlink()
    anchor = Anchor(folder, key)
    anchor.start()
    anchor.trust(Head(newest, sealed))


def alarmed(station: Workstation) -> bool:
    state = station.sync.sync_now()
    assert station.sync.sync_now().forked == state.forked, "an alarm stays"
    return (state.forked, state.problem) == ("audit_rewound", "audit_rewound")


def test_a_round_leaves_the_head_at_the_central_system_and_the_verdict_says_so(
    central: Central, maker: Workstation
) -> None:
    act(maker)
    assert maker.sync.sync_now().problem == ""
    left = head(maker)
    assert kept(central, maker) == [(left.seq, left.digest)]
    act(maker)
    verdict = verify(maker)
    assert (verdict.sound, verdict.central, verdict.central_seq) == (True, AtCentral.HELD, left.seq)


def test_nothing_grows_while_nothing_happens(central: Central, maker: Workstation, often: None) -> None:
    maker.sync.sync_now()
    before = (head(maker), kept(central, maker))
    for _ in range(4):
        assert maker.sync.sync_now().problem == ""
    assert (head(maker), kept(central, maker)) == before


def test_at_most_one_head_a_minute_is_sent_and_the_last_one_on_leaving(central: Central, maker: Workstation) -> None:
    maker.sync.sync_now()
    first = head(maker)
    for _ in range(3):
        act(maker)
        maker.sync.sync_now()
    assert [seq for seq, _ in kept(central, maker)] == [first.seq]
    last_before = head(maker).seq
    maker.leave()
    assert [seq for seq, _ in kept(central, maker)] == [first.seq, last_before + 1], "the sign-out is in it"
    maker.enter(central, "MAKER01")


def test_a_cut_tail_is_found_at_the_central_system_although_the_anchor_here_was_rewritten(
    central: Central, maker: Workstation
) -> None:
    act(maker, 5)
    maker.leave()
    maker.enter(central, "MAKER01")
    maker.sync.sync_now()
    left = head(maker).seq
    maker.crash()
    assert cut_tail(maker, 3) == left - 3
    maker.enter(central, "MAKER01")
    with maker.desk.store.read() as rd:
        assert audit_trail.verify(rd).sound, "nothing here shows it"
    verdict = verify(maker)
    assert (verdict.reason, verdict.central, verdict.broken_seq) == ("anchor", AtCentral.DIFFERS, left)
    assert alarmed(maker)


def test_a_store_put_back_from_an_old_copy_is_an_alarm_and_no_command_is_sent(
    central: Central, maker: Workstation, tmp_path: Path
) -> None:
    maker.sync.sync_now()
    maker.crash()
    shutil.copytree(folder_of(maker), tmp_path / "old-copy")
    maker.enter(central, "MAKER01")
    act(maker)
    maker.sync.sync_now()
    left = head(maker).seq
    before = kept(central, maker)
    maker.crash()
    shutil.rmtree(folder_of(maker))
    shutil.copytree(tmp_path / "old-copy", folder_of(maker))
    maker.enter(central, "MAKER01")
    command = maker.submit(maker.draft())
    assert alarmed(maker)
    with pytest.raises(Tampered) as caught:
        maker.sync.deliver(command)
    assert caught.value.code == "audit_rewound"
    assert maker.commands()[0].state is CommandState.QUEUED
    assert kept(central, maker) == before
    assert verify(maker).broken_seq == left


def test_an_old_copy_that_has_grown_beyond_what_was_left_is_found_too(
    central: Central, maker: Workstation, tmp_path: Path
) -> None:
    maker.sync.sync_now()
    maker.crash()
    shutil.copytree(folder_of(maker), tmp_path / "old-copy")
    maker.enter(central, "MAKER01")
    maker.sync.sync_now()
    before = kept(central, maker)
    maker.crash()
    shutil.rmtree(folder_of(maker))
    shutil.copytree(tmp_path / "old-copy", folder_of(maker))
    maker.enter(central, "MAKER01")
    act(maker, 20)
    assert head(maker).seq > before[-1][0]
    assert alarmed(maker)
    maker.leave()
    assert kept(central, maker) == before, "the other chain is not taken for this one"
    maker.enter(central, "MAKER01")


def test_a_history_rewritten_with_every_seal_and_the_anchor_is_found(central: Central, maker: Workstation) -> None:
    act(maker, 5)
    maker.sync.sync_now()
    left = head(maker).seq
    maker.crash()
    rewrite(maker, 3)
    maker.enter(central, "MAKER01")
    with maker.desk.store.read() as rd:
        assert audit_trail.verify(rd).sound, "nothing here shows it"
    verdict = verify(maker)
    assert (verdict.reason, verdict.broken_seq, verdict.central) == ("anchor", left, AtCentral.DIFFERS)


def test_two_copies_of_one_workstation_that_part_are_noticed(
    central: Central, maker: Workstation, tmp_path: Path, often: None
) -> None:
    maker.sync.sync_now()
    maker.crash()
    shutil.copytree(maker.root, tmp_path / "twin")
    maker.enter(central, "MAKER01")
    act(maker, 9)
    maker.sync.sync_now()
    twin = Workstation.at(tmp_path / "twin", central).enter(central, "AUTH01")
    try:
        assert alarmed(twin)
    finally:
        twin.crash()
    assert maker.sync.sync_now().problem == ""


def test_a_head_that_the_central_system_refuses_is_an_alarm(central: Central, maker: Workstation, often: None) -> None:
    maker.sync.sync_now()
    device = maker.desk.signer.device
    maker.desk.central.keep_audit_anchor(device, head(maker).seq + 100, "f" * 64)
    act(maker)
    assert alarmed(maker)
    central.operate("POST", "audit-anchors", {"unit": maker.desk.actor.unit, "device": device})
    assert maker.sync.sync_now().forked == ""
    assert verify(maker).central is AtCentral.HELD


def test_a_chain_rewritten_under_the_running_program_is_not_sent(
    central: Central, maker: Workstation, often: None
) -> None:
    maker.sync.sync_now()
    before = kept(central, maker)
    with closing(connect(folder_of(maker) / FILE_NAME, key_of(maker))) as store:
        store.execute("UPDATE audit SET digest = ? WHERE seq = ?", ("f" * 64, before[-1][0]))
    act(maker)
    assert maker.sync.sync_now().forked == "audit_rewound"
    assert kept(central, maker) == before


def test_a_failing_anchor_is_no_error_and_is_made_up_for(central: Central, maker: Workstation, often: None) -> None:
    maker.sync.sync_now()
    before = kept(central, maker)
    central.operate("POST", "faults", {"fault": "unavailable", "route": "audit-anchors", "count": 2})
    act(maker)
    assert maker.sync.sync_now().problem == ""
    assert kept(central, maker) == before
    verdict = verify(maker)
    assert (verdict.sound, verdict.central) == (True, AtCentral.NOT_ASKED)
    assert maker.sync.sync_now().problem == ""
    assert kept(central, maker)[-1] == (head(maker).seq, head(maker).digest)


def test_a_head_whose_answer_was_lost_is_left_again(central: Central, maker: Workstation, often: None) -> None:
    maker.sync.sync_now()
    act(maker)
    central.operate("POST", "faults", {"fault": "lost_answer", "route": "audit-anchors", "count": 1})
    assert maker.sync.sync_now().problem == ""
    assert maker.sync.sync_now().problem == ""
    assert kept(central, maker)[-1] == (head(maker).seq, head(maker).digest)


def test_offline_the_verdict_says_that_the_central_system_was_not_asked(central: Central, maker: Workstation) -> None:
    maker.sync.sync_now()
    maker.leave()
    maker.point_at("https://127.0.0.1:1", central.ready["ca"])
    maker.enter(central, "MAKER01")
    assert not maker.desk.online
    verdict = verify(maker)
    assert (verdict.sound, verdict.central, verdict.central_seq) == (True, AtCentral.NOT_ASKED, 0)
    assert verify(maker).checked == verdict.checked + 1, "the verification is itself an entry"


def test_before_the_first_round_the_verdict_says_that_nothing_is_kept(maker: Workstation) -> None:
    verdict = verify(maker)
    assert (verdict.sound, verdict.central) == (True, AtCentral.NOTHING_KEPT)
