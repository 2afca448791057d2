"""Forms as browsers send them: size, kind and token are looked at before anything they say."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from app.simulator.edge import read_body
from app.simulator.pages.visits import TOKEN_FIELD, is_same
from app.simulator.portal.filing import DOCUMENTS_MAX, Upload
from app.simulator.refusals import Refused, wrong
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from app.simulator.pages.visits import Visit

FORM_BYTES_MAX = 64 << 10
"""A form without documents."""
UPLOAD_BYTES_MAX = 20 << 20
"""A form with all its documents."""
FIELDS_MAX = 40
AT_ONCE_MAX, AT_ONCE_OF_ADDRESS_MAX = 16, 4
"""Uploads that are held in memory at the same time."""
_NAME_CHARS_MAX = 100
_MULTIPART, _PLAIN = "multipart/form-data", "application/x-www-form-urlencoded"


class TokenWrong(Exception):
    """A form that was not sent from a page of this browser, or from one that is too old."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form says; a field that is not there is ''."""

    fields: dict[str, str]
    kept: tuple[str, ...]
    files: tuple[Upload, ...]

    def text(self, name: str) -> str:
        """Return one field."""
        return self.fields.get(name, "")


class FormReader:
    """Reads forms; few large ones at a time."""

    def __init__(self) -> None:
        self._uploading: Counter[str] = Counter()

    async def read(self, request: Request, visit: Visit, *, with_files: bool = False) -> Sent:
        """Return what a form of this visit says; raise `TokenWrong`, or `Refused` for its size and kind."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != (_MULTIPART if with_files else _PLAIN):
            raise wrong("form")
        if not with_files:
            return _checked(await _parsed(request, await read_body(request, FORM_BYTES_MAX), kind), visit)
        with self._turn(visit.address):
            return _checked(await _parsed(request, await read_body(request, UPLOAD_BYTES_MAX), kind), visit)

    @contextmanager
    def _turn(self, address: str) -> Iterator[None]:
        if self._uploading.total() >= AT_ONCE_MAX or self._uploading[address] >= AT_ONCE_OF_ADDRESS_MAX:
            raise Refused(Refusal.UNAVAILABLE)
        self._uploading[address] += 1
        try:
            yield
        finally:
            self._uploading[address] -= 1
            self._uploading += Counter()  # forgets addresses that send nothing any more


async def _parsed(request: Request, body: bytes, kind: str) -> Sent:
    try:
        form = await _form(request, body, kind)
    except (MultiPartException, UnicodeDecodeError, KeyError) as problem:
        raise wrong("form") from problem
    try:
        files = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
        uploads = [Upload(_file_name(one), await one.read()) for one in files if one.filename or one.size]
    finally:
        await form.close()
    texts = [(name, one) for name, one in form.multi_items() if isinstance(one, str)]
    try:  # what a strange encoding made of the bytes must be letters that a page can show
        "".join([*(name + one for name, one in texts), *(one.name for one in uploads)]).encode()
    except UnicodeEncodeError as problem:
        raise wrong("form") from problem
    return Sent(dict(texts), tuple(one for name, one in texts if name == "kept"), tuple(uploads))


async def _form(request: Request, body: bytes, kind: str) -> FormData:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    limits = {"max_fields": FIELDS_MAX, "max_part_size": FORM_BYTES_MAX}
    if kind == _MULTIPART:
        return await MultiPartParser(request.headers, stream(), max_files=DOCUMENTS_MAX + 1, **limits).parse()
    return await FormParser(request.headers, stream(), **limits).parse()


def _checked(sent: Sent, visit: Visit) -> Sent:
    if visit.is_new or not is_same(sent.text(TOKEN_FIELD), visit.token):
        raise TokenWrong
    return sent


def _file_name(file: UploadFile) -> str:
    """Return what an applicant calls a document, without folders and not too long; it names nothing on our disk."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    ending = PurePosixPath(name).suffix[:10]
    return name if len(name) <= _NAME_CHARS_MAX else name[: _NAME_CHARS_MAX - len(ending)] + ending
