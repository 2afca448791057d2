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

_AUTHORITY_LIFE = timedelta(days=3650)
_SERVER_LIFE = timedelta(days=397)
_RENEW_BEFORE = timedelta(days=30)
_HOSTS = ("localhost", "127.0.0.1", "::1")


def authority_file(data: Path) -> Path:
    """Return where the certificate of the authority lies, for everybody to read."""
    return data / "ca.pem"


def server_context(data: Path, host: str) -> ssl.SSLContext:
    """Return the TLS side of the server; make authority and certificate where they are missing or running out."""
    certificate, key = data / "server.pem", data / "server-key.pem"
    if not _good_until(certificate, datetime.now(UTC) + _RENEW_BEFORE, host):
        _issue(data, host, certificate, key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


def bank_key(data: Path, draws: Draws) -> Ed25519PrivateKey:
    """Return the key with which the bank signs receipts and log positions; make it at the first start."""
    path = data / "bank-key.pem"
    if not path.exists():
        write_secret(path, _private_bytes(draws.private_key()))
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(path)
    return key


def _good_until(certificate: Path, moment: datetime, host: str) -> bool:
    if not certificate.exists():
        return False
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return loaded.not_valid_after_utc > moment and _general_name(host) in names


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _private_bytes(key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _authority(data: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    path, key_path = authority_file(data), data / "ca-key.pem"
    if path.exists() and key_path.exists():
        loaded = load_pem_private_key(key_path.read_bytes(), None)
        if not isinstance(loaded, ec.EllipticCurvePrivateKey):
            raise TypeError(key_path)
        return x509.load_pem_x509_certificate(path.read_bytes()), loaded
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Khlang simulator authority")
    certificate = (
        _builder(name, name, key.public_key(), _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_secret(key_path, _private_bytes(key))
    write_public(path, certificate.public_bytes(Encoding.PEM))
    return certificate, key


def _issue(data: Path, host: str, path: Path, key_path: Path) -> None:
    authority, authority_key = _authority(data)
    key = ec.generate_private_key(ec.SECP256R1())
    hosts = dict.fromkeys((*_HOSTS, host))
    certificate = (
        _builder(_name("Khlang simulator"), authority.subject, key.public_key(), _SERVER_LIFE)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    write_secret(key_path, _private_bytes(key))
    write_public(path, certificate.public_bytes(Encoding.PEM))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    # An hour back: the workstation's clock may be a little behind.
    begins = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + life)
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
