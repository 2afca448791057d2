"""Somebody else's door, and doors that jam: a password is never given to a stranger, and nobody is locked out after."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.values.errors import Refused, Tampered
from tests.helpers.hostile import Authority, answer, saying, serving
from tests.helpers.raw_central import UNIT, Central
from tests.helpers.workstation import Workstation


def introduction(central: Central) -> bytes:
    """Return what the central system says of itself to anybody, its public key included."""
    about = central.wire.ask("GET", "/v1/about")
    own = "".join(f"{name}: {value}\r\n" for name, value in about.headers.items() if name.startswith("khlang"))
    return answer(about.body, headers=own.encode())


def test_a_stranger_with_another_authority_and_the_banks_own_words_never_hears_the_password(
    central: Central, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path / "desk", central).enter(central, "MAKER01")
    password = central.password(UNIT, "MAKER01")
    stranger = Authority(tmp_path, "stranger")
    with serving(stranger.issue(), saying(introduction(central))) as server:
        station.leave()
        station.point_at(server.url, str(stranger.file))
        for ask in (station.sign_in.about, lambda: station.enter_as(UNIT, "MAKER01", password)):
            with pytest.raises(Tampered) as caught:
                ask()
            assert caught.value.code == "authority_changed"
        assert server.requests == []
    station.point_at(central.ready["url"], central.ready["ca"])
    station.enter(central, "MAKER01")
    station.leave()


def test_an_authority_is_known_by_its_certificate_and_not_by_how_its_file_is_written(
    central: Central, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path / "desk", central).enter(central, "MAKER01")
    station.leave()
    copied = tmp_path / "received by mail.pem"
    text = f"ใบรับรองของระบบกลาง\n{Path(central.ready['ca']).read_text('ascii')}"
    copied.write_bytes(text.replace("\n", "\r\n").encode())
    station.point_at(central.ready["url"], str(copied))
    assert station.enter(central, "MAKER01").desk.online
    station.leave()


def test_whoever_cannot_be_remembered_comes_in_all_the_same(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path / "desk", central)
    station.paths.settings.unlink()
    station.paths.settings.mkdir()  # nothing can take the place of a folder: as on a full disk
    station.enter(central, "MAKER01")
    station.leave()
    station.enter(central, "MAKER01")
    station.leave()


@pytest.mark.parametrize("count", [b"", b"two", b"\xff"])
def test_a_count_of_tries_that_cannot_be_read_gives_none(central: Central, tmp_path: Path, count: bytes) -> None:
    station = Workstation.at(tmp_path / "desk", central).enter(central, "MAKER01")
    station.leave()
    (station.paths.keys / f"{UNIT}_MAKER01.tries").write_bytes(count)
    station.point_at("https://127.0.0.1:9", central.ready["ca"])
    with pytest.raises(Refused) as caught:
        station.enter(central, "MAKER01")
    assert caught.value.code == "offline_tries_used"
    station.point_at(central.ready["url"], central.ready["ca"])
    station.enter(central, "MAKER01")
    station.leave()
