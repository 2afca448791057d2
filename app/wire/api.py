"""Routes, headers and limits of the wire, version 1."""

from __future__ import annotations

VERSION = "1"

ABOUT = "/v1/about"
SESSIONS = "/v1/sessions"
CURRENT_SESSION = "/v1/sessions/current"
PASSWORD = "/v1/password"  # noqa: S105  (a route)
KEYS = "/v1/keys"
CHALLENGES = "/v1/challenges"
COMMANDS = "/v1/commands"
EVENTS = "/v1/events"
BATCHES = "/v1/batches"
UNIT = "/v1/unit"
SLIPS = "/v1/slips"
ADMINISTRATION = "/v1/administration"
APPLICATIONS = "/v1/applications"
FILES = "/v1/files"
DRAWS = "/v1/draws"
RECALLS = "/v1/recalls"
PAYEES = "/v1/payees"
RECEIVING = "/v1/receiving"
REMITTANCE_TERMS = "/v1/remittances/terms"
TRIAL_BALANCE = "/v1/gfmis/trial-balance"
STATEMENTS = "/v1/statements"
NEXT_DAY = "/v1/days/next"
PRACTICE_RULES = "/v1/practice-rules"
DRILLS = "/v1/drills"
DRILL_RECORD = "/v1/drill-record"
OPENAPI = "/v1/openapi.json"
VECTORS = "/v1/vectors.json"
AUDIT_ANCHORS = "/v1/audit-anchors"
OPERATOR_CLOCK = "/v1/operator/clock"
OPERATOR_ADVANCE = "/v1/operator/clock/advance"
OPERATOR_FAULTS = "/v1/operator/faults"
OPERATOR_FAULTS_STRUCK = "/v1/operator/faults/struck"
OPERATOR_FAULT_PLANS = "/v1/operator/faults/plans"
OPERATOR_FAULT_SCENARIOS = "/v1/operator/faults/scenarios"
OPERATOR_LEDGER = "/v1/operator/ledger"
OPERATOR_NOTICES = "/v1/operator/notices"
OPERATOR_BATCHES = "/v1/operator/batches"
OPERATOR_HELD = "/v1/operator/held"
OPERATOR_HELD_LINES = "/v1/operator/held-lines"
OPERATOR_UNLOCK = "/v1/operator/unlock"
OPERATOR_DOOR = "/v1/operator/door"
OPERATOR_CONTRACT = "/v1/operator/contract"
OPERATOR_RULES = "/v1/operator/rules"
OPERATOR_CALENDAR = "/v1/operator/calendar"
OPERATOR_GATE = "/v1/operator/gate"
OPERATOR_PARTNERS = "/v1/operator/practice-partners"
OPERATOR_SNAPSHOTS = "/v1/operator/snapshots"
OPERATOR_RECORDING = "/v1/operator/recording"
OPERATOR_STEP = "/v1/operator/recording/step"
OPERATOR_DIGEST = "/v1/operator/digest"
OPERATOR_AUDIT_ANCHORS = "/v1/operator/audit-anchors"
OPERATOR_APPLICATIONS = "/v1/operator/applications"
OPERATOR_ADMINISTRATORS = "/v1/operator/administrators"
OPERATOR_SLIPS = "/v1/operator/slips"
OPERATOR_PERSON_NOTICES = "/v1/operator/person-notices"
OPERATOR_DEPOSITS = "/v1/operator/deposits"
OPERATOR_DRAWS = "/v1/operator/draws"
OPERATOR_KINDS = "/v1/operator/kinds"
OPERATOR_SERVICES = "/v1/operator/services"
OPERATOR_RECALLS = "/v1/operator/recalls"
OPERATOR_RECEIVING = "/v1/operator/receiving"
OPERATOR_REVENUE_TYPES = "/v1/operator/revenue-types"
OPERATOR_COLLECTIONS = "/v1/operator/collections"
OPERATOR_CROSS_BANK_FILES = "/v1/operator/cross-bank-files"
OPERATOR_PORTAL_REQUESTS = "/v1/operator/portal/requests"
OPERATOR_PORTAL_REPORTS = "/v1/operator/portal/reports"
OPERATOR_POSTINGS = "/v1/operator/postings"
OPERATOR_REMITTANCE_KINDS = "/v1/operator/remittance-kinds"
OPERATOR_OFFICES = "/v1/operator/treasury-offices"
OPERATOR_DEPOSITS_TABLE = "/v1/operator/deposit-accounts"
OPERATOR_GFMIS_ENTRIES = "/v1/operator/gfmis/entries"
OPERATOR_GFMIS_PERIODS = "/v1/operator/gfmis/periods"
OPERATOR_TRIAL_BALANCE = "/v1/operator/gfmis/trial-balance"
OPERATOR_REMITTANCES = "/v1/operator/remittances"
OPERATOR_MOVEMENTS = "/v1/operator/account-movements"
HEALTH = "/v1/health"
READY = "/v1/ready"

HEADER_EPOCH = "Khlang-Epoch"
HEADER_IDENTITY = "Khlang-Identity"
HEADER_TIME = "Khlang-Time"
HEADER_REPLAYED = "Idempotent-Replayed"
HEADER_CLIENT = "Khlang-Client"
"""The version of the program that asks."""
IDENTITY_SIMULATOR = "simulator"
CONTENT_TYPE = "application/json"
CODING = "identity"
"""A body is sent as it is: what unpacks to more than was counted would be counted too late."""

LINES_MAX = 100_000
BODY_BYTES_MAX = 1 << 20
"""Every body but a submit's, a change's of payees and a file's."""
PAYEES_BYTES_MAX = 4 << 20
SUBMIT_BYTES_MAX = 64 << 20
EXCHANGE_SECONDS_MAX = 300
"""What is big may take so long to arrive: both sides wait for it as long as the other."""
FILE_BYTES_MAX = 5 << 20
ATTACHMENTS_MAX = 20
PAYEES_PER_CHANGE_MAX = 1_000
NAME_CHECKS_MAX = 500
BILLS_PER_ORDER_MAX = 500
RECEIPTS_PER_COMMAND_MAX = 500
LETTERS_PER_COMMAND_MAX = 500
PARTS_PER_REMITTANCE_MAX = 2_000
EXCEPTIONS_PER_DAY_MAX = 500
MATCHES_PER_DAY_MAX = 500
REMARKS_MAX = 5_000
"""Lines that one decision or command may name."""
MUST_OPEN_MAX = 30
"""At most so many lines must be opened: the graver marks, their rules by turns, then the sample."""
SAMPLE_LINES_MAX = 5
"""The sample is a twentieth of the lines, from one to so many; batches below `SAMPLE_FROM_LINES` need none."""
SAMPLE_FROM_LINES = 10
RISK_CHANGED_DAYS = 30
RISK_RECENT_DAYS = 45
"""How far back the same payee, amount and kind is looked for, in flight too."""
RISK_SPLIT_DAYS = 30
RISK_JUMP_TIMES = 3
"""An amount over so many times the median of what the payee got before, three payments at least, is a jump."""
EVENTS_PER_PAGE_MAX = 500
EVENTS_WAIT_SECONDS_MAX = 25
"""For so long a request for events may be held open until there is something to tell."""
OUTCOMES_PER_EVENT_MAX = 500
AUDIT_ANCHORS_MAX = 1000
TEXT_CHARS_MAX = 200
"""Every signed text but memo."""
MEMO_CHARS_MAX = 1_000
CHALLENGE_SECONDS = 300
DEVICE_PROOF_SECONDS = 300
"""How far from the server's time a workstation's proof may have been made."""
SESSION_LEASE_SECONDS = 15 * 60
HEARTBEAT_SECONDS = 60
PASSWORD_TRIES_MAX = 3
PASSWORD_CODE_POINTS_MIN = 12
SATANG_MAX = 10**15
"""Per line and per batch."""
BILL_SATANG_MAX = 10**12 - 1
"""What the thirteen characters of a Thai QR's amount can hold."""
