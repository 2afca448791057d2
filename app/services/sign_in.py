"""Coming in and going out: online with a session, offline where the person has been before."""

from __future__ import annotations

import json
import logging
import platform
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.central.access import About
from app.central.client import Central
from app.domain.access.permissions import Action
from app.domain.values.errors import Broken, KhlangError, Refused, Tampered, Unreachable
from app.i18n import words
from app.services import succession
from app.services.desk import SIMULATOR, Desk
from app.services.last_words import WORKSTATION_REVOKED, LastWords, revoked_at
from app.services.personal_keys import PersonalKeys
from app.services.relay import TURNED_AWAY
from app.services.succession import AUTHORITY_PIN
from app.store import disbursement, reference
from app.store.unit_of_work import FILE_NAME, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from app.central.access import Session
    from app.i18n import Language
    from app.services.personal_keys import Unwrapped
    from app.system.clock import Clock
    from app.system.paths import Paths
    from app.system.settings import SettingsBook
    from app.system.vault import Enrolment, Vault

PEER_PIN = "central"
BANNERS: dict[str, Language] = {"banner_th": "th", "banner_en": "en"}
DEVICE_NAME_MAX = 100

_log = logging.getLogger(__name__)


class SignIn:
    """The door. Every method may take seconds (network, Argon2id): call it on a worker.

    ``device_name`` is what people call this workstation; empty takes the machine's name. With ``practice`` nobody but a
    simulator is spoken with: whoever else answers is `Tampered` ``practice_only``.
    """

    def __init__(
        self,
        paths: Paths,
        vault: Vault,
        settings: SettingsBook,
        clock: Clock,
        connect: Callable[..., Central] = Central,
        device_name: str = "",
        *,
        practice: bool = False,
    ) -> None:
        self._paths = paths
        self._vault = vault
        self._settings = settings
        self._clock = clock
        self._connect = partial(connect, practice=True) if practice else connect
        self._practice = practice
        self._words = LastWords(vault)
        self._keys = PersonalKeys(vault)
        self._owing: dict[tuple[str, str], tuple[str, str]] = {}
        self.device_name = (device_name or platform.node() or "workstation")[:DEVICE_NAME_MAX]

    @property
    def unsafe(self) -> bool:
        """True when secrets lie in a plain file; the screens say so."""
        return self._vault.unsafe

    def about(self) -> About:
        """Ask who is at the other side, for the banner; raise `Unreachable`."""
        with self.met() as (_, about):
            return about

    @contextmanager
    def met(self) -> Iterator[tuple[Central, About]]:
        """Give a connection without a session to whom this machine knows, and who that is; raise as `enter` does."""
        with self._central() as central:
            yield central, self._met(central)

    def demand_open(self) -> None:
        """Raise `Refused` ``maintenance`` or ``client_too_old`` while the other side turns everybody, or us, away."""
        with self._central() as central:
            self._met(central)
            central.enrolment.demand_open()

    def accept_authority(self, code: str) -> None:
        """Trust another authority than before, whose fingerprint begins as the bank's letter says.

        Asks nobody: the certificates are those that the settings name. Raises `Refused` ``authority_code_wrong``.
        """
        with self._central() as central:
            succession.accept(self._vault, central.authority, code, self._clock.now())

    def enter(
        self,
        company_id: str,
        user_id: str,
        password: str,
        new_password: str = "",
        *,
        activation: str = "",
        device_code: str = "",
        take_over: bool = False,
    ) -> Desk:
        """Sign in and open the unit's store.

        Where the central system cannot be reached, or turns this program away, whoever has been here before comes in
        offline (``desk.online`` False), unless its last word was a no. To be asked again with more after a `Refused`

        - ``password_must_change`` (fact ``activation_needed``, yes or no): with ``new_password``, and with
          ``activation``, the code on the person's telephone; then ``activation_wrong`` (``tries_left``) is possible;
        - ``workstation_unknown`` or ``workstation_code_wrong`` (``tries_left``): with ``device_code`` from a slip,
          which also brings a revoked workstation back;
        - ``session_elsewhere`` (``device_name``, ``since``): with ``take_over``; ``session_held`` (``seconds``): later.

        Raises besides `Refused` ``password_wrong`` (``tries_left``), ``user_locked``, ``user_suspended``,
        ``rights_ended`` (``day``), ``slip_expired``, ``password_...``, ``key_not_permitted``, ``keychain_unsafe``,
        ``offline_tries_used``, ``offline_password_changed``; `NotAllowed` ``workstation_revoked``; `Unreachable` for
        somebody new; `Tampered` ``authority_changed`` or ``bank_key_changed``; `Broken` for keychain, key, store.
        """
        name = (company_id.strip().upper(), user_id.strip().upper())
        with ExitStack() as undo:
            central = undo.enter_context(self._central())
            # Two slow hashes of one password, there and here: done side by side, they take the time of one.
            unwrapping = _beside(partial(self._vault.unwrap, *name, password))
            try:
                about = self._met(central)
                session = self._session(central, name, password, device_code, take_over=take_over)
            except (Unreachable, Refused) as problem:
                if isinstance(problem, Refused) and problem.code not in TURNED_AWAY:
                    self._words.heed(*name, problem, opens_here=unwrapping.exception() is None)
                    raise
                self._demand_offline(problem, name)
                desk = self._enter_offline(central, *name, password, undo)
            else:
                undo.callback(self._leave, central)  # whoever cannot be let in leaves no session behind
                enrolment = self._settled_in(central, session, unwrapping, (password, new_password, activation))
                desk = self._desk(central, enrolment, about, undo)
                desk.join(self._as_before(session, chosen=bool(new_password)))
                self._record(desk, online=True)
            undo.pop_all()
        self._propose(name)
        return desk

    def resume(self, desk: Desk, password: str, *, take_over: bool = False) -> None:
        """Open a new session for the person at the desk, whose session ended or who came in offline.

        Raises as `enter`; nothing at the desk changes then, but ``workstation_revoked`` locks it.
        """
        person = desk.actor.person
        name = (desk.company_id, person.user_id)
        desk.about = self._met(desk.central)
        try:
            session = self._session(desk.central, name, password, take_over=take_over)
        except Refused as problem:
            if problem.code == WORKSTATION_REVOKED:
                desk.lock_out(revoked_at(problem))
            else:
                self._words.heed(*name, problem, opens_here=False)
            raise
        if session.person.uid != person.uid or session.unit != desk.actor.unit:
            desk.central.sign_out()
            raise Refused("other_person")
        if session.must_change_password:
            desk.central.sign_out()
            raise must_change(session)
        desk.central.register_key(person.uid, desk.signer.device, desk.signer.key)
        # The password may have been changed elsewhere meanwhile: from here on the key opens with this one.
        self._vault.keep(replace(desk.enrolment, person=session.person), password)
        self._words.let_in(*name, session.agency)
        desk.join(session)
        self._record(desk, online=True)

    def unlock(self, desk: Desk, password: str) -> None:
        """Prove that it is the person at the desk who came back; works offline, with the tries of an offline sign-in.

        Raises `Refused` ``password_wrong`` (fact ``tries_left``), ``offline_tries_used``, and the central system's
        last word about the person.
        """
        self._words.demand_none(desk.company_id, desk.actor.person.user_id)
        self._vault.open_offline(desk.company_id, desk.actor.person.user_id, password)

    def change_password(self, desk: Desk, current: str, new: str) -> None:
        """Change the password at the central system and re-wrap the key with it.

        The key is first wrapped beside the present one, so that a cut at any moment leaves one that opens: see
        `Vault.open`. Raises `Refused` ``password_...``, `Unreachable`.
        """
        person = desk.actor.person
        self._keys.change_password(
            desk.central, self._vault.open(desk.company_id, person.user_id, current), (current, new, "")
        )
        desk.password_expires_at = None  # the next sign-in tells the new day
        desk.note(Action.CHANGE_PASSWORD, person.uid)

    def sign_out(self, desk: Desk) -> None:
        """End the session and close the store, whatever becomes of the other; the central system need not answer."""
        with ExitStack() as ending:
            ending.callback(desk.central.close)
            ending.callback(self._leave, desk.central)
            ending.callback(desk.store.close)
            ending.callback(setattr, desk, "online", False)
            if not desk.locked_out:
                desk.note(Action.SIGN_OUT, desk.actor.person.uid)
            if desk.online:
                desk.anchoring.leave()

    def _central(self) -> _Closing:
        settings = self._settings.current
        if not settings.server_url or not settings.ca_file:
            raise Broken("server_not_set")
        return _Closing(self._connect(settings.server_url, Path(settings.ca_file)))

    def _met(self, central: Central) -> About:
        """Return who is speaking after checking that it is who it was, and that this machine may speak with it.

        The authority first, before anything is sent: everybody knows the bank's public key and can repeat it.
        """
        authority = self._vault.pinned(AUTHORITY_PIN)
        if authority not in (None, central.authority):
            raise Tampered("authority_changed")
        about = central.about()
        if self._practice and about.identity != SIMULATOR:
            raise Tampered("practice_only")
        if self._vault.unsafe and about.identity != SIMULATOR:
            raise Refused("keychain_unsafe")
        known = self._remembered()
        if known is not None and known.bank_public_key != about.bank_public_key:
            raise Tampered("bank_key_changed")
        if authority is None:
            self._vault.pin(AUTHORITY_PIN, central.authority)
        if known != about:
            self._vault.pin(PEER_PIN, json.dumps(asdict(about), ensure_ascii=False))
        self._clock.learn(central.peer.ahead)
        return self._told(about)

    def _told(self, about: About) -> About:
        """Return who is speaking with the banner that is shown: practice says so in both languages."""
        if not self._practice:
            return about
        said = {name: f"{words(of, 'practice.banner')} · {getattr(about, name)}" for name, of in BANNERS.items()}
        return replace(about, **said)

    def _remembered(self) -> About | None:
        """Return who the central system was the last time, None before the first."""
        pinned = self._vault.pinned(PEER_PIN)
        return About(**json.loads(pinned)) if pinned else None

    def _session(
        self, central: Central, name: tuple[str, str], password: str, device_code: str = "", *, take_over: bool
    ) -> Session:
        """Open a session; a workstation that was revoked comes back under another name, with a code."""
        anew = bool(device_code and self._words.revoked_by())
        device = self._vault.device_anew() if anew else self._vault.device()
        session = central.sign_in(
            name, password, device.key, self.device_name, device_code=device_code, take_over=take_over
        )
        if anew:
            self._vault.take_anew()
        return session

    def _as_before(self, session: Session, *, chosen: bool) -> Session:
        """Return the session as one visit with the one that only asked for the new password: that was no former use."""
        former = self._owing.pop((session.company_id, session.person.user_id), None)
        if former is None or not chosen:
            return session
        return replace(session, last_sign_in_at=former[0], last_sign_in_device=former[1])

    def _settled_in(
        self,
        central: Central,
        session: Session,
        unwrapping: Future[Unwrapped],
        passwords: tuple[str, str, str],
    ) -> Enrolment:
        """Return the person with a key that is registered and opens with the password in force.

        ``passwords``: the one given, the new one and the activation code, or ''.
        """
        password, new_password, activation = passwords
        company_id, user_id = session.company_id, session.person.user_id
        opened = self._keys.opened(unwrapping, company_id, user_id)
        if session.must_change_password:
            if not new_password:
                self._owing[company_id, user_id] = session.last_sign_in_at, session.last_sign_in_device
                raise must_change(session)
            self._keys.change_password(central, opened, (password, new_password, activation))
            password = new_password
        enrolment = self._keys.enrolled(central, session, password, opened)
        self._vault.forgive(company_id, user_id)
        self._words.let_in(company_id, user_id, session.agency)
        return enrolment

    @staticmethod
    def _leave(central: Central) -> None:
        try:
            central.sign_out()
        except KhlangError as problem:  # the lease ends by itself
            _log.info("sign-out unanswered: %s", problem.code)

    def _demand_offline(self, problem: KhlangError, name: tuple[str, str]) -> None:
        """Raise ``problem`` unless this person may come in without the central system."""
        if problem.code == "too_many_requests" or not self._vault.knows(*name):
            raise problem
        _log.info("offline sign-in: %s", problem.code)

    def _propose(self, name: tuple[str, str]) -> None:
        """Propose this person the next time."""
        try:
            self._settings.choose(company_id=name[0], user_id=name[1])
        except Broken as problem:  # a full disk: whoever is in must not be put out again for it
            _log.warning("not remembered for the next time: %s", problem.code)

    def _enter_offline(self, central: Central, company_id: str, user_id: str, password: str, undo: ExitStack) -> Desk:
        self._words.demand_none(company_id, user_id)
        enrolment = self._vault.open_offline(company_id, user_id, password)
        self._words.demand_in_use(enrolment.agency)
        about = self._remembered()
        if about is None:
            raise Broken("key_file_damaged", file=PEER_PIN)
        desk = self._desk(central, enrolment, self._told(about), undo)
        self._record(desk, online=False)
        return desk

    def _desk(self, central: Central, enrolment: Enrolment, about: About, undo: ExitStack) -> Desk:
        folder = self._paths.unit(enrolment.agency, enrolment.unit)
        key = self._vault.store_key(enrolment.agency, enrolment.unit, exists=(folder / FILE_NAME).exists())
        store = Store.open(folder, key, self._clock.now)
        undo.callback(store.close)
        revoked = partial(self._words.revoke, enrolment.agency)
        desk = Desk(enrolment, self._vault.device(), store, central, self._clock, about, revoked)
        desk.practising = self._practice
        return desk

    def _record(self, desk: Desk, *, online: bool) -> None:
        news = desk.central.unit() if online else None
        facts = {"online": "yes" if online else "no"} | succession.unreported(self._vault)
        with desk.store.write(desk.actor, Action.SIGN_IN, desk.actor.person.uid, facts) as tx:
            if news is not None:
                reference.put_unit(tx, news.unit)
                reference.put_keys(tx, news.keys)
            disbursement.seat(tx, desk.actor.person.uid)
        succession.reported(self._vault)
        desk.unit_told()


def must_change(session: Session) -> Refused:
    """Return the no that asks for a new password, and says whether the code on the telephone is wanted with it."""
    return Refused("password_must_change", activation_needed="yes" if session.activation_needed else "no")


def _beside(work: Callable[[], Unwrapped]) -> Future[Unwrapped]:
    """Do ``work`` on a thread of its own, which ends with it whether or not anybody asks for the result."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="unwrapping")
    try:
        return pool.submit(work)
    finally:
        pool.shutdown(wait=False)


class _Closing:
    """A connection that is closed unless somebody keeps it."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def __enter__(self) -> Central:
        return self._central

    def __exit__(self, *_: object) -> None:
        self._central.close()
