"""Which role may do what: one table, asked by the store's door and by the screens; the central system decides again."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.access.user import Role
from app.domain.values.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable


class Action(StrEnum):
    """Everything that is written down with an author."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    CHANGE_PASSWORD = "change_password"  # noqa: S105  (an action)
    CHANGE_SETTINGS = "change_settings"
    IMPORT_BATCH = "import_batch"
    EDIT_BATCH = "edit_batch"
    DELETE_DRAFT = "delete_draft"
    SAVE_PROFILE = "save_profile"
    SAVE_TEMPLATE = "save_template"
    DELETE_TEMPLATE = "delete_template"
    SUBMIT_BATCH = "submit_batch"
    WITHDRAW_BATCH = "withdraw_batch"
    CANCEL_BATCH = "cancel_batch"
    CLOSE_LINES = "close_lines"
    OPEN_BATCH = "open_batch"
    VIEW_LINES = "view_lines"
    APPROVE_BATCH = "approve_batch"
    RETURN_BATCH = "return_batch"
    RELEASE_BATCH = "release_batch"
    COMMENT_BATCH = "comment_batch"
    RECORD_EVENTS = "record_events"
    RECORD_ANSWER = "record_answer"
    RECORD_UNIT = "record_unit"
    MAKE_DOCUMENT = "make_document"
    PRINT_DOCUMENT = "print_document"
    SAVE_DOCUMENT = "save_document"
    MAKE_DOSSIER = "make_dossier"
    ARCHIVE_YEAR = "archive_year"
    OPEN_ARCHIVE = "open_archive"
    EXPORT_AUDIT = "export_audit"
    EXPORT_FILE = "export_file"
    EXPORT_LIST = "export_list"
    VERIFY_AUDIT = "verify_audit"
    VIEW_ADMINISTRATION = "view_administration"
    PROPOSE_CHANGE = "propose_change"
    RECALL_PROPOSAL = "recall_proposal"
    APPROVE_PROPOSAL = "approve_proposal"
    RETURN_PROPOSAL = "return_proposal"
    SUSPEND_NOW = "suspend_now"
    CONFIRM_SUSPENSION = "confirm_suspension"
    UNLOCK = "unlock"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (an action)
    END_SESSION = "end_session"
    REVOKE_WORKSTATION = "revoke_workstation"
    REVOKE_KEY = "revoke_key"
    PRINT_SLIP = "print_slip"
    VIEW_PAYEES = "view_payees"
    PROPOSE_PAYEES = "propose_payees"
    RECALL_PAYEES = "recall_payees"
    PUT_PAYEES_ASIDE = "put_payees_aside"
    APPROVE_PAYEES = "approve_payees"
    RETURN_PAYEES = "return_payees"
    CHECK_NAMES = "check_names"
    OPEN_RECALL = "open_recall"
    DROP_RECALL = "drop_recall"
    PROPOSE_RETURN = "propose_return"
    APPROVE_RETURN = "approve_return"
    SEND_RETURN_BACK = "send_return_back"
    READ_MESSAGES = "read_messages"
    VIEW_COLLECTIONS = "view_collections"
    EDIT_BILLS = "edit_bills"
    ISSUE_BILLS = "issue_bills"
    CANCEL_BILL = "cancel_bill"
    MAIL_LETTERS = "mail_letters"
    PROPOSE_COLLECTION = "propose_collection"
    RECALL_COLLECTION = "recall_collection"
    APPROVE_COLLECTION = "approve_collection"
    RETURN_COLLECTION = "return_collection"
    ISSUE_RECEIPTS = "issue_receipts"
    PRINT_RECEIPTS = "print_receipts"
    ANSWER_REQUEST = "answer_request"
    ISSUE_DOCUMENT = "issue_document"
    VIEW_REQUEST_PAPER = "view_request_paper"
    VIEW_REMITTANCES = "view_remittances"
    PROPOSE_REMITTANCE = "propose_remittance"
    RETURN_DRAW = "return_draw"
    RECALL_REMITTANCE = "recall_remittance"
    APPROVE_REMITTANCE = "approve_remittance"
    SEND_REMITTANCE_BACK = "send_remittance_back"
    VIEW_CLOSING = "view_closing"
    FETCH_STATEMENTS = "fetch_statements"
    IMPORT_STATEMENT = "import_statement"
    EXPORT_STATEMENT = "export_statement"
    PROPOSE_DAY = "propose_day"
    RECALL_DAY = "recall_day"
    APPROVE_DAY = "approve_day"
    RETURN_DAY = "return_day"
    VIEW_REPORTS = "view_reports"
    VIEW_AUDIT_REPORTS = "view_audit_reports"


_EVERYBODY = frozenset(Role)
_MAKER = frozenset({Role.MAKER_PAYMENT})
_AUTHORIZER = frozenset({Role.AUTHORIZER})
_READERS = frozenset({Role.MAKER_PAYMENT, Role.AUTHORIZER, Role.AUDITOR})
_COLLECTOR = frozenset({Role.MAKER_COLLECTION})
_REMITTER = frozenset({Role.MAKER_REMITTANCE})
_COLLECTION_READERS = frozenset({Role.MAKER_COLLECTION, Role.AUTHORIZER, Role.AUDITOR})
_MAKERS = frozenset({Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE})
_ADMIN_1 = frozenset({Role.ADMIN_1})
_ADMIN_2 = frozenset({Role.ADMIN_2})
_ADMINISTRATORS = _ADMIN_1 | _ADMIN_2

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SIGN_IN: _EVERYBODY,
    Action.SIGN_OUT: _EVERYBODY,
    Action.CHANGE_PASSWORD: _EVERYBODY,
    Action.CHANGE_SETTINGS: _EVERYBODY,
    Action.IMPORT_BATCH: _MAKER,
    Action.EDIT_BATCH: _MAKER,
    Action.DELETE_DRAFT: _MAKER,
    Action.SAVE_PROFILE: _MAKER,
    Action.SAVE_TEMPLATE: _MAKER,
    Action.DELETE_TEMPLATE: _MAKER,
    Action.SUBMIT_BATCH: _MAKER,
    Action.WITHDRAW_BATCH: _MAKER,
    Action.CANCEL_BATCH: _MAKER,
    Action.CLOSE_LINES: _MAKER,
    Action.OPEN_BATCH: _READERS,
    Action.VIEW_LINES: _READERS,
    Action.APPROVE_BATCH: _AUTHORIZER,
    Action.RETURN_BATCH: _AUTHORIZER,
    Action.RELEASE_BATCH: _AUTHORIZER,
    Action.COMMENT_BATCH: _MAKER | _AUTHORIZER,
    Action.RECORD_EVENTS: _EVERYBODY,
    Action.RECORD_ANSWER: _EVERYBODY,
    Action.RECORD_UNIT: _EVERYBODY,
    Action.MAKE_DOCUMENT: _READERS | _MAKERS | _ADMINISTRATORS,
    Action.PRINT_DOCUMENT: _READERS | _MAKERS | _ADMINISTRATORS,
    Action.SAVE_DOCUMENT: _READERS | _MAKERS | _ADMINISTRATORS,
    Action.MAKE_DOSSIER: _READERS,
    Action.ARCHIVE_YEAR: _READERS,
    Action.OPEN_ARCHIVE: _READERS,
    Action.EXPORT_AUDIT: _READERS | _ADMINISTRATORS,
    Action.EXPORT_FILE: _READERS,
    Action.EXPORT_LIST: _READERS | _MAKERS | _ADMINISTRATORS,
    Action.VERIFY_AUDIT: _EVERYBODY,
    Action.VIEW_ADMINISTRATION: _ADMINISTRATORS | {Role.AUDITOR},
    Action.PROPOSE_CHANGE: _ADMIN_1,
    Action.RECALL_PROPOSAL: _ADMIN_1,
    Action.APPROVE_PROPOSAL: _ADMIN_2,
    Action.RETURN_PROPOSAL: _ADMIN_2,
    Action.SUSPEND_NOW: _ADMINISTRATORS,
    Action.CONFIRM_SUSPENSION: _ADMINISTRATORS,
    Action.UNLOCK: _ADMIN_2,
    Action.RESET_PASSWORD: _ADMIN_2,
    Action.END_SESSION: _ADMIN_2,
    Action.REVOKE_WORKSTATION: _ADMINISTRATORS,
    Action.REVOKE_KEY: _ADMINISTRATORS,
    Action.PRINT_SLIP: _ADMIN_2,
    Action.VIEW_PAYEES: _READERS,
    Action.PROPOSE_PAYEES: _MAKER,
    Action.RECALL_PAYEES: _MAKER,
    Action.PUT_PAYEES_ASIDE: _MAKER,
    Action.APPROVE_PAYEES: _AUTHORIZER,
    Action.RETURN_PAYEES: _AUTHORIZER,
    Action.CHECK_NAMES: _MAKER | _AUTHORIZER,
    Action.OPEN_RECALL: _MAKER,
    Action.DROP_RECALL: _MAKER,
    Action.PROPOSE_RETURN: _MAKER,
    Action.APPROVE_RETURN: _AUTHORIZER,
    Action.SEND_RETURN_BACK: _AUTHORIZER,
    Action.READ_MESSAGES: _EVERYBODY,
    Action.VIEW_COLLECTIONS: _COLLECTION_READERS,
    Action.EDIT_BILLS: _COLLECTOR,
    Action.ISSUE_BILLS: _COLLECTOR,
    Action.CANCEL_BILL: _COLLECTOR,
    Action.MAIL_LETTERS: _COLLECTOR,
    Action.PROPOSE_COLLECTION: _COLLECTOR,
    Action.RECALL_COLLECTION: _COLLECTOR,
    Action.APPROVE_COLLECTION: _AUTHORIZER,
    Action.RETURN_COLLECTION: _AUTHORIZER,
    Action.ISSUE_RECEIPTS: _COLLECTOR,
    Action.PRINT_RECEIPTS: _COLLECTOR,
    Action.ANSWER_REQUEST: _COLLECTOR,
    Action.ISSUE_DOCUMENT: _COLLECTOR,
    Action.VIEW_REQUEST_PAPER: _COLLECTION_READERS,
    Action.VIEW_REMITTANCES: _READERS | _REMITTER,
    Action.PROPOSE_REMITTANCE: _REMITTER,
    Action.RETURN_DRAW: _MAKER | _REMITTER,
    Action.RECALL_REMITTANCE: _MAKER | _REMITTER,
    Action.APPROVE_REMITTANCE: _AUTHORIZER,
    Action.SEND_REMITTANCE_BACK: _AUTHORIZER,
    Action.VIEW_CLOSING: _MAKERS | _AUTHORIZER | {Role.AUDITOR},
    Action.FETCH_STATEMENTS: _MAKERS | _AUTHORIZER | {Role.AUDITOR},
    Action.IMPORT_STATEMENT: _MAKERS,
    Action.EXPORT_STATEMENT: _MAKERS | _AUTHORIZER | {Role.AUDITOR},
    Action.PROPOSE_DAY: _MAKERS,
    Action.RECALL_DAY: _MAKERS,
    Action.APPROVE_DAY: _AUTHORIZER,
    Action.RETURN_DAY: _AUTHORIZER,
    Action.VIEW_REPORTS: _READERS | _REMITTER,
    Action.VIEW_AUDIT_REPORTS: _AUTHORIZER | _ADMINISTRATORS | {Role.AUDITOR},
}


def may(roles: Iterable[Role], action: Action) -> bool:
    """Say whether any of ``roles`` allows ``action``."""
    return not ALLOWED[action].isdisjoint(roles)


def require(roles: Iterable[Role], action: Action) -> None:
    """Raise `NotAllowed` ``role_missing`` unless ``action`` is allowed."""
    if not may(roles, action):
        raise NotAllowed("role_missing", action=action.value)
