"""The server's certificate is renewed while it runs, and one authority follows another without anybody locked out."""

from __future__ import annotations

import ssl
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from app.central.client import Central as Client
from app.central.transport import Timeouts
from app.simulator import certificates
from app.simulator.operations.certificate_desk import warnings
from app.simulator.operations.renewal import CertificateKeeper
from app.simulator.settings import Settings
from tests.helpers import warm
from tests.helpers.raw_central import Central, Wire, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HOST = "127.0.0.1"
_PATIENT = Timeouts(connect=120, bytes=120, whole=300)
_NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("certificates") / "central") as started:
        yield started


def _certificate(data: Path, act: str) -> str:
    done = warm.command("certificate", act, "--data", data)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _met(central: Central, ca: Path) -> int:
    """Return the serial number of the certificate that a new connection meets and believes."""
    with closing(Wire(central.ready["url"], str(ca)).connect()) as connection:
        connection.connect()
        assert isinstance(connection.sock, ssl.SSLSocket)
        return x509.load_der_x509_certificate(connection.sock.getpeercert(binary_form=True) or b"").serial_number


def _until_another(central: Central, ca: Path, known: int) -> int:
    """Connect anew until it is another certificate that is met, and return it."""
    while (met := _met(central, ca)) == known:
        time.sleep(0.05)
    return met


def test_a_renewed_certificate_is_met_without_a_restart_while_connections_and_clients_go_on(
    central: Central, tmp_path: Path
) -> None:
    old_ca = tmp_path / "old.pem"
    old_ca.write_bytes((central.data / "ca.pem").read_bytes())
    before = _met(central, old_ca)
    pid = central.process.pid
    with closing(Client(central.ready["url"], old_ca, _PATIENT)) as client:
        epoch = client.about().epoch
        assert central.wire.ask("GET", "/v1/health").status == 200
        assert "127.0.0.1" in _certificate(central.data, "renew")
        after = _until_another(central, old_ca, before)
        assert after == certificates.server(central.data).serial_number
        # Both stand on the connections that they had before.
        assert central.wire.ask("GET", "/v1/health").status == 200
        assert client.about().epoch == epoch
    assert (central.process.pid, central.process.poll()) == (pid, None)

    # Another authority: handed out beside the old one at first, which goes on to vouch.
    _certificate(central.data, "authority")
    assert len(certificates.authorities(central.data)) == 2
    _certificate(central.data, "renew")
    _until_another(central, old_ca, after)
    both = central.data / "ca.pem"
    switched = _met(central, both)
    _certificate(central.data, "switch")
    _until_another(central, both, switched)
    with pytest.raises(ssl.SSLError):
        _met(central, old_ca)
    with closing(Client(central.ready["url"], both, _PATIENT)) as client:
        assert client.about().epoch == epoch


def test_a_certificate_is_renewed_in_time_and_never_reaches_beyond_its_authority(tmp_path: Path) -> None:
    context = certificates.server_context(tmp_path, _HOST)
    keeper = CertificateKeeper(context, tmp_path, _HOST)
    first = certificates.server(tmp_path)
    assert not keeper.look(first.not_valid_after_utc - certificates.RENEW_BEFORE - timedelta(seconds=1))
    assert certificates.server(tmp_path) == first
    assert keeper.look(first.not_valid_after_utc - certificates.RENEW_BEFORE)
    second = certificates.server(tmp_path)
    assert second.not_valid_after_utc > first.not_valid_after_utc
    assert not keeper.look(_NOW)
    end = certificates.signer(tmp_path).not_valid_after_utc
    keeper.look(end - timedelta(days=31))
    assert certificates.server(tmp_path).not_valid_after_utc == end


def test_a_file_that_cannot_be_used_leaves_the_certificate_that_can(tmp_path: Path) -> None:
    keeper = CertificateKeeper(certificates.server_context(tmp_path, _HOST), tmp_path, _HOST)
    path = certificates.server_file(tmp_path)
    good = path.read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    certificates.server_context(other, _HOST)
    certificate = good[good.index(b"-----BEGIN CERTIFICATE") :]
    foreign = certificates.server_file(other).read_bytes()
    path.write_bytes(foreign[: foreign.index(b"-----BEGIN CERTIFICATE")] + certificate)
    with pytest.raises(ssl.SSLError):
        keeper.look(_NOW)
    path.write_bytes(good)
    assert keeper.look(_NOW)


def test_an_authority_near_its_end_is_warned_of_in_time(tmp_path: Path) -> None:
    certificates.server_context(tmp_path, _HOST)
    settings = Settings(data=tmp_path)
    end = certificates.signer(tmp_path).not_valid_after_utc
    assert warnings(settings, end - certificates.SERVER_LIFE - timedelta(days=1)) == []
    thai, english = warnings(settings, end - certificates.SERVER_LIFE)
    assert "certificate authority" in english
    assert "certificate switch" in thai
    with pytest.raises(certificates.NoSuccessor):
        certificates.succeed(tmp_path, _HOST, _NOW)
    assert certificates.prepare_successor(tmp_path, _NOW) == certificates.prepare_successor(tmp_path, _NOW)
