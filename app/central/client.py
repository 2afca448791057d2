"""The conversation with the central system, one method a thing that can be asked.

Errors::

    Unreachable           nothing is known to have happened; also an identity that is not proven
    Refused               a definite no, with the central system's code and facts
      NotAllowed          ... because of who asks
    Tampered              what was received is not what was signed

A command's answer is a value, not an error: see `Central.send`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from app.central import access, events
from app.central.administration import AdministrationCalls
from app.central.bank_steps import StepCalls
from app.central.bills import CollectingCalls
from app.central.closing import ClosingCalls
from app.central.draws import DrawCalls
from app.central.drills import DrillCalls
from app.central.enrolment import EnrolmentCalls
from app.central.hearing import Hearing
from app.central.papers import PaperCalls
from app.central.remittance_terms import RemittingCalls
from app.central.statements import StatementCalls
from app.central.transport import USUAL_TIMEOUTS, Peer, Reply, Timeouts, Transport
from app.domain.access.audit import KeptHead
from app.domain.values.dates import instant
from app.domain.values.errors import NotAllowed, Refused, Tampered, Unreachable
from app.domain.values.money import Money
from app.wire import access as wire
from app.wire import api, codec
from app.wire import disbursement as orders
from app.wire.administration import AdminDone
from app.wire.audit import AuditAnchor, AuditAnchors
from app.wire.codes import BatchState, Refusal
from app.wire.orders import OrderDone
from app.wire.payees import PayeesDone
from app.wire.recalls import RecallDone
from app.wire.signature import DEVICE, REGISTER_KEY, key_id, public_text, sign

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

M = TypeVar("M", bound=codec.Message)
_Done = orders.Done | AdminDone | PayeesDone | RecallDone | OrderDone
_DONE: tuple[type[_Done], ...] = (orders.Done, PayeesDone, RecallDone, OrderDone)

NOT_ABOUT_THE_COMMAND = frozenset(
    {
        Refusal.TOO_MANY_REQUESTS,
        Refusal.TOO_SLOW,
        Refusal.BODY_ENCODED,  # packed by somebody on the way: this side sends what it signed
        Refusal.UNAVAILABLE,
        Refusal.MAINTENANCE,
        Refusal.CLIENT_TOO_OLD,
        Refusal.SESSION_ENDED,
        Refusal.WORKSTATION_REVOKED,
        Refusal.PASSWORD_MUST_CHANGE,
        # The same id with other bytes: this side never makes that, so the first command's fate is not told.
        Refusal.COMMAND_ID_REUSED,
    }
)
"""Refusals of the hop: the command may have had its effect at an earlier try, so they settle nothing."""

_WHO = frozenset(
    {
        Refusal.ROLE_MISSING,
        Refusal.OTHER_UNIT,
        Refusal.PASSWORD_MUST_CHANGE,
        Refusal.SESSION_ENDED,
        Refusal.WORKSTATION_REVOKED,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about a command after one try.

    ``settled`` False: unknown, send the same bytes again. ``done`` True: it had its effect; ``status`` and ``version``
    are the batch's. Settled and not done: refused for good, ``code`` says why. ``response`` are the exact bytes.
    ``slip_id`` is what an order of an administrator left to be printed, or ''.
    """

    settled: bool
    done: bool
    code: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    response: bytes = field(default=b"", repr=False)
    status: str = ""
    version: int = 0
    replayed: bool = False
    slip_id: str = ""


class Central:
    """One central system, and after `sign_in` one session there. May be used from several threads."""

    def __init__(self, url: str, ca_file: Path, timeouts: Timeouts = USUAL_TIMEOUTS, *, practice: bool = False) -> None:
        """Take address, authority, and whether only a simulator may answer; raise as `Transport` does."""
        self._transport = Transport(url, ca_file, timeouts, practice=practice)
        self._place = (url, ca_file)
        self._practice = practice
        self._token = ""

    @property
    def peer(self) -> Peer:
        """What the other side last said of itself: epoch, identity, and how far its clock is ahead of ours."""
        return self._transport.peer

    @property
    def authority(self) -> str:
        """The hash of the certificates that vouch for the other side; nothing else is trusted."""
        return self._transport.authority

    @property
    def administration(self) -> AdministrationCalls:
        """What only administrators ask for, in this session."""
        return AdministrationCalls(self._asked)

    @property
    def enrolment(self) -> EnrolmentCalls:
        """What is asked before anybody has a name there, outside any session."""
        return EnrolmentCalls(self._offered)

    @property
    def steps(self) -> StepCalls:
        """What is asked about the steps of batches, in this session."""
        return StepCalls(self._asked)

    @property
    def drawing(self) -> DrawCalls:
        """What is asked about money that was drawn from the treasury, in this session."""
        return DrawCalls(self._asked)

    @property
    def drills(self) -> DrillCalls:
        """What is asked about drills, in this session."""
        return DrillCalls(self._asked)

    @property
    def collecting(self) -> CollectingCalls:
        """What is asked about collecting, in this session."""
        return CollectingCalls(self._asked)

    @property
    def remitting(self) -> RemittingCalls:
        """What is asked about remitting and the treasury's books, in this session."""
        return RemittingCalls(self._asked)

    @property
    def statements(self) -> StatementCalls:
        """What is asked about movements of accounts, in this session."""
        return StatementCalls(self._asked)

    @property
    def closing(self) -> ClosingCalls:
        """What is asked about closing days, in this session."""
        return ClosingCalls(self._asked)

    @property
    def papers(self) -> PaperCalls:
        """What is asked about papers that belong to what is signed, in this session."""
        return PaperCalls(self._exchanged)

    @property
    def hearing(self) -> Hearing:
        """One more who waits for news in this session, on a connection of its own; to be closed."""
        return Hearing(*self._place, lambda: self._token, practice=self._practice)

    def close(self) -> None:
        """Close the connections; the session lives on at the other side."""
        self._transport.close()

    def about(self) -> access.About:
        """Ask who is speaking; raise `Refused` ``wire_version_other``."""
        return access.about(self._get(api.ABOUT, wire.About))

    def sign_in(
        self,
        name: tuple[str, str],
        password: str,
        device: Ed25519PrivateKey,
        device_name: str,
        *,
        device_code: str = "",
        take_over: bool = False,
    ) -> access.Session:
        """Open a session for a company's user (``name``: both ids) at the workstation that holds the key ``device``.

        To be asked after `about`, which tells which history and what time the proof of the workstation is for.
        ``device_code`` is the one-time code of a workstation that is not known yet; ``take_over`` ends the session
        that the person has elsewhere. Raises `Refused` ``password_wrong`` (fact ``tries_left``), ``user_locked``,
        ``user_suspended``, ``rights_ended``, ``slip_expired``, ``session_elsewhere``, ``session_held``,
        ``workstation_...``.
        """
        company_id, user_id = name
        made_at = instant(datetime.now(UTC) + self.peer.ahead)
        public = public_text(device)
        proven = "\n".join((self.peer.epoch, company_id, user_id, made_at)).encode()
        request = wire.SignIn(
            company_id=company_id,
            user_id=user_id,
            password=password,
            device_id=key_id(public),
            device_name=device_name,
            device_key=public,
            device_proof=sign(device, DEVICE, proven),
            device_code=device_code,
            made_at=made_at,
            take_over="yes" if take_over else "no",
        )
        session = access.session(self._call("POST", api.SESSIONS, wire.Session, request, signed_in=False))
        self._token = session.token
        return session

    def sign_out(self) -> None:
        """End the session; the token is forgotten here whatever the other side says."""
        token, self._token = self._token, ""
        if token:
            _definite(self._transport.ask("DELETE", api.CURRENT_SESSION, token=token))

    def heartbeat(self) -> None:
        """Keep the session; raise `Refused` ``session_ended`` where there is none any more."""
        _definite(self._transport.ask("PUT", api.CURRENT_SESSION, token=self._token))

    def change_password(self, current: str, new: str, activation: str = "") -> None:
        """Change the password of the signed-in person; ``activation`` is the code on the telephone for the first one.

        Raises `Refused` ``password_...``, ``activation_wrong`` (fact ``tries_left``).
        """
        body = codec.encode(wire.NewPassword(current=current, new=new, activation=activation))
        _definite(self._transport.ask("PUT", api.PASSWORD, body=body, token=self._token))

    def register_key(self, uid: str, device_id: str, key: Ed25519PrivateKey) -> str:
        """Make the person's key known, with a proof that it is held here; return its name. May be repeated."""
        public = public_text(key)
        kid = key_id(public)
        proof = sign(key, REGISTER_KEY, f"{uid}\n{device_id}".encode())
        request = wire.RegisterKey(kid=kid, public_key=public, device_id=device_id, proof=proof)
        _definite(self._transport.ask("PUT", f"{api.KEYS}/{kid}", body=codec.encode(request), token=self._token))
        return kid

    def challenge(self, password: str) -> str:
        """Return a single-use permission to sign one decision, for the password asked again."""
        return self._call("POST", api.CHALLENGES, wire.Challenge, wire.AskChallenge(password=password)).challenge

    def send(self, cmd_id: str, request: bytes) -> Answer:
        """Send a command's stored bytes once and say what is known; never raises for what the network does."""
        try:
            reply = self._transport.ask("PUT", f"{api.COMMANDS}/{cmd_id}", body=request, token=self._token)
            if reply.status in (HTTPStatus.OK, HTTPStatus.CREATED):
                answer = _effect(reply.body)
                if _done(reply.body).cmd_id != cmd_id:
                    return Answer(settled=False, done=False, code="server_unreadable")
            else:
                answer = _no(reply.body, definite=reply.status < HTTPStatus.INTERNAL_SERVER_ERROR)
        except (Unreachable, Tampered) as problem:
            return Answer(settled=False, done=False, code=problem.code)
        except ValueError:
            return Answer(settled=False, done=False, code="server_unreadable")
        return replace(answer, replayed=reply.replayed)

    def events(self, after: events.Position, bank_key: str, limit: int = api.EVENTS_PER_PAGE_MAX) -> events.Page:
        """Return the verified events after a position; raise `Tampered` where the log is not its continuation."""
        reply = self._transport.ask("GET", api.EVENTS, query=after.asked(limit), token=self._token, content=True)
        return events.verified(_read(reply, events.WirePage), after, bank_key)

    def batch(self, op_id: str) -> orders.BatchContent:
        """Return a batch's signed content, to be verified by `app.central.disbursement.verify_batch`."""
        reply = self._transport.ask("GET", f"{api.BATCHES}/{op_id}", token=self._token, content=True)
        return _read(reply, orders.BatchContent)

    def unit(self) -> access.UnitNews:
        """Return the unit with its accounts, people and keys."""
        reply = self._transport.ask("GET", api.UNIT, token=self._token, content=True)
        return access.unit_news(_read(reply, wire.Unit))

    def keep_audit_anchor(self, device_id: str, seq: int, digest: str) -> None:
        """Leave the head of this workstation's audit chain; raise `Refused` ``anchor_rewound`` (fact ``seq``)."""
        body = codec.encode(AuditAnchor(device_id=device_id, seq=str(seq), digest=digest))
        _definite(self._transport.ask("PUT", f"{api.AUDIT_ANCHORS}/{device_id}", body=body, token=self._token))

    def audit_anchors(self, device_id: str) -> tuple[KeptHead, ...]:
        """Return the heads of this workstation's audit chain that were left there, the newest last."""
        told = self._get(f"{api.AUDIT_ANCHORS}/{device_id}", AuditAnchors)
        try:
            return tuple(KeptHead(int(item.seq), item.digest) for item in told.anchors)
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=HTTPStatus.OK.value) from problem

    def practice_rules(self) -> tuple[access.PracticeRule, ...]:
        """Return the simulator's rules for practising."""
        return access.practice_rules(self._get(api.PRACTICE_RULES, wire.PracticeRules))

    def _get(self, route: str, kind: type[M]) -> M:
        return _read(self._transport.ask("GET", route, token=self._token), kind)

    def _exchanged(self, method: str, route: str, /, body: bytes = b"") -> Reply:
        reply = self._transport.ask(method, route, body=body, token=self._token, content=True)
        _definite(reply)
        return reply

    def _asked(self, method: str, route: str, kind: type[M], /) -> M:
        return _read(self._transport.ask(method, route, token=self._token, content=True), kind)

    def _offered(
        self,
        method: str,
        route: str,
        kind: type[M],
        /,
        request: codec.Message | None = None,
        query: Mapping[str, str] | None = None,
    ) -> M:
        body = codec.encode(request) if request else b""
        return _read(self._transport.ask(method, route, body=body, query=query), kind)

    def _call(self, method: str, route: str, kind: type[M], request: codec.Message, *, signed_in: bool = True) -> M:
        token = self._token if signed_in else ""
        return _read(self._transport.ask(method, route, body=codec.encode(request), token=token), kind)


def kept_answer(response: bytes, *, done: bool) -> Answer:
    """Return what a stored definite answer says."""
    return _effect(response) if done else _no(response, definite=True)


def _effect(body: bytes) -> Answer:
    done = _done(body)
    if isinstance(done, AdminDone):
        return Answer(settled=True, done=True, response=body, status=done.status, slip_id=done.slip_id)
    if isinstance(done, PayeesDone | RecallDone | OrderDone):
        return Answer(settled=True, done=True, response=body, status=done.status)
    status = BatchState(done.status).value
    return Answer(settled=True, done=True, response=body, status=status, version=int(done.version))


def _done(body: bytes) -> _Done:
    """Read an answer as whichever it is: they have no common set of keys."""
    for kind in _DONE:
        with suppress(codec.NotCanonical):
            return codec.decode(body, kind)
    return codec.decode(body, AdminDone)


def _no(body: bytes, *, definite: bool) -> Answer:
    refused = _refusal(body)
    return Answer(
        settled=definite and refused.code not in NOT_ABOUT_THE_COMMAND,
        done=False,
        code=refused.code,
        facts={name: str(value) for name, value in refused.facts.items()},
        response=body,
    )


def _read(reply: Reply, kind: type[M]) -> M:
    _definite(reply)
    try:
        return codec.decode(reply.body, kind)
    except codec.NotCanonical as problem:
        raise Unreachable("server_unreadable", status=reply.status) from problem


def _definite(reply: Reply) -> None:
    """Raise unless the answer is a yes."""
    if reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    try:
        refused = _refusal(reply.body)
    except ValueError as problem:
        raise Unreachable("server_unreadable", status=reply.status) from problem
    if refused.code in (Refusal.TOO_MANY_REQUESTS, Refusal.TOO_SLOW, Refusal.UNAVAILABLE):
        raise Unreachable(refused.code, **refused.facts)
    raise refused


def _refusal(body: bytes) -> Refused:
    """Return the no in the answer; raise ``ValueError`` where it cannot be read or its code is not in the wire."""
    problem = codec.decode(body, wire.Problem)
    code = Refusal(problem.code)
    facts: dict[str, object] = dict(problem.facts)
    for name, value in problem.facts.items():
        if name.endswith("_satang") and value.isascii() and value.isdecimal():
            facts[name.removesuffix("_satang")] = Money(int(value)).format()
    return (NotAllowed if code in _WHO else Refused)(code.value, **facts)
