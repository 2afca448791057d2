"""Signing in, keys, and what a unit may know of itself."""

from __future__ import annotations

from app.wire.codec import Message
from app.wire.forms import Balance, Day, Key, KeyId, Moment, Number, Satang, Signature, Time, Uuid, YesNo


class About(Message, frozen=True, omit_defaults=True):
    """Answer of ``GET /v1/about``, open to everybody: who is speaking. ``identity`` is ``simulator`` or ``bank``.

    ``gate`` is what whoever asks would be refused with at any other door now: ``maintenance``, ``client_too_old``.
    """

    product: str
    wire_version: str
    identity: str
    banner_th: str
    banner_en: str
    epoch: Uuid
    server_time: Moment
    bank_public_key: Key
    gate: Problem | None = None


class SignIn(Message, frozen=True):
    r"""Body of ``POST /v1/sessions``; ``device_id`` is the key id of ``device_key``, which stays with the workstation.

    ``device_proof`` signs ``epoch + "\n" + company_id + "\n" + user_id + "\n" + made_at`` with it, label DEV;
    ``made_at`` is within five minutes of the server's time. ``device_code`` is the one-time code of a workstation that
    is not known yet, or ''. ``take_over`` is yes or no: end the session that the person has elsewhere.
    """

    company_id: str
    user_id: str
    password: str
    device_id: str
    device_name: str
    device_key: Key
    device_proof: Signature
    device_code: str
    made_at: Moment
    take_over: YesNo


class Session(Message, frozen=True):
    """A session: the token goes into ``Authorization: Bearer``; ``session_epoch`` into every command.

    ``roles`` are codes from `app.wire.codes.Role`; ``must_change_password`` is ``yes`` or ``no``: with ``yes`` only
    ``PUT /v1/password``, keeping the session and signing out are answered. ``last_sign_in_at`` is empty at first.
    ``activation_needed`` is yes where the code sent to the person's telephone is wanted with the first new password;
    ``password_expires_at`` is empty where passwords do not expire.
    """

    token: str
    session_epoch: Number
    lease_until: Moment
    server_time: Moment
    uid: str
    company_id: str
    user_id: str
    name_th: str
    name_en: str
    roles: tuple[str, ...]
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    must_change_password: YesNo
    last_sign_in_at: Moment
    last_sign_in_device: str
    activation_needed: YesNo
    password_expires_at: Moment


class Lease(Message, frozen=True):
    """Answer of ``PUT /v1/sessions/current``, the heartbeat: the session lives until then."""

    lease_until: Moment
    server_time: Moment


class NewPassword(Message, frozen=True):
    """Body of ``PUT /v1/password``; ``activation`` is the code sent to the person's telephone, or ''."""

    current: str
    new: str
    activation: str


class RegisterKey(Message, frozen=True):
    r"""Body of ``PUT /v1/keys/{kid}``; ``proof`` signs ``uid + "\n" + device_id`` with the key itself, label KEY."""

    kid: KeyId
    public_key: Key
    device_id: str
    proof: Signature


class PublicKey(Message, frozen=True):
    """A person's registered key; ``revoked_at`` is empty while it is valid. ``device_name`` is what people call it."""

    kid: KeyId
    uid: str
    public_key: Key
    device_id: str
    device_name: str
    registered_at: Moment
    revoked_at: Moment


class AskChallenge(Message, frozen=True):
    """Body of ``POST /v1/challenges``: the password again, for the person who is about to approve."""

    password: str


class Challenge(Message, frozen=True):
    """A single-use permission to sign one approval; void after ``expires_at``."""

    challenge: str
    expires_at: Moment


class Person(Message, frozen=True):
    """Somebody of the unit, as colleagues see them."""

    uid: str
    user_id: str
    name_th: str
    name_en: str
    roles: tuple[str, ...]


class Account(Message, frozen=True):
    """A source account of the unit; ``available_satang`` is the balance less what is reserved."""

    account: str
    name: str
    balance_satang: Balance
    reserved_satang: Satang
    available_satang: Balance


class PaymentKind(Message, frozen=True):
    """A row of the table of kinds; on a day outside its dates it is refused. ``valid_until`` '' is without end.

    ``line_satang_below`` '' is no limit. ``basis``: ``contract``, ``permission`` or '': what ``basis_no`` must name.
    ``returns``: ``ordinary`` or ``medical``: which way wrongly paid money goes back. ``payees``: ``any``, or ``person``
    where every line needs a citizen id. ``source`` names the rule, for people.
    """

    kind: str
    sub_kind: str
    name_th: str
    name_en: str
    valid_from: Day
    valid_until: Day
    line_satang_below: Satang
    basis: str
    returns: str
    payees: str
    source: str


class Service(Message, frozen=True):
    """How the bank carries a batch to other banks; its own accounts are credited directly whatever the service.

    ``lead_days`` is bank days between hand-over and value; ``cut_off`` HH:MM. A line outside ``min_satang`` and
    ``max_satang`` ('' no limit) is refused; own-bank lines are not measured. ``ordinary`` is yes for the one
    that '' means.
    """

    service: str
    name_th: str
    name_en: str
    min_satang: Satang
    max_satang: Satang
    cut_off: Time
    lead_days: Number
    valid_from: Day
    valid_until: Day
    ordinary: str
    source: str


class CalendarDay(Message, frozen=True):
    """A day that is otherwise than in the table of holidays that comes with the product.

    ``banks`` and ``offices`` (of government): ``open`` or ``closed``. ``name_th`` names the holiday, '' for none.
    """

    day: Day
    banks: str
    offices: str
    name_th: str


class Unit(Message, frozen=True):
    """Answer of ``GET /v1/unit``: everything a workstation needs to draft, show and check.

    ``payees``: ``open``, or ``required`` where every line must name the register; ``release``: ``auto``, or ``person``
    where somebody who neither made nor approved a batch releases it (both '' before the first policy that says so).
    ``present`` names the uids of the unit's people who have a session now. ``days`` are those on which the calendar is
    otherwise than in the product's table.
    """

    agency: str
    agency_name: str
    unit: str
    unit_name: str
    server_time: Moment
    cut_off: Time
    batch_satang_max: Satang
    signatures_needed: Number
    accounts: tuple[Account, ...]
    people: tuple[Person, ...]
    keys: tuple[PublicKey, ...]
    kinds: tuple[PaymentKind, ...] = ()
    services: tuple[Service, ...] = ()
    payees: str = ""
    release: str = ""
    present: tuple[str, ...] = ()
    days: tuple[CalendarDay, ...] = ()


class PracticeRule(Message, frozen=True):
    """One rule of the simulator that clerks may use to practise: what to enter and what will happen."""

    rule: str
    trigger_th: str
    trigger_en: str
    effect_th: str
    effect_en: str


class PracticeRules(Message, frozen=True):
    """Answer of ``GET /v1/practice-rules``."""

    rules: tuple[PracticeRule, ...]


class Problem(Message, frozen=True):
    """Every refusal: a code of ``app.wire.codes`` and facts that fill the client's own sentence; never shown as is."""

    code: str
    facts: dict[str, str]
