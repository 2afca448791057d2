"""Pages of an applicant: choose a service, file a request with documents, see how it stands, mend it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from app.simulator.clock import local_date
from app.simulator.pages import shown
from app.simulator.pages.counter import TOLD_BESIDE_FIELDS
from app.simulator.pages.forms import Sent
from app.simulator.pages.frame import HEADERS, page
from app.simulator.pages.visits import bound, remember
from app.simulator.portal import filing, services
from app.simulator.portal.filing import Form
from app.simulator.refusals import Refused
from app.wire.codes import Refusal
from app.wire.portal import RequestState

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from app.simulator.pages.counter import PublicCounter
    from app.simulator.pages.shown import RequestShown
    from app.simulator.pages.visits import Visit
    from app.simulator.portal.filing import Filed
    from app.simulator.portal.services import OfferedService
    from app.wire.disbursement import Attachment

SEE_OTHER = 303
_NOTHING_SENT = Sent({}, (), ())
_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class _FormPage:
    """What a form is about: a new request of a service (``request`` None), or one to be mended."""

    name_th: str
    name_en: str
    papers_th: str
    papers_en: str
    fee_satang: str
    agency_name: str
    documents: tuple[Attachment, ...] = ()
    request_id: str = ""
    code: str = ""
    reason: str = ""


class Applying:
    """The Biz Portal's side."""

    def __init__(self, counter: PublicCounter) -> None:
        self._counter = counter
        self._central = counter.central

    async def home(self, _request: Request, visit: Visit) -> Response:
        """Show what can be done here, and all services by agency."""
        today = local_date(self._central.clock.now())
        offered = await self._central.storage.read(lambda connection: services.offered(connection, today))
        by_agency = [(name, list(some)) for name, some in groupby(offered, lambda one: one.agency_name)]
        return page(visit, "home", agencies=by_agency)

    async def new(self, request: Request, visit: Visit) -> Response:
        """Show the empty form of a service."""
        return _form_page(visit, _about(await self._service(request)), _NOTHING_SENT)

    async def file(self, request: Request, visit: Visit) -> Response:
        """File a request; the same form sent twice files once."""
        service, sent = await self._service(request), _NOTHING_SENT
        try:
            sent = await self._counter.reader.read(request, visit, with_files=True)
            filed = await self._file_once(visit, service, sent)
        except Refused as refused:
            return _form_page(visit, _about(service), sent, refused)
        self._counter.worker.wake()
        return _go_to(visit, filed.request_id, filed.code)

    async def _file_once(self, visit: Visit, service: OfferedService, sent: Sent) -> Filed:
        central, once = self._central, sent.text("once")
        # The epoch is another one after the database was put back to an earlier state.
        name = bound(self._counter.key, "filed", central.epoch, visit.secret, once, service.service)
        now = central.clock.now()

        def write(connection: Connection) -> Filed:
            return filing.file_request(connection, now, service.service, _form_of(sent), sent.files, name)

        return await central.storage.write(write)

    async def look(self, request: Request, visit: Visit) -> Response:
        """Show how a request stands, or ask for which one."""
        if not request.query_params.get("id") and not request.query_params.get("code"):
            return page(visit, "find", values={"id": "", "code": ""}, fault="")
        try:
            found = await self._found(request, visit)
        except Refused as refused:
            if refused.refusal is not Refusal.NOT_FOUND:
                raise
            return page(visit, "find", 404, values=_named(request), fault="request_unknown")
        return page(visit, "request", found=found, code=_named(request)["code"])

    async def bill(self, request: Request, visit: Visit) -> Response:
        """Show the bill of a request as it is printed."""
        found = await self._found(request, visit)
        if found.bill is None:
            raise Refused(Refusal.NOT_FOUND)
        await self._counter.view(found.bill)
        return page(visit, "bill", bill=found.bill)

    async def mending(self, request: Request, visit: Visit) -> Response:
        """Show the form of a request that was sent back, as it was filed."""
        found = await self._found(request, visit)
        if found.request.state != RequestState.SENT_BACK:
            return _go_to(visit, *_named(request).values())
        before = {name: getattr(found.request, name) for name in Form.__slots__}
        kept = tuple(one.sha256 for one in found.request.documents)
        return _form_page(visit, self._about_mending(request, found), Sent(before, kept, ()))

    async def mend(self, request: Request, visit: Visit) -> Response:
        """Hand a request in again."""
        found, of, sent = await self._found(request, visit), _named(request), _NOTHING_SENT
        now, central = self._central.clock.now(), self._central
        try:
            sent = await self._counter.reader.read(request, visit, with_files=True)
            held = (of["id"], of["code"])
            await central.storage.write(
                lambda connection: filing.mend_request(connection, now, held, _form_of(sent), sent.files, sent.kept)
            )
        except Refused as refused:
            return _form_page(visit, self._about_mending(request, found), sent, refused)
        self._counter.worker.wake()
        return _go_to(visit, *held)

    async def document(self, request: Request, visit: Visit) -> Response:
        """Hand out the document that was issued."""
        found, of = await self._found(request, visit), _named(request)
        paper = await self._central.storage.read(
            lambda connection: filing.document_of_applicant(connection, of["id"], of["code"])
        )
        name = f"{found.request.request_id}.{_ENDINGS[paper.media]}"
        headers = {**HEADERS, "content-disposition": f'attachment; filename="{name}"'}
        return Response(paper.content, 200, headers, paper.media)

    async def _service(self, request: Request) -> OfferedService:
        today, name = local_date(self._central.clock.now()), request.path_params["service"]
        found = await self._central.storage.read(lambda connection: services.find(connection, today, name))
        if found is None:
            raise Refused(Refusal.NOT_FOUND)
        return found

    async def _found(self, request: Request, visit: Visit) -> RequestShown:
        """Return the request that id and code open; whoever guesses has to wait after a while."""
        await self._counter.demand_few_wrong(visit)
        of, now, key = _named(request), self._central.clock.now(), self._central.bank_key
        try:
            return await self._central.storage.read(
                lambda connection: shown.request(connection, now, (of["id"], of["code"]), key)
            )
        except Refused:
            await self._counter.count_wrong(visit)
            raise

    @staticmethod
    def _about_mending(request: Request, found: RequestShown) -> _FormPage:
        one = found.request
        return _FormPage(
            one.service_name_th,
            one.service_name_en,
            papers_th="",
            papers_en="",
            fee_satang=one.fee_satang,
            agency_name="",
            documents=one.documents,
            request_id=one.request_id,
            code=_named(request)["code"],
            reason=one.reason,
        )


def _named(request: Request) -> dict[str, str]:
    """Return id and code as somebody typed them; both stand behind the question mark, which no log keeps."""
    return {name: request.query_params.get(name, "").strip().upper() for name in ("id", "code")}


def _about(service: OfferedService) -> _FormPage:
    names = ("name_th", "name_en", "papers_th", "papers_en", "fee_satang", "agency_name")
    return _FormPage(**{name: getattr(service, name) for name in names})


def _form_of(sent: Sent) -> Form:
    return Form(**{name: sent.text(name) for name in Form.__slots__})


def _form_page(visit: Visit, about: _FormPage, sent: Sent, refused: Refused | None = None) -> Response:
    """Return the form with what was typed; what was wrong stands beside it. Files must be chosen again."""
    if refused is not None and refused.refusal not in TOLD_BESIDE_FIELDS:
        raise refused
    code = refused.refusal.value if refused else ""
    field = refused.facts.get("field", "documents") if refused else ""
    return page(
        visit,
        "apply",
        refused.status if refused else 200,
        about=about,
        values={name: sent.text(name) for name in Form.__slots__},
        kept=sent.kept,
        once=sent.text("once") or visit.once(),
        fault=f"fault.{field}" if code == Refusal.FIELD_WRONG else f"problem.{code}" if code else "",
        field_wrong=field if code else "",
    )


def _go_to(visit: Visit, request_id: str, code: str) -> Response:
    response = RedirectResponse(f"/requests?{urlencode({'id': request_id, 'code': code})}", SEE_OTHER, HEADERS)
    remember(response, visit)
    return response
