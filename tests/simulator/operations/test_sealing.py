"""A sealed file opens with its passphrase only, and only whole."""

from __future__ import annotations

import io

import pytest

from app.simulator.operations import sealing
from app.simulator.operations.sealing import MAGIC, Opening, Sealing, SealWrong

_PIECE = 1 << 20
_PASSPHRASE = b"correct horse battery"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase is made dear; what is proven here does not depend on how dear."""
    monkeypatch.setattr(sealing, "_SCRYPT_N", 1 << 10)


def _sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    with Sealing(target, _PASSPHRASE) as sealing:
        for start in range(0, len(content), 300_000):
            sealing.write(content[start : start + 300_000])
    return target.getvalue()


def _opened(sealed: bytes, passphrase: bytes = _PASSPHRASE) -> bytes:
    source = io.BytesIO(sealed)
    assert source.read(len(MAGIC)) == MAGIC
    return io.BufferedReader(Opening(source, passphrase)).read()


@pytest.mark.parametrize("size", [0, 1, _PIECE - 1, _PIECE, _PIECE + 1, 2 * _PIECE])
def test_what_is_sealed_comes_back(size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    assert _opened(_sealed(content)) == content


def test_another_passphrase_a_cut_a_change_and_an_addition_do_not_open() -> None:
    sealed = _sealed(bytes(2 * _PIECE + 5))
    body = len(MAGIC) + 16
    second = sealed[body + _PIECE + 16 : body + 2 * (_PIECE + 16)]
    wrong = [
        sealed[:-1],
        sealed[: body + _PIECE + 16],
        sealed[:body] + second + sealed[body + _PIECE + 16 :],
        sealed[:body] + bytes([sealed[body] ^ 1]) + sealed[body + 1 :],
        sealed + b"x",
    ]
    for one in wrong:
        with pytest.raises(SealWrong):
            _opened(one)
    with pytest.raises(SealWrong):
        _opened(sealed, b"another passphrase")
