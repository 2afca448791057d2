"""What a signed-in person works with: services over the desk, screens over the services, one window; no logic."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from app import (
    closing_rooms,
    collection_rooms,
    recall_rooms,
    register_rooms,
    remittance_rooms,
    report_rooms,
    year_rooms,
)
from app.domain.access.company import is_parent
from app.domain.access.permissions import Action, may
from app.domain.messages.message import Topic
from app.services.administration import Administration
from app.services.approval import Approval
from app.services.audit_book import AuditBook
from app.services.closing_board import ClosingBoard
from app.services.collection_board import CollectionBoard
from app.services.comments import Comments
from app.services.dossiers import Dossiers
from app.services.drafting import Drafting
from app.services.drawing import Drawing
from app.services.evidence import Evidence
from app.services.exporting import Exporting
from app.services.following import FollowUps
from app.services.inquiry import Inquiry
from app.services.list_exports import ListExports
from app.services.lookout import Lookout
from app.services.messages import Messages
from app.services.overview import Overview
from app.services.passwords import judged
from app.services.payees import Payees
from app.services.queue_board import QueueBoard
from app.services.recall_board import RecallBoard
from app.services.recalls import Recalls
from app.services.remittance_board import RemittanceBoard
from app.services.rights_board import RightsBoard
from app.services.saved_views import SavedViews
from app.services.sync import Sync, SyncState
from app.ui import application, errors, list_export, person, worker
from app.ui.main_window import MainWindow
from app.ui.navigation import Place, place_of
from app.ui.news import News
from app.ui.presence import Presence
from app.ui.screens.access.change_password import ChangePasswordDialog
from app.ui.screens.audit import AuditScreen
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.batches import BatchesScreen
from app.ui.screens.disbursement.draws import DrawsScreen
from app.ui.screens.disbursement.evidence import EvidenceScreen
from app.ui.screens.disbursement.import_file import ImportScreen
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.screens.home import HomeScreen
from app.ui.screens.messages import MessagesScreen
from app.ui.screens.messages import words as message_words
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.sync_centre import SyncCentreScreen
from app.ui.tray import Tray

if TYPE_CHECKING:
    from app.domain.access.password import PasswordVerdict
    from app.services.desk import Desk
    from app.services.sign_in import SignIn
    from app.system.settings import SettingsBook

FIRST_ROUND_AFTER_MS = 250
"""The home screen first: a round with the central system would share the processor with it."""


class Workplace:
    """Everything of one signed-in person, from `start` to `close`."""

    def __init__(self, desk: Desk, sign_in: SignIn, settings: SettingsBook) -> None:
        self.desk = desk
        self.sign_in = sign_in
        self.settings = settings
        self.sync = Sync(desk, stuck_after=timedelta(hours=settings.current.stuck_hours))
        self.administration = Administration(desk, self.sync)
        rights = RightsBoard(self.administration) if is_parent(desk.company_id) else None
        self.payees = Payees(desk, self.sync)
        self.recalls = Recalls(desk, self.sync)
        self.messages = Messages(desk, self._quiet)
        lookout = Lookout(
            RecallBoard(desk, self.recalls),
            self.messages,
            CollectionBoard(desk),
            RemittanceBoard(desk),
            ClosingBoard(desk),
            QueueBoard(desk),
        )
        self.overview = Overview(desk, self.sync, rights, lookout)
        self.inquiry = Inquiry(desk, self.sync)
        self.follow_ups = FollowUps(desk, self.sync)
        self.drafting = Drafting(desk, self.sync, self.payees)
        self.approval = Approval(desk, self.sync)
        self.comments = Comments(desk, self.sync)
        self.evidence = Evidence(desk)
        self.audit = AuditBook(desk)
        self.views = SavedViews(desk)
        self.exporting = Exporting(desk)
        person.seat(desk.actor.person.uid)
        list_export.offer(ListExports(desk))
        self.window = MainWindow(self.overview, self._places())
        self.window.language_chosen.connect(lambda language: self._choose("language", language))
        self.window.theme_chosen.connect(lambda theme: self._choose("theme", theme))
        self.presence = Presence(
            self.window,
            settings.current.idle_minutes,
            unlock=partial(sign_in.unlock, desk),
            resume=partial(sign_in.resume, desk),
        )
        self.presence.gave_up.connect(self.window.signed_out)
        self.presence.resumed.connect(self.sync.wake)
        self.tray = Tray(self.window, message_words, lambda: self.settings.current.tray)
        self._round_wanted = False
        self._news = News(self.window)
        self._news.heard.connect(self._heard)
        self.sync.listen(self._news.tell)
        self.window.go("home")

    def start(self) -> None:
        """Begin to exchange with the central system in the background, and to notice when nobody is there."""
        application.soon(self.sync.start, FIRST_ROUND_AFTER_MS)
        self.presence.watch()

    def close(self) -> None:
        """Stop the exchange, sign out and close the store."""
        self.sync.close()
        self.sign_in.sign_out(self.desk)

    def _places(self) -> tuple[Place, ...]:
        rooms = self._rights_places() if is_parent(self.desk.company_id) else self._paying_places()
        return (
            place_of(HomeScreen, lambda: HomeScreen(self.overview, self.window.has)),
            *rooms,
            *self._practice_places(),
            report_rooms.audit_place(self.desk),
            place_of(AuditScreen, lambda: AuditScreen(self.audit)),
            place_of(SyncCentreScreen, lambda: SyncCentreScreen(self.overview)),
            place_of(SettingsScreen, self._settings_screen),
        )

    def _practice_places(self) -> tuple[Place, ...]:
        if not self.desk.practising:
            return ()
        from app.services.practice import Practice  # nothing of it is there in real work
        from app.ui.screens.practice.room import PracticeScreen

        return (place_of(PracticeScreen, lambda: PracticeScreen(Practice(self.desk))),)

    def _paying_places(self) -> tuple[Place, ...]:
        """Return the rooms of a unit that pays."""
        look, edit, decide = Action.OPEN_BATCH, Action.EDIT_BATCH, Action.APPROVE_BATCH
        return (
            place_of(BatchesScreen, self._batches_screen, look),
            place_of(ImportScreen, lambda: ImportScreen(self.drafting), edit, shown=False),
            place_of(BatchEditor, self._editor_screen, edit, shown=False),
            place_of(ApprovalsScreen, self._approvals_screen, decide),
            place_of(ResultsScreen, self._results_screen, look, shown=False),
            place_of(EvidenceScreen, self._evidence_screen, look),
            place_of(DrawsScreen, self._draws_screen, look),
            *register_rooms.places(self.desk, self.payees),
            *recall_rooms.places(self.desk, self.recalls),
            *collection_rooms.places(self.desk, self.sync, self.views),
            *remittance_rooms.places(self.desk, self.sync, self.views),
            *closing_rooms.places(self.desk, self.sync, lambda key: self.window.has(key)),
            *report_rooms.places(self.desk),
            *year_rooms.places(self.desk),
            place_of(MessagesScreen, lambda: MessagesScreen(self.messages)),
        )

    def _rights_places(self) -> tuple[Place, ...]:
        from app.agency_rooms import places  # a unit's desk needs none of it, and starts the sooner

        return places(self.desk, self.administration)

    def _batches_screen(self) -> BatchesScreen:
        return BatchesScreen(self.drafting, self.inquiry, self.desk, self.views, self.exporting)

    def _approvals_screen(self) -> ApprovalsScreen:
        return ApprovalsScreen(self.approval, self.inquiry, self.desk, self.comments)

    def _editor_screen(self) -> BatchEditor:
        screen = BatchEditor(self.drafting, self.desk, self.exporting)
        screen.serve_comments(self.comments)
        return screen

    def _draws_screen(self) -> DrawsScreen:
        gives_back = may(self.desk.actor.person.roles, Action.RETURN_DRAW)
        return DrawsScreen(Drawing(self.desk), gives_back=gives_back)

    def _results_screen(self) -> ResultsScreen:
        screen = ResultsScreen(self.inquiry, self.follow_ups, self.desk, self.views)
        screen.serve_comments(self.comments)
        return screen

    def _evidence_screen(self) -> EvidenceScreen:
        masked = self.settings.current.mask_accounts
        screen = EvidenceScreen(self.evidence, self.inquiry, self.desk, self.views, masked=masked)
        screen.serve_dossiers(Dossiers(self.desk))
        return screen

    def _settings_screen(self) -> SettingsScreen:
        screen = SettingsScreen(self.settings, self.desk.central.practice_rules, version("khlang"))
        screen.chosen.connect(self._note_choice)
        screen.password_asked.connect(self._ask_for_new_password)
        return screen

    def _ask_for_new_password(self) -> None:
        person, desk = self.desk.actor.person, self.desk

        def judge(former: str, password: str) -> PasswordVerdict:
            return judged(password, desk.company_id, person.user_id, former, person.name_th, person.name_en)

        change = partial(self.sign_in.change_password, desk)
        ChangePasswordDialog(self.window, judge, change, desk.password_expires_at).open()

    def _quiet(self) -> frozenset[str]:
        """Return the topics of messages that the person has switched off."""
        chosen = self.settings.current
        return frozenset(topic for topic in Topic if not getattr(chosen, f"tell_{topic}"))

    def _choose(self, name: str, value: object) -> None:
        self.settings.choose(**{name: value})
        self._note_choice(name, value)

    def _note_choice(self, name: str, value: object) -> None:
        """Write down who changed how this workstation behaves."""
        facts = {name: str(value)}
        worker.run(
            self.window,
            lambda _: self.desk.note(Action.CHANGE_SETTINGS, "settings", facts),
            lambda _: None,
            errors.log_only,
        )

    def _heard(self, state: SyncState) -> None:
        """Show the news; ask for the password in place where a session has ended, leave where nobody may work here."""
        if self.desk.locked_out:
            self.window.signed_out.emit()
            return
        if state.busy:  # somebody asked for this round, and takes an answer
            self._round_wanted = True
            return
        self.window.look_again()
        worker.run(self.window, lambda _: self.messages.every(), self.tray.tell, errors.log_only)
        if state.needs_password and state.online:
            self.presence.ask_again(wanted=self._round_wanted)
        self._round_wanted = False
