"""What the central system remembers. Times are texts of the wire, amounts satang; portable to PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

facts = Table("facts", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
"""The epoch, the clock and other single values."""

agencies = Table("agencies", metadata, Column("agency", Text, primary_key=True), Column("name", Text, nullable=False))

units = Table(
    "units",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("company_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("cut_off", Text, nullable=False),
    Column("batch_satang_max", BigInteger, nullable=False),
    Column("signatures_needed", Integer, nullable=False),
    Column("devices_differ", Integer, nullable=False),
    Column("parent", Integer, nullable=False, server_default="0"),
)
"""The agency itself is a unit too: the one with ``parent`` 1, where its administrators are at home."""

users = Table(
    "users",
    metadata,
    Column("uid", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("company_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("name_th", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("position", Text, nullable=False, server_default=""),
    Column("mobile", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
    Column("batch_satang_max", BigInteger, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("suspended", Text, nullable=False, server_default=""),
    Column("suspended_by", Text, nullable=False, server_default=""),
    Column("removed", Integer, nullable=False, server_default="0"),
    Column("key_permits", Integer, nullable=False, server_default="0"),
    Column("must_change", Integer, nullable=False),
    Column("password_changed_at", Text, nullable=False, server_default=""),
    Column("activation_sha256", Text, nullable=False, server_default=""),
    Column("secret_until", Text, nullable=False, server_default=""),
    Column("session_epoch", Integer, nullable=False, server_default="0"),
    Column("last_sign_in_at", Text, nullable=False, server_default=""),
    Column("last_sign_in_device", Text, nullable=False, server_default=""),
    UniqueConstraint("company_id", "user_id"),
)
"""``person`` names the human being: two user names of one person stay one person.

``version`` rises with every change by administrators. ``suspended``: '', ``yes``, or ``unconfirmed`` (by one of them,
``suspended_by``). ``key_permits``: signing keys that may still be registered. ``password_hash`` is '' while nobody can
sign in: the slip is not printed yet. ``secret_until``: when the secret of the slip expires, '' for a person's own
password. ``activation_sha256``: hash of the code on the person's telephone, asked for with the first own password.
"""

roles = Table(
    "roles",
    metadata,
    Column("uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("role", Text, nullable=False),
    Column("valid_from", Text, nullable=False, server_default="2016-10-01"),
    Column("valid_until", Text, nullable=False, server_default=""),
    Column("order_no", Text, nullable=False, server_default=""),
    Column("substitute_for", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("uid", "role", "valid_from"),
)
"""Rights with their days in Bangkok; ``valid_until`` is the last one, '' without end."""


workstations = Table(
    "workstations",
    metadata,
    Column("device", Text, nullable=False),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False, index=True),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("name", Text, nullable=False),
    Column("public_key", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("slip_id", Text, nullable=False, server_default=""),
    Column("code_sha256", Text, nullable=False, server_default=""),
    Column("code_expires_at", Text, nullable=False, server_default=""),
    Column("enrolled_at", Text, nullable=False, server_default=""),
    Column("enrolled_by", Text, nullable=False, server_default=""),
    Column("last_seen_at", Text, nullable=False, server_default=""),
    Column("revoked_at", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("device", "agency"),
)
"""A workstation as one agency knows it; two may use the same one.

``state``: ``permitted`` (then ``device`` is a placeholder until the code is used), ``enrolled`` or ``revoked``.
"""


old_passwords = Table(
    "old_passwords",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("uid", Text, ForeignKey("users.uid"), nullable=False, index=True),
    Column("password_hash", Text, nullable=False),
)

tries = Table(
    "tries",
    metadata,
    Column("name", Text, nullable=False),
    Column("bucket", Text, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("name", "bucket"),
)
"""Wrong passwords in a row, by company and user name, apart for every known workstation; names need not exist."""

sessions = Table(
    "sessions",
    metadata,
    Column("uid", Text, ForeignKey("users.uid"), primary_key=True),
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("lease_until", Text, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("uid", Text, ForeignKey("users.uid"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("device_name", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("registered_at", Text, nullable=False),
    Column("revoked_at", Text, nullable=False, server_default=""),
)
Index(
    "one_live_key",
    keys.c.uid,
    keys.c.device,
    unique=True,
    sqlite_where=text("revoked_at = ''"),
    postgresql_where=text("revoked_at = ''"),
)

challenges = Table(
    "challenges",
    metadata,
    Column("challenge_sha256", Text, primary_key=True),
    Column("uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("expires_at", Text, nullable=False),
)
"""A row is deleted when it is used."""

accounts = Table(
    "accounts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.unit")),
    Column("name", Text, nullable=False),
    Column("balance_satang", BigInteger, nullable=False),
    Column("reserved_satang", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False, server_default=""),
    CheckConstraint("unit IS NULL OR (reserved_satang >= 0 AND balance_satang >= reserved_satang)", name="never_short"),
)
"""Accounts of units, clearing accounts of banks (``bank:004``) and the treasury; all balances add up to zero.

``purpose``: `app.simulator.ledger.RECEIVING` for an account from which nothing is paid by batches, `OFF_BUDGET` for
money that is not the budget's, '' for the budget's and those that belong to no unit.
"""
known_accounts = Table("known_accounts", metadata, Column("account", ForeignKey("accounts.account"), primary_key=True))
"""Which accounts there are, apart from their balances: whoever looks through all of them meets no payment."""

batches = Table(
    "batches",
    metadata,
    Column("op_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("rev", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("debit_acct", Text, ForeignKey("accounts.account"), nullable=False),
    Column("value_date", Text, nullable=False),
    Column("fy", Text, nullable=False),
    Column("doc_no", Text, nullable=False),
    Column("total_satang", BigInteger, nullable=False),
    Column("lines_count", Integer, nullable=False),
    Column("payment", Text, nullable=False),
    Column("payment_sig", Text, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("maker_device", Text, nullable=False),
    Column("signatures_needed", Integer, nullable=False),
    Column("stages", Text, nullable=False, server_default="[]"),
    Column("pay_at", Text, nullable=False, server_default=""),
    Column("bank_ref", Text, nullable=False, server_default=""),
    Column("next_line", Integer, nullable=False, server_default="1"),
    Column("lines_open", Integer, nullable=False),
    Column("held", Text, nullable=False, server_default=""),
    Column("service", Text, nullable=False, server_default=""),
    Column("release_by", Text, nullable=False, server_default=""),
    Column("salt", Text, nullable=False, server_default=""),
    Column("turn", Integer, nullable=False, server_default="0"),
)
"""``release_by``: ``person`` where somebody releases it, as the policy said; ``salt`` makes the sample of lines.

``turn`` counts a unit's batches as they came.
"""
Index("batches_of_a_draw", batches.c.unit, batches.c.doc_no)
Index("batches_at_work", batches.c.status, batches.c.pay_at)

lines = Table(
    "lines",
    metadata,
    Column("op_id", Text, ForeignKey("batches.op_id"), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("bank", Text, nullable=False),
    Column("acct", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("payee_id", Text, nullable=False, server_default=""),
    Column("payee_rev", Text, nullable=False, server_default=""),
    Column("person_id", Text, nullable=False, server_default=""),
    Column("mobile", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
    Column("ref", Text, nullable=False, server_default=""),
    Column("origin", Text, nullable=False, server_default=""),
    Column("pending_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("bank_ref", Text, nullable=False, server_default=""),
    Column("at", Text, nullable=False, server_default=""),
    Column("notice", Text, nullable=False, server_default=""),
    Column("name_at_bank", Text, nullable=False, server_default=""),
    Column("rule", Text, nullable=False, server_default=""),
    Column("due_at", Text),
    Column("due_action", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("op_id", "rev", "n"),
    sqlite_with_rowid=False,
)
"""``due_at`` and ``due_action`` say what the bank will still do to the line; ``rule`` says which rule decided."""
Index("lines_of_an_account", lines.c.acct, lines.c.bank)
_again = text("origin <> '' AND status <> 'voided'")
Index("paid_again_once", lines.c.origin, unique=True, sqlite_where=_again, postgresql_where=_again)
Index("lines_due", lines.c.due_at, sqlite_where=text("due_at IS NOT NULL"), postgresql_where=text("due_at IS NOT NULL"))

authorizations = Table(
    "authorizations",
    metadata,
    Column("op_id", Text, ForeignKey("batches.op_id"), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("kid", Text, ForeignKey("keys.kid"), nullable=False),
    Column("device", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("authorization", Text, nullable=False),
    Column("signature", Text, nullable=False),
    PrimaryKeyConstraint("op_id", "rev", "n"),
)

MOVED = "kind <> 'PENDING' AND kind <> 'VOID' AND kind <> 'HOLD'"
CAME = f"{MOVED} AND kind <> 'POST'"
"""What moves money, and what may move money into units' accounts: an index serves queries that say just this."""
_KINDS = (
    *("PENDING", "POST", "VOID", "OPEN", "DRAW", "DEPOSIT", "RETURN", "RECALL", "TREASURY"),
    *("COLLECT", "REVERSE", "REFUND", "REMIT", "HOLD", "SEND", "BACK"),
)
"""Asked one by one, here and above: of an IN, SQLite would make the set anew for every row that it checks."""

transfers = Table(
    "transfers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("op_id", Text, nullable=False, server_default=""),
    Column("rev", Integer, nullable=False, server_default="0"),
    Column("n", Integer, nullable=False, server_default="0"),
    Column("pending_id", Text),
    Column("returns_id", Text),
    Column("debit", Text, ForeignKey("accounts.account"), nullable=False),
    Column("credit", Text, ForeignKey("accounts.account"), nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("fy", Text, nullable=False),
    Column("at", Text, nullable=False),
    CheckConstraint("satang > 0", name="positive"),
    CheckConstraint(" OR ".join(f"kind = '{kind}'" for kind in _KINDS), name="known_kind"),
    CheckConstraint("(kind IN ('POST', 'VOID')) = (pending_id IS NOT NULL)", name="resolves_one"),
    CheckConstraint("(kind = 'RETURN') = (returns_id IS NOT NULL)", name="returns_one"),
)
"""Immutable. ``pending_id`` unique: a reservation is posted or voided once; ``returns_id`` likewise for a return.

``op_id`` names a batch or, where there is none, what the money is about: a payment, a draw's document, a remittance.
All but PENDING, VOID and HOLD move money from ``debit`` to ``credit``: two postings that add up to zero by
construction.
"""
_moved, _came = text(MOVED), text(CAME)
Index("transfers_out", transfers.c.debit, transfers.c.at, sqlite_where=_moved, postgresql_where=_moved)
Index("transfers_in", transfers.c.credit, transfers.c.at, sqlite_where=_came, postgresql_where=_came)
for _once in (transfers.c.pending_id, transfers.c.returns_id):
    _given = _once.is_not(None)
    Index(f"{_once.name}_once", _once, unique=True, sqlite_where=_given, postgresql_where=_given)

inbox = Table(
    "inbox",
    metadata,
    Column("agency", Text, nullable=False),
    Column("cmd_id", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("response", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("agency", "cmd_id"),
)
"""Answers given, for ever: a command that comes again gets the same one."""

logs = Table(
    "logs",
    metadata,
    Column("log", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("leaf", Text, nullable=False),
    Column("salt", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log", "seq"),
)

log_heads = Table(
    "log_heads",
    metadata,
    Column("log", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("leaf", Text, nullable=False),
)

audit_anchors = Table(
    "audit_anchors",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("device", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("at", Text, nullable=False),
    Column("set_aside_at", Text, nullable=False, server_default=""),
)
"""Heads of the workstations' audit chains; the highest that is not set aside is the one in force."""
Index(
    "one_anchor",
    audit_anchors.c.unit,
    audit_anchors.c.device,
    audit_anchors.c.seq,
    unique=True,
    sqlite_where=text("set_aside_at = ''"),
    postgresql_where=text("set_aside_at = ''"),
)

security = Table(
    "security",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("agency", Text, nullable=False, server_default=""),
)
"""``agency`` is set on what its administrators are told; ``name`` then is ``company/user``."""

counters = Table(
    "counters", metadata, Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False)
)
"""Gapless numbers: bank references by agency and fiscal year, matches of a rule."""
