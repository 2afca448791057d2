"""Another authority than the pinned one: believed only for what the bank's letter says, and written down."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.central.transport import read_authority
from app.domain.access.permissions import Action
from app.domain.values.errors import Refused, Tampered
from app.services import succession
from app.store import audit_trail
from tests.helpers.hostile import Authority, answer, saying, serving
from tests.helpers.raw_central import Central, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central", eased=True) as started:
        yield started


def under_another_authority(central: Central) -> str:
    """Let the bank's certificates be made anew, its books and its signing key staying; return the fingerprint."""
    central.stop()
    for name in ("ca.pem", "ca-key.pem", "server.pem", "server-key.pem"):
        (central.data / name).unlink()
    central.start()
    return hashlib.sha256(read_authority(Path(central.ready["ca"]))).hexdigest()


def signed_in(station: Workstation) -> dict[str, str]:
    """Return what the audit trail says of the newest sign-in."""
    with station.desk.store.read() as rd:
        acts = audit_trail.entries_about(rd, station.desk.actor.person.uid)
    facts: dict[str, str] = json.loads([entry.facts for entry in acts if entry.action == Action.SIGN_IN][-1])
    return facts


def test_what_the_letter_says_lets_people_in_again_and_the_audit_trail_tells_it(
    central: Central, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path / "desk", central).enter(central, "MAKER01")
    before = station.desk.central.authority
    station.leave()
    fingerprint = under_another_authority(central)
    assert fingerprint != before
    station.point_at(central.ready["url"], central.ready["ca"])
    with pytest.raises(Tampered, match="authority_changed"):
        station.enter(central, "MAKER01")
    letter = fingerprint[:16].upper()
    for wrong in ("", letter[:15], fingerprint[:17], before[:16], letter[::-1], "ก" * 16, fingerprint):
        with pytest.raises(Refused, match="authority_code_wrong"):
            station.sign_in.accept_authority(wrong)
    with pytest.raises(Tampered, match="authority_changed"):
        station.enter(central, "MAKER01")

    station.sign_in.accept_authority(" ".join(letter[place : place + 4] for place in range(0, 16, 4)))
    station.enter(central, "MAKER01")
    assert station.desk.online
    facts = signed_in(station)
    assert (facts["authority_before"], facts["authority"], bool(facts["authority_at"])) == (before, fingerprint, True)
    station.leave()
    station.enter(central, "MAKER01")
    assert "authority" not in signed_in(station)
    station.leave()


def test_the_right_letter_opens_no_other_door(central: Central, tmp_path: Path) -> None:
    """Whoever has the letter and is not the one it speaks of is still not believed."""
    station = Workstation.at(tmp_path / "desk", central).enter(central, "MAKER01")
    station.leave()
    letter = under_another_authority(central)[:16]
    stranger = Authority(tmp_path, "stranger")
    with serving(stranger.issue(), saying(answer(b"{}"))) as server:
        station.point_at(server.url, str(stranger.file))
        with pytest.raises(Refused, match="authority_code_wrong"):
            station.sign_in.accept_authority(letter)
        with pytest.raises(Tampered, match="authority_changed"):
            station.enter(central, "MAKER01")
        assert server.requests == []


def test_what_was_cut_off_between_note_and_trust_is_told_by_nobody(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path / "desk", central).enter(central, "MAKER01")
    pinned = station.desk.central.authority
    station.leave()
    station.vault.pin("authority-accepted", json.dumps([[pinned, "f" * 64, "2026-11-23T02:00:00.000Z"]]))
    assert succession.unreported(station.vault) == {}
    station.enter(central, "MAKER01")
    assert "authority" not in signed_in(station)
    station.leave()
