"""The computers that people sign in at: each proves itself with a key that stays there."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import timedelta
from typing import TYPE_CHECKING

from app.simulator.clock import MOMENT, ClockTextWrong, read_moment
from app.simulator.refusals import Refused
from app.wire.api import DEVICE_PROOF_SECONDS
from app.wire.codes import Refusal
from app.wire.signature import DEVICE, key_id, verify

if TYPE_CHECKING:
    from datetime import datetime

    from app.wire.access import SignIn

_KEY_BYTES = 32
_PROOF_AGE = timedelta(seconds=DEVICE_PROOF_SECONDS)


def demand_proof(asked: SignIn, epoch: str, now: datetime) -> None:
    """Refuse with ``device_proof_wrong`` unless whoever asks holds the key that the workstation is named after."""
    proven = "\n".join((epoch, asked.company_id, asked.user_id, asked.made_at)).encode()
    if not (
        _names(asked.device_id, asked.device_key)
        and _is_fresh(asked.made_at, now)
        and verify(asked.device_key, DEVICE, proven, asked.device_proof)
    ):
        raise Refused(Refusal.DEVICE_PROOF_WRONG)


def _names(device: str, public_key: str) -> bool:
    try:
        return len(b64decode(public_key, validate=True)) == _KEY_BYTES and key_id(public_key) == device
    except (NotBase64, ValueError):
        return False


def _is_fresh(made_at: str, now: datetime) -> bool:
    try:
        return MOMENT.match(made_at) is not None and abs(read_moment(made_at) - now) <= _PROOF_AGE
    except ClockTextWrong:
        return False
