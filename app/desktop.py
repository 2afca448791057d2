"""The composition root of the desktop: every part is made here and handed to the parts that need it; no logic."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.domain.values.errors import Broken
from app.system.lock import InstanceLock
from app.system.paths import Paths
from app.system.settings import SettingsBook
from app.ui import application, errors, worker
from app.ui.screens.access.sign_in import SignInWindow

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

    from app.domain.access.password import PasswordVerdict
    from app.i18n import Language
    from app.services.desk import Desk
    from app.services.enrolment import Enrolment
    from app.services.sign_in import SignIn
    from app.ui.ports import About
    from app.ui.single_instance import FirstInstance
    from app.workplace import Workplace


class Desktop:
    """The running program: one window at a time, sign-in or work."""

    def __init__(
        self,
        app: QApplication,
        paths: Paths,
        settings: SettingsBook,
        unsafe_file: Path | None,
        *,
        practice: bool = False,
    ) -> None:
        self.app = app
        self.settings = settings
        self._paths = paths
        self._unsafe_file = unsafe_file
        self._real: tuple[Paths, SettingsBook, Door] | None = None
        self._practice_lock: InstanceLock | None = None
        self._first: FirstInstance | None = None
        self.door = Door(paths, settings, unsafe_file, practice=practice)
        self.practising = self._only_practice = practice
        self.window: QWidget | None = None
        self.workplace: Workplace | None = None

    def show_sign_in(self) -> SignInWindow:
        """Show the sign-in window; it is there before anything heavy is loaded."""
        chosen = self.settings.current
        window = SignInWindow(
            self.door,
            company=chosen.company_id,
            user=chosen.user_id,
            device=self.door.device_name,
            practising=self.practising,
        )
        window.opened.connect(self.show_work)
        window.language_chosen.connect(lambda language: self.settings.choose(language=language))
        window.theme_chosen.connect(lambda theme: self.settings.choose(theme=theme))
        window.enrolment_asked.connect(lambda: self._enrol(window))
        window.practice_asked.connect(self.change_practice)
        window.practise.setVisible(not self._only_practice)
        self._replace(window)
        if self.settings.damaged:
            window.warn_of_settings()
        return window

    def change_practice(self) -> None:
        """Go from real work to practice, which has folder, settings and keys of its own, or back."""
        if self._real is None:
            paths = self._paths.practice
            try:
                self._practice_lock = InstanceLock(paths.lock)
            except Broken as problem:
                if isinstance(self.window, SignInWindow):
                    self.window.show_error(problem)
                return
            self._real = self._paths, self.settings, self.door
            self.settings = practice_settings(paths, self.settings)
            unsafe_file = paths.unsafe_keychain if self._unsafe_file is not None else None
            self.door, self.practising = Door(paths, self.settings, unsafe_file, practice=True), True
        else:
            (_, self.settings, self.door), self._real, self.practising = self._real, None, False
            if self._practice_lock is not None:
                self._practice_lock.release()
        self.show_sign_in()

    def _enrol(self, window: SignInWindow) -> None:
        """Open the application of a parent agency over the sign-in window."""

        def show(service: Enrolment) -> None:
            from app.ui.screens.access.enrolment import EnrolmentDialog  # seldom needed

            dialog = EnrolmentDialog(window, service)
            dialog.company_known.connect(window.company.set_text)
            dialog.open()

        worker.run(window, lambda _: self.door.enrolment(), show, window.show_error)

    def show_work(self, desk: Desk) -> None:
        """Build the workplace of the person who came in and show it."""
        from app.workplace import Workplace  # heavy; loaded by now, since signing in needed it

        self.workplace = Workplace(desk, self.door.ready(), self.settings)
        window = self.workplace.window
        window.signed_out.connect(self.leave)
        window.closed.connect(self._closed)
        window.offers_practice = not self.practising
        window.practice_asked.connect(self._practise_beside)
        self._replace(window)
        self.workplace.start()

    def practice_arguments(self) -> list[str]:
        """Return what this program is started with to practise beside it."""
        from app.ui import beside  # seldom needed

        return beside.practice_arguments(self._paths.root, unsafe=self._unsafe_file is not None)

    def _practise_beside(self) -> None:
        """Open practice in a window and a process of its own: what is open here stays as it is."""
        import logging

        from app.ui import beside
        from app.ui.messages import toast

        window = self.window
        if window is None:
            return
        try:
            process_id = beside.start(self.practice_arguments())
        except Broken as problem:
            errors.show(window, problem)
        else:
            logging.getLogger(__name__).info("practice opened beside, process %d", process_id)
            toast(window, "practice.opened")

    def leave(self) -> None:
        """Sign out and go back to the sign-in window."""
        workplace, self.workplace = self.workplace, None
        if workplace is not None:
            workplace.sync.fall_silent()
        window = self.show_sign_in()
        if workplace is not None and workplace.desk.locked_out:
            window.show_closed(workplace.desk.locked_out_at)
        if workplace is not None:
            worker.run(self.app, lambda _: workplace.close(), lambda _: None, errors.log_only)

    def listen(self) -> None:
        """Begin to write the log and to hear of later starts; loaded only after the first window is there."""
        import logging

        from app.system import logs
        from app.ui.single_instance import FirstInstance

        logs.start(self._paths.logs)
        if self.settings.unusable:
            logging.getLogger(__name__).warning("settings at their default: %s", ", ".join(self.settings.unusable))
        errors.install()  # again: uncaught errors are logged and also shown
        self._first = FirstInstance(self._paths.root)
        self._first.woken.connect(self.wake)
        worker.run(self.app, _load_workplace, lambda _: None, errors.log_only)

    def wake(self) -> None:
        """Come to the front: somebody started the program again."""
        if self.window is not None:
            self.window.showNormal()
            self.window.raise_()
            self.window.activateWindow()

    def _closed(self) -> None:
        workplace, self.workplace = self.workplace, None
        if workplace is not None:
            workplace.window.hide()  # a central system that does not answer the sign-out keeps nobody waiting
            workplace.close()

    def _replace(self, window: QWidget) -> None:
        former, self.window = self.window, window
        window.show()
        if former is not None:
            former.close()
            former.deleteLater()


def _load_workplace(_: worker.Progress) -> None:
    """Load what the person will need after signing in, while they type the password.

    What is loaded stays. The collector begins only then and leaves it alone: one walk over it stops the window for as
    long as a frame may take three times over.
    """
    try:
        import app.workplace  # noqa: F401
    finally:
        gc.freeze()
        gc.enable()


class Door:
    """Signing in, loaded on the first worker that needs it, so that the window need not wait for it."""

    def __init__(
        self, paths: Paths, settings: SettingsBook, unsafe_file: Path | None, *, practice: bool = False
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._unsafe_file = unsafe_file
        self._practice = practice
        self._made: tuple[SignIn, Enrolment] | None = None
        self._turn = threading.Lock()

    @property
    def unsafe(self) -> bool:
        """Whether secrets lie in a plain file."""
        return self._unsafe_file is not None

    @property
    def device_name(self) -> str:
        """The machine's name."""
        if hasattr(os, "uname"):
            return os.uname().nodename  # what `platform` says, without loading it before the first window
        import platform

        return platform.node()

    def ready(self) -> SignIn:
        """Return the service behind the door; raise `Broken` ``keychain_missing`` where secrets have no home."""
        return self._services()[0]

    def enrolment(self) -> Enrolment:
        """Return the service for whoever has no name here yet; raises as `ready` does."""
        return self._services()[1]

    def _services(self) -> tuple[SignIn, Enrolment]:
        with self._turn:
            if self._made is None:
                from app.services.enrolment import Enrolment
                from app.services.sign_in import SignIn
                from app.system import keychain
                from app.system.clock import Clock
                from app.system.vault import Vault

                vault, clock = Vault(self._paths.keys, keychain.find(self._unsafe_file)), Clock()
                sign_in = SignIn(self._paths, vault, self._settings, clock, practice=self._practice)
                self._made = sign_in, Enrolment(sign_in, vault, clock)
            return self._made

    def about(self) -> About:
        """Ask who is at the other side."""
        return self.ready().about()

    def demand_open(self) -> None:
        """Raise while nobody is let in; see `SignIn.demand_open`."""
        self.ready().demand_open()

    def accept_authority(self, code: str) -> None:
        """Trust another authority; see `SignIn.accept_authority`."""
        self.ready().accept_authority(code)

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
        """Sign in; see `SignIn.enter`."""
        said = {"activation": activation, "device_code": device_code}
        return self.ready().enter(company_id, user_id, password, new_password, **said, take_over=take_over)

    def judge(self, company_id: str, user_id: str, former: str, password: str) -> PasswordVerdict:
        """Judge a new password while it is typed."""
        from app.services.passwords import judged

        return judged(password, company_id, user_id, former)

    def write_branch_form(self, path: Path, company_id: str, user_id: str, language: Language) -> None:
        """Write an administrator's form for the branch; see `Enrolment.write_branch_form`."""
        self.enrolment().write_branch_form(path, company_id, user_id, language)


def practice_settings(paths: Paths, real: SettingsBook) -> SettingsBook:
    """Return the settings of practice; the first time they name the same central system, which must be a simulator."""
    settings, current = SettingsBook(paths.settings), real.current
    if not settings.current.server_url:
        settings.choose(server_url=current.server_url, ca_file=current.ca_file)
    settings.choose(language=current.language, theme=current.theme)
    return settings


@contextmanager
def prepared(options: argparse.Namespace) -> Iterator[Desktop]:
    """Make the desktop that the command line asks for; raise `Broken` ``already_running`` for a second one.

    The second start wakes the first one's window before that.
    """
    found = Paths.find(options.data_dir)
    paths = found.practice if options.practice else found
    settings = SettingsBook(paths.settings)
    if options.practice and found.settings.exists():
        settings = practice_settings(paths, SettingsBook(found.settings))
    chosen = {"server_url": options.server, "company_id": options.company, "user_id": options.user}
    chosen["ca_file"] = str(options.ca.resolve()) if options.ca else ""
    app = application.create(
        language=settings.current.language,
        theme_name=settings.current.theme,
        scale_percent=settings.current.scale_percent,
        era=settings.current.era,
        settings_folder=paths.root,
    )
    try:
        lock = InstanceLock(paths.lock)
    except Broken:
        from app.ui.single_instance import wake_first

        wake_first(paths.root)
        raise
    with lock:
        settings.choose(**{name: value for name, value in chosen.items() if value})
        unsafe_file = paths.unsafe_keychain if options.unsafe_file_keychain else None
        desktop = Desktop(app, paths, settings, unsafe_file, practice=options.practice)
        application.soon(desktop.listen)
        yield desktop


def run(options: argparse.Namespace) -> int:
    """Run the desktop until its last window is closed; return the exit status."""
    try:
        with prepared(options) as desktop:
            desktop.show_sign_in()
            return application.run(desktop.app)
    except Broken as problem:
        if problem.code != "already_running":
            raise
        return 0
