"""``khlang-central certificate show|renew|authority|switch``: what proves the server's name, and who vouches for it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from app.simulator import certificates
from app.simulator.operations.complaint import Complaint, told
from app.simulator.settings import from_start

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.simulator.settings import Settings


def main(arguments: Sequence[str]) -> int:
    """Show or change the certificates of a data folder; a running server takes changes over. Return the exit code."""

    def do() -> str:
        act = _ACTS.get(arguments[0] if arguments else "")
        if act is None:
            named = "|".join(_ACTS)
            raise Complaint(f"ระบุคำสั่ง: certificate {named}", f"say what to do: certificate {named}")
        settings = from_start(arguments[1:], os.environ).values
        if not certificates.server_file(settings.data).exists():
            raise Complaint(f"ไม่มีใบรับรองใน {settings.data}", f"there is no certificate in {settings.data}")
        return act(settings)

    return told(do)


def warnings(settings: Settings, now: datetime) -> list[str]:
    """Return what should be done about an authority that ends before a new certificate would, in both languages."""
    ends = certificates.signer(settings.data).not_valid_after_utc
    if ends - now > certificates.SERVER_LIFE:
        return []
    day = ends.date().isoformat()
    return [
        f"ใบรับรองผู้ออก (CA) หมดอายุ {day}: ใช้ certificate authority แล้วส่ง ca.pem ใหม่ให้ทุกเครื่อง จากนั้นใช้ certificate switch",
        f"the authority ends on {day}: run certificate authority, hand the new ca.pem to every workstation, then"
        " certificate switch",
    ]


def _show(settings: Settings) -> str:
    signing = certificates.signer(settings.data)
    lines = [_described("server", certificates.server(settings.data))]
    for one in certificates.authorities(settings.data):
        lines.append(_described("authority (signs)" if one == signing else "authority", one))
    return "\n".join([*lines, *warnings(settings, datetime.now(UTC))])


def _renew(settings: Settings) -> str:
    certificates.renew(settings.data, settings.host, datetime.now(UTC), at_once=True)
    return _show(settings)


def _prepare(settings: Settings) -> str:
    certificates.prepare_successor(settings.data, datetime.now(UTC))
    return _show(settings)


def _switch(settings: Settings) -> str:
    try:
        certificates.succeed(settings.data, settings.host, datetime.now(UTC))
    except certificates.NoSuccessor as problem:
        raise Complaint(
            "ยังไม่มีใบรับรองผู้ออกใหม่ ใช้ certificate authority ก่อน",
            "there is no next authority; run certificate authority first",
        ) from problem
    return _show(settings)


def _described(what: str, certificate: x509.Certificate) -> str:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    names = ""
    if what == "server":
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = " for " + ", ".join(str(name.value) for name in found)
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    return f"{what}: {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} UTC{names}, SHA-256 {fingerprint}"


_ACTS: dict[str, Callable[[Settings], str]] = {
    "show": _show,
    "renew": _renew,
    "authority": _prepare,
    "switch": _switch,
}
