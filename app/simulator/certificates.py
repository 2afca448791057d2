"""The central system's own authority and server certificate, made at the first start and renewed in time."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.simulator.files import write_public, write_secret

if TYPE_CHECKING:
    from pathlib import Path

    from app.simulator.chance import Draws

AUTHORITY_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
_HOSTS = ("localhost", "127.0.0.1", "::1")
_KEY, _NEXT_KEY = "ca-key.pem", "ca-next-key.pem"


class NoSuccessor(Exception):
    """There is no further authority that could take over."""


def authority_file(data: Path) -> Path:
    """Return where the certificates of the authority lie, for everybody to read; two while one follows another."""
    return data / "ca.pem"


def server_file(data: Path) -> Path:
    """Return where the server's key and certificate lie: in one file, so that they always fit together."""
    return data / "server-key.pem"


def server_context(data: Path, host: str) -> ssl.SSLContext:
    """Return the TLS side of the server; make authority and certificate where they are missing or running out."""
    renew(data, host, datetime.now(UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(server_file(data))
    return context


def renew(data: Path, host: str, now: datetime, *, at_once: bool = False) -> bool:
    """Give the server a new certificate if it is time, or ``at_once``; return whether it has one.

    The names in the one before stay. Whoever runs takes it over by itself (`operations.renewal`).
    """
    names = {_general_name(name) for name in (*_HOSTS, host)}
    path = server_file(data)
    # Folders made before both stood in one file have the key alone in it.
    if path.exists() and b"CERTIFICATE" in path.read_bytes():
        before = server(data)
        named = set(before.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
        if names <= named and before.not_valid_after_utc > now + RENEW_BEFORE and not at_once:
            return False
        names |= named
    _issue(data, names, now)
    return True


def server(data: Path) -> x509.Certificate:
    """Return the certificate in force."""
    return x509.load_pem_x509_certificate(server_file(data).read_bytes())


def authorities(data: Path) -> list[x509.Certificate]:
    """Return the authorities that are handed out."""
    return x509.load_pem_x509_certificates(authority_file(data).read_bytes())


def signer(data: Path) -> x509.Certificate:
    """Return the authority that signs."""
    return _authority(data, datetime.now(UTC))[0]


def prepare_successor(data: Path, now: datetime) -> x509.Certificate:
    """Make the next authority and hand it out beside the one that signs; return it, or the one prepared before."""
    signing, _ = _authority(data, now)
    if (data / _NEXT_KEY).exists():
        return _of_key(authorities(data), _private(data / _NEXT_KEY))
    key = ec.generate_private_key(ec.SECP256R1())
    successor = _self_signed(key, now)
    write_secret(data / _NEXT_KEY, _private_bytes(key))
    _hand_out(data, [signing, successor])
    return successor


def succeed(data: Path, host: str, now: datetime) -> x509.Certificate:
    """Let the next authority sign from now on, beginning with a new certificate of the server; return it.

    The one before stays among those that are handed out until it ends. Raises `NoSuccessor`.
    """
    if not (data / _NEXT_KEY).exists():
        raise NoSuccessor(data)
    key = _private(data / _NEXT_KEY)
    (data / _NEXT_KEY).replace(data / _KEY)
    renew(data, host, now, at_once=True)
    return _of_key(authorities(data), key)


def bank_key(data: Path, draws: Draws) -> Ed25519PrivateKey:
    """Return the key with which the bank signs receipts and log positions; make it at the first start."""
    path = data / "bank-key.pem"
    if not path.exists():
        write_secret(path, _private_bytes(draws.private_key()))
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(path)
    return key


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _private_bytes(key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _authority(data: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return the authority that signs, with its key; make it at the first start."""
    if authority_file(data).exists() and (data / _KEY).exists():
        signing = _private(data / _KEY)
        return _of_key(authorities(data), signing), signing
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(key, now)
    write_secret(data / _KEY, _private_bytes(key))
    _hand_out(data, [certificate])
    return certificate, key


def _self_signed(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    # The year tells two authorities apart that follow one another.
    name = _name(f"Khlang simulator authority {now.year}")
    return (
        _builder(name, name, key.public_key(), now, now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(path)
    return key


def _of_key(certificates: list[x509.Certificate], key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    return next(one for one in certificates if one.public_key() == key.public_key())


def _hand_out(data: Path, certificates: list[x509.Certificate]) -> None:
    write_public(authority_file(data), b"".join(one.public_bytes(Encoding.PEM) for one in certificates))


def _issue(data: Path, names: set[x509.GeneralName], now: datetime) -> None:
    authority, authority_key = _authority(data, now)
    key = ec.generate_private_key(ec.SECP256R1())
    ends = min(now + SERVER_LIFE, authority.not_valid_after_utc)
    certificate = (
        _builder(_name("Khlang simulator"), authority.subject, key.public_key(), now, ends)
        .add_extension(x509.SubjectAlternativeName(sorted(names, key=repr)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    public = certificate.public_bytes(Encoding.PEM)
    write_secret(server_file(data), _private_bytes(key) + public)
    write_public(data / "server.pem", public)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        # An hour back: the workstation's clock may be a little behind.
        .not_valid_before(begins - timedelta(hours=1))
        .not_valid_after(ends)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
