"""The first shape of the file, word for word."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE audit (
        seq INTEGER NOT NULL,
        at TEXT NOT NULL,
        uid TEXT NOT NULL,
        name TEXT NOT NULL,
        device TEXT NOT NULL,
        action TEXT NOT NULL,
        about TEXT NOT NULL,
        facts TEXT NOT NULL,
        previous TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (seq)
    )
    STRICT
    """,
    """
    CREATE INDEX audit_by_about ON audit (about)
    """,
    """
    CREATE TABLE batch (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        op_id TEXT NOT NULL,
        rev INTEGER NOT NULL,
        status TEXT NOT NULL,
        delivery TEXT NOT NULL,
        kind TEXT NOT NULL,
        purpose TEXT NOT NULL,
        memo TEXT NOT NULL,
        debit_account TEXT NOT NULL,
        value_date TEXT,
        document_no TEXT NOT NULL,
        document_date TEXT,
        duplicate_reason TEXT NOT NULL,
        sub_kind TEXT NOT NULL,
        service TEXT NOT NULL,
        basis_no TEXT NOT NULL,
        basis_date TEXT,
        draw_satang INTEGER,
        residue_reason TEXT NOT NULL,
        follows TEXT NOT NULL,
        attachments TEXT NOT NULL,
        file_name TEXT NOT NULL,
        file_sha256 TEXT NOT NULL,
        file_total_satang INTEGER,
        copied_from TEXT NOT NULL,
        lines_count INTEGER NOT NULL,
        total_satang INTEGER NOT NULL,
        errors_count INTEGER NOT NULL,
        warnings_count INTEGER NOT NULL,
        maker_uid TEXT NOT NULL,
        mine INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        version INTEGER NOT NULL,
        reason TEXT NOT NULL,
        signatures_have INTEGER NOT NULL,
        signatures_needed INTEGER NOT NULL,
        suspect TEXT NOT NULL,
        settled_count INTEGER NOT NULL,
        settled_satang INTEGER NOT NULL,
        failed_count INTEGER NOT NULL,
        failed_satang INTEGER NOT NULL,
        UNIQUE (op_id)
    )
    STRICT
    """,
    """
    CREATE INDEX batch_by_file ON batch (file_sha256)
    """,
    """
    CREATE TABLE checkpoint (
        one INTEGER NOT NULL CHECK (one = 1),
        log TEXT NOT NULL,
        seq INTEGER NOT NULL,
        leaf TEXT NOT NULL,
        signature TEXT NOT NULL,
        PRIMARY KEY (one)
    )
    STRICT
    """,
    """
    CREATE TABLE cursor (
        one INTEGER NOT NULL CHECK (one = 1),
        epoch TEXT NOT NULL,
        seq INTEGER NOT NULL,
        leaf TEXT NOT NULL,
        PRIMARY KEY (one)
    )
    STRICT
    """,
    """
    CREATE TABLE draw (
        doc_no TEXT NOT NULL,
        doc_date TEXT NOT NULL,
        account TEXT NOT NULL,
        fy TEXT NOT NULL,
        satang INTEGER NOT NULL,
        reserved_satang INTEGER NOT NULL,
        paid_satang INTEGER NOT NULL,
        residue_satang INTEGER NOT NULL,
        drawn_on TEXT NOT NULL,
        gfmis INTEGER NOT NULL,
        batches TEXT NOT NULL,
        documents TEXT NOT NULL,
        PRIMARY KEY (doc_no)
    )
    STRICT
    """,
    """
    CREATE TABLE event (
        seq INTEGER NOT NULL,
        leaf TEXT NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        op_id TEXT NOT NULL,
        uid TEXT NOT NULL,
        device TEXT NOT NULL,
        detail TEXT NOT NULL,
        record BLOB NOT NULL,
        body BLOB NOT NULL,
        salt TEXT NOT NULL,
        PRIMARY KEY (seq)
    )
    STRICT
    """,
    """
    CREATE INDEX event_by_op_id ON event (op_id)
    """,
    """
    CREATE TABLE line (
        id INTEGER NOT NULL,
        sheet_row INTEGER NOT NULL,
        bank TEXT NOT NULL,
        account TEXT NOT NULL,
        name TEXT NOT NULL,
        amount TEXT NOT NULL,
        satang INTEGER,
        person_id TEXT NOT NULL,
        mobile TEXT NOT NULL,
        email TEXT NOT NULL,
        reference TEXT NOT NULL,
        originals TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        bank_reference TEXT NOT NULL,
        settled_at TEXT,
        notice TEXT NOT NULL,
        verdicts TEXT NOT NULL,
        origin TEXT NOT NULL,
        closed TEXT NOT NULL,
        payee_id TEXT NOT NULL,
        payee_rev TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    STRICT
    """,
    """
    CREATE INDEX line_of_payee ON line (payee_id) WHERE payee_id <> ''
    """,
    """
    CREATE INDEX line_paid ON line (account, satang) WHERE status <> 'draft'
    """,
    """
    CREATE INDEX line_paid_again ON line (origin) WHERE origin <> ''
    """,
    """
    CREATE TABLE message_read (
        uid TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (uid, seq)
    )
    STRICT
    """,
    """
    CREATE TABLE outbox (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        cmd_id TEXT NOT NULL,
        op_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        request BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        state TEXT NOT NULL,
        tries INTEGER NOT NULL,
        next_at TEXT NOT NULL,
        created_at TEXT NOT NULL,
        response BLOB NOT NULL,
        problem TEXT NOT NULL,
        UNIQUE (cmd_id),
        CHECK (state IN ('queued', 'sent', 'done', 'refused'))
    )
    STRICT
    """,
    """
    CREATE INDEX outbox_unsettled ON outbox (op_id) WHERE state IN ('queued', 'sent')
    """,
    """
    CREATE TABLE payee (
        id INTEGER NOT NULL,
        payee_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        person_type TEXT NOT NULL,
        person_id TEXT NOT NULL,
        name TEXT NOT NULL,
        office TEXT NOT NULL,
        bank TEXT NOT NULL,
        acct TEXT NOT NULL,
        acct_name TEXT NOT NULL,
        account_kind TEXT NOT NULL,
        permission_no TEXT NOT NULL,
        permission_date TEXT NOT NULL,
        mobile TEXT NOT NULL,
        email TEXT NOT NULL,
        form_sha256 TEXT NOT NULL,
        form_date TEXT NOT NULL,
        until TEXT NOT NULL,
        merged_into TEXT NOT NULL,
        form_seen INTEGER NOT NULL,
        changed_at TEXT NOT NULL,
        sought TEXT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (payee_id)
    )
     STRICT
    """,
    """
    CREATE INDEX payee_by_account ON payee (acct)
    """,
    """
    CREATE INDEX payee_search ON payee (name, sought)
    """,
    """
    CREATE TABLE payee_change (
        req_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        maker_uid TEXT NOT NULL,
        proposed_at TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        answer TEXT NOT NULL,
        entries_count INTEGER NOT NULL,
        change BLOB NOT NULL,
        change_sig TEXT NOT NULL,
        decision BLOB NOT NULL,
        decision_sig TEXT NOT NULL,
        PRIMARY KEY (req_id),
        CHECK (status IN ('pending', 'approved', 'returned', 'recalled'))
    )
     STRICT
    """,
    """
    CREATE INDEX payee_change_pending ON payee_change (seq) WHERE status = 'pending'
    """,
    """
    CREATE TABLE payee_check (
        payee_id TEXT NOT NULL,
        bank TEXT NOT NULL,
        acct TEXT NOT NULL,
        name TEXT NOT NULL,
        "match" TEXT NOT NULL,
        bank_name TEXT NOT NULL,
        at TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (payee_id, bank, acct, name)
    )
     STRICT
    """,
    """
    CREATE TABLE payee_entry (
        payee_id TEXT NOT NULL,
        req_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        version INTEGER NOT NULL,
        record TEXT NOT NULL,
        "before" TEXT NOT NULL,
        merged_into TEXT NOT NULL,
        left_out INTEGER NOT NULL,
        form_seen INTEGER NOT NULL,
        PRIMARY KEY (payee_id, req_id)
    )
     STRICT
    """,
    """
    CREATE INDEX payee_entry_of ON payee_entry (req_id, number)
    """,
    """
    CREATE TABLE payee_notice (
        op_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        channel TEXT NOT NULL,
        state TEXT NOT NULL,
        problem TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (op_id, number)
    )
    STRICT
    """,
    """
    CREATE TABLE paper (
        sha256 TEXT NOT NULL,
        name TEXT NOT NULL,
        media TEXT NOT NULL,
        kept_at TEXT NOT NULL,
        uploaded INTEGER NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (sha256)
    )
    STRICT
    """,
    """
    CREATE TABLE profile (
        fingerprint TEXT NOT NULL,
        name TEXT NOT NULL,
        columns TEXT NOT NULL,
        used_at TEXT NOT NULL,
        PRIMARY KEY (fingerprint)
    )
    STRICT
    """,
    """
    CREATE TABLE public_key (
        kid TEXT NOT NULL,
        uid TEXT NOT NULL,
        public_key TEXT NOT NULL,
        device TEXT NOT NULL,
        device_name TEXT NOT NULL,
        registered_at TEXT NOT NULL,
        revoked_at TEXT NOT NULL,
        PRIMARY KEY (kid)
    )
    STRICT
    """,
    """
    CREATE TABLE recall (
        recall_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        op_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        state TEXT NOT NULL,
        what TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        "view" BLOB NOT NULL,
        PRIMARY KEY (recall_id)
    )
    STRICT
    """,
    """
    CREATE INDEX recall_by_line ON recall (op_id, number)
    """,
    """
    CREATE TABLE signed (
        op_id TEXT NOT NULL,
        rev INTEGER NOT NULL,
        payment BLOB NOT NULL,
        payment_sig TEXT NOT NULL,
        receipt BLOB,
        receipt_sig TEXT NOT NULL,
        PRIMARY KEY (op_id, rev)
    )
    STRICT
    """,
    """
    CREATE TABLE signed_authorization (
        op_id TEXT NOT NULL,
        rev INTEGER NOT NULL,
        number INTEGER NOT NULL,
        record BLOB NOT NULL,
        signature TEXT NOT NULL,
        PRIMARY KEY (op_id, rev, number)
    )
    STRICT
    """,
    """
    CREATE TABLE template (
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        head TEXT NOT NULL,
        lines TEXT NOT NULL,
        lines_count INTEGER NOT NULL,
        total_satang INTEGER NOT NULL,
        saved_at TEXT NOT NULL,
        PRIMARY KEY (name)
    )
    STRICT
    """,
    """
    CREATE TABLE unit (
        one INTEGER NOT NULL CHECK (one = 1),
        body TEXT NOT NULL,
        PRIMARY KEY (one)
    )
    STRICT
    """,
    """
    CREATE TABLE allocation (
        payment_id TEXT NOT NULL,
        bill_id TEXT NOT NULL,
        satang INTEGER NOT NULL,
        PRIMARY KEY (payment_id, bill_id)
    )
    STRICT
    """,
    """
    CREATE INDEX allocation_by_bill ON allocation (bill_id)
    """,
    """
    CREATE TABLE bill (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        bill_id TEXT NOT NULL,
        req_id TEXT NOT NULL,
        ref1 TEXT NOT NULL,
        ref2 TEXT NOT NULL,
        biller_id TEXT NOT NULL,
        company_code TEXT NOT NULL,
        product_code TEXT NOT NULL,
        payer_name TEXT NOT NULL,
        payer_id TEXT NOT NULL,
        payer_address TEXT NOT NULL,
        payer_email TEXT NOT NULL,
        payer_mobile TEXT NOT NULL,
        revenue_type TEXT NOT NULL,
        item TEXT NOT NULL,
        satang INTEGER NOT NULL,
        due_date TEXT NOT NULL,
        request_id TEXT NOT NULL,
        maker_uid TEXT NOT NULL,
        issued_at TEXT NOT NULL,
        issued_on TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        matched_satang INTEGER NOT NULL,
        received_satang INTEGER NOT NULL,
        reason TEXT NOT NULL,
        changed_at TEXT NOT NULL
    )
    STRICT
    """,
    """
    CREATE UNIQUE INDEX bill_by_name ON bill (bill_id)
    """,
    """
    CREATE UNIQUE INDEX bill_by_reference ON bill (ref2, ref1)
    """,
    """
    CREATE INDEX bill_by_state ON bill (state, due_date)
    """,
    """
    CREATE TABLE bill_draft (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        bill_id TEXT NOT NULL,
        body TEXT NOT NULL,
        saved_at TEXT NOT NULL
    )
    STRICT
    """,
    """
    CREATE UNIQUE INDEX bill_draft_by_name ON bill_draft (bill_id)
    """,
    """
    CREATE TABLE collection_history (
        about TEXT NOT NULL,
        seq INTEGER NOT NULL,
        what TEXT NOT NULL,
        PRIMARY KEY (about, seq)
    )
    STRICT
    """,
    """
    CREATE TABLE collection_order (
        req_id TEXT NOT NULL,
        state TEXT NOT NULL,
        act TEXT NOT NULL,
        payment_id TEXT NOT NULL,
        bill_id TEXT NOT NULL,
        receipt_id TEXT NOT NULL,
        satang INTEGER,
        bank TEXT NOT NULL,
        acct TEXT NOT NULL,
        acct_name TEXT NOT NULL,
        reason TEXT NOT NULL,
        maker_uid TEXT NOT NULL,
        made_at TEXT NOT NULL,
        text BLOB NOT NULL,
        sig TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        answer TEXT NOT NULL,
        bank_ref TEXT NOT NULL,
        decision BLOB NOT NULL,
        decision_sig TEXT NOT NULL,
        PRIMARY KEY (req_id)
    )
    STRICT
    """,
    """
    CREATE INDEX collection_order_by_payment ON collection_order (payment_id)
    """,
    """
    CREATE INDEX collection_order_by_state ON collection_order (state, made_at)
    """,
    """
    CREATE TABLE letter (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        about TEXT NOT NULL,
        email TEXT NOT NULL,
        file_sha256 TEXT NOT NULL,
        state TEXT NOT NULL,
        problem TEXT NOT NULL,
        at TEXT NOT NULL
    )
    STRICT
    """,
    """
    CREATE INDEX letter_by_about ON letter (about)
    """,
    """
    CREATE TABLE official_receipt (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        receipt_id TEXT NOT NULL,
        fy INTEGER NOT NULL,
        number INTEGER NOT NULL,
        payment_id TEXT NOT NULL,
        payer_name TEXT NOT NULL,
        satang INTEGER NOT NULL,
        issued_at TEXT NOT NULL,
        issued_on TEXT NOT NULL,
        cmd_id TEXT NOT NULL,
        text BLOB NOT NULL,
        sig TEXT NOT NULL,
        void_req_id TEXT NOT NULL,
        void_reason TEXT NOT NULL,
        voided_at TEXT NOT NULL
    )
    STRICT
    """,
    """
    CREATE UNIQUE INDEX official_receipt_by_name ON official_receipt (receipt_id)
    """,
    """
    CREATE UNIQUE INDEX official_receipt_by_number ON official_receipt (fy, number)
    """,
    """
    CREATE INDEX official_receipt_by_payment ON official_receipt (payment_id)
    """,
    """
    CREATE TABLE payment (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        payment_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        channel TEXT NOT NULL,
        ref1 TEXT NOT NULL,
        ref2 TEXT NOT NULL,
        satang INTEGER NOT NULL,
        payer_name TEXT NOT NULL,
        sending_bank TEXT NOT NULL,
        place TEXT NOT NULL,
        paid_at TEXT NOT NULL,
        paid_on TEXT NOT NULL,
        value_date TEXT NOT NULL,
        state TEXT NOT NULL,
        cause TEXT NOT NULL,
        matched_satang INTEGER NOT NULL,
        refunded_satang INTEGER NOT NULL,
        open_req_id TEXT NOT NULL,
        receipt_id TEXT NOT NULL,
        remitted_at TEXT NOT NULL
    )
    STRICT
    """,
    """
    CREATE INDEX payment_by_day ON payment (paid_on)
    """,
    """
    CREATE UNIQUE INDEX payment_by_name ON payment (payment_id)
    """,
    """
    CREATE INDEX payment_by_state ON payment (state)
    """,
    """
    CREATE TABLE portal_request (
        request_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        filed_at TEXT NOT NULL,
        "view" BLOB NOT NULL,
        PRIMARY KEY (request_id)
    )
    STRICT
    """,
    """
    CREATE INDEX portal_request_by_state ON portal_request (state, filed_at)
    """,
    """
    CREATE TABLE posting (
        posting_id TEXT NOT NULL,
        payment_id TEXT NOT NULL,
        satang INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (posting_id)
    )
    STRICT
    """,
    """
    CREATE INDEX posting_by_payment ON posting (payment_id)
    """,
    """
    CREATE TABLE receipt_print (
        receipt_id TEXT NOT NULL,
        copy INTEGER NOT NULL,
        uid TEXT NOT NULL,
        at TEXT NOT NULL,
        cmd_id TEXT NOT NULL,
        PRIMARY KEY (receipt_id, copy)
    )
    STRICT
    """,
    """
    CREATE INDEX receipt_print_by_command ON receipt_print (cmd_id)
    """,
    """
    CREATE TABLE receiving (
        one INTEGER NOT NULL CHECK (one = 1),
        body BLOB NOT NULL,
        PRIMARY KEY (one)
    )
    STRICT
    """,
    """
    CREATE TABLE remittance_terms (
        one INTEGER NOT NULL CHECK (one = 1),
        body BLOB NOT NULL,
        PRIMARY KEY (one)
    )
    STRICT
    """,
    """
    CREATE TABLE remittance (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        req_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        kind TEXT NOT NULL,
        account TEXT NOT NULL,
        office TEXT NOT NULL,
        owner_unit TEXT NOT NULL,
        doc_no TEXT NOT NULL,
        satang INTEGER NOT NULL,
        memo TEXT NOT NULL,
        maker_uid TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_on TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        answer TEXT NOT NULL,
        due_at TEXT NOT NULL,
        moved_at TEXT NOT NULL,
        moved_on TEXT NOT NULL,
        bank_ref TEXT NOT NULL,
        answered_at TEXT NOT NULL,
        code TEXT NOT NULL,
        recall_id TEXT NOT NULL,
        text BLOB NOT NULL,
        sig TEXT NOT NULL,
        decision BLOB NOT NULL,
        decision_sig TEXT NOT NULL,
        record BLOB NOT NULL,
        record_sig TEXT NOT NULL
    )
    STRICT
    """,
    """
    CREATE INDEX remittance_by_day ON remittance (moved_on)
    """,
    """
    CREATE UNIQUE INDEX remittance_by_name ON remittance (req_id)
    """,
    """
    CREATE INDEX remittance_by_recall ON remittance (recall_id)
    """,
    """
    CREATE INDEX remittance_by_state ON remittance (state)
    """,
    """
    CREATE TABLE remittance_item (
        req_id TEXT NOT NULL,
        item INTEGER NOT NULL,
        code TEXT NOT NULL,
        revenue_code TEXT NOT NULL,
        gl_account TEXT NOT NULL,
        fund TEXT NOT NULL,
        satang INTEGER NOT NULL,
        basis TEXT NOT NULL,
        PRIMARY KEY (req_id, item)
    )
    STRICT
    """,
    """
    CREATE INDEX remittance_item_by_code ON remittance_item (code)
    """,
    """
    CREATE TABLE remittance_part (
        req_id TEXT NOT NULL,
        payment_id TEXT NOT NULL,
        revenue_type TEXT NOT NULL,
        receipt_id TEXT NOT NULL,
        satang INTEGER NOT NULL,
        PRIMARY KEY (req_id, payment_id, revenue_type)
    )
    STRICT
    """,
    """
    CREATE INDEX remittance_part_by_payment ON remittance_part (payment_id)
    """,
    """
    CREATE TABLE remittance_document (
        req_id TEXT NOT NULL,
        place INTEGER NOT NULL,
        item INTEGER NOT NULL,
        kind TEXT NOT NULL,
        number TEXT NOT NULL,
        PRIMARY KEY (req_id, place)
    )
    STRICT
    """,
    """
    CREATE INDEX remittance_document_by_number ON remittance_document (number)
    """,
    """
    CREATE TABLE gfmis_document (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        fy INTEGER NOT NULL,
        number TEXT NOT NULL,
        period TEXT NOT NULL,
        booked_at TEXT NOT NULL,
        booked_on TEXT NOT NULL,
        matter TEXT NOT NULL,
        about TEXT NOT NULL,
        fund TEXT NOT NULL,
        revenue_code TEXT NOT NULL,
        text TEXT NOT NULL,
        reverses TEXT NOT NULL,
        satang INTEGER NOT NULL,
        seq INTEGER NOT NULL
    )
    STRICT
    """,
    """
    CREATE INDEX gfmis_document_by_about ON gfmis_document (about)
    """,
    """
    CREATE INDEX gfmis_document_by_day ON gfmis_document (booked_on)
    """,
    """
    CREATE UNIQUE INDEX gfmis_document_by_name ON gfmis_document (kind, fy, number)
    """,
    """
    CREATE INDEX gfmis_document_by_number ON gfmis_document (number)
    """,
    """
    CREATE TABLE gfmis_entry (
        document INTEGER NOT NULL,
        place INTEGER NOT NULL,
        side TEXT NOT NULL,
        gl_account TEXT NOT NULL,
        satang INTEGER NOT NULL,
        automatic INTEGER NOT NULL,
        PRIMARY KEY (document, place)
    )
    STRICT
    """,
    """
    CREATE INDEX gfmis_entry_by_account ON gfmis_entry (gl_account)
    """,
    """
    CREATE TABLE statement (
        account TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL,
        opening_satang INTEGER NOT NULL,
        closing_satang INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        fetched_at TEXT NOT NULL,
        text BLOB NOT NULL,
        sig TEXT NOT NULL,
        PRIMARY KEY (account, since, until)
    )
    STRICT
    """,
    """
    CREATE TABLE statement_entry (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        account TEXT NOT NULL,
        entry_id TEXT NOT NULL,
        booked_at TEXT NOT NULL,
        booked_on TEXT NOT NULL,
        side TEXT NOT NULL,
        satang INTEGER NOT NULL,
        kind TEXT NOT NULL,
        reference TEXT NOT NULL,
        bank_ref TEXT NOT NULL,
        count INTEGER NOT NULL,
        text TEXT NOT NULL,
        signed INTEGER NOT NULL
    )
    STRICT
    """,
    """
    CREATE INDEX statement_entry_by_moment ON statement_entry (account, booked_at)
    """,
    """
    CREATE UNIQUE INDEX statement_entry_by_name ON statement_entry (account, entry_id)
    """,
    """
    CREATE INDEX statement_entry_by_reference ON statement_entry (reference)
    """,
    """
    CREATE TABLE day_asked (
        one INTEGER NOT NULL CHECK (one = 1),
        body BLOB NOT NULL,
        PRIMARY KEY (one)
    )
    STRICT
    """,
    """
    CREATE TABLE day_order (
        req_id TEXT NOT NULL,
        state TEXT NOT NULL,
        act TEXT NOT NULL,
        day TEXT NOT NULL,
        version INTEGER NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL,
        maker_uid TEXT NOT NULL,
        made_at TEXT NOT NULL,
        seq INTEGER NOT NULL,
        text BLOB NOT NULL,
        sig TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        answer TEXT NOT NULL,
        decision BLOB NOT NULL,
        decision_sig TEXT NOT NULL,
        record BLOB NOT NULL,
        record_sig TEXT NOT NULL,
        PRIMARY KEY (req_id)
    )
    STRICT
    """,
    """
    CREATE INDEX day_order_by_day ON day_order (day, version)
    """,
    """
    CREATE INDEX day_order_by_state ON day_order (state)
    """,
    """
    CREATE TABLE day_exception (
        exception_id TEXT NOT NULL,
        number TEXT NOT NULL,
        kind TEXT NOT NULL,
        account TEXT NOT NULL,
        about TEXT NOT NULL,
        satang INTEGER,
        owner_uid TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        since TEXT NOT NULL,
        solved_on TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (exception_id)
    )
    STRICT
    """,
    """
    CREATE INDEX day_exception_by_state ON day_exception (state)
    """,
    """
    CREATE TABLE sought (
        id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        told TEXT NOT NULL,
        words TEXT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (kind, name)
    )
    STRICT
    """,
    """
    CREATE TABLE batch_sought (
        slot INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        batch_id INTEGER NOT NULL,
        UNIQUE (batch_id)
    )
    STRICT
    """,
    """
    CREATE VIRTUAL TABLE sought_words USING fts5 (
        words, content = 'sought', content_rowid = 'id', tokenize = 'trigram case_sensitive 1'
    )
    """,
    """
    CREATE VIRTUAL TABLE line_words USING fts5 (
        words, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1'
    )
    """,
    """
    CREATE VIRTUAL TABLE line_reference USING fts5 (
        words, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1'
    )
    """,
    "INSERT INTO sought_words (sought_words, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO sought_words (sought_words, rank) VALUES ('hashsize', 16777216)",
    "INSERT INTO line_words (line_words, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO line_words (line_words, rank) VALUES ('hashsize', 16777216)",
    "INSERT INTO line_reference (line_reference, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO line_reference (line_reference, rank) VALUES ('hashsize', 16777216)",
)


def upgrade() -> None:
    """Make every table and index."""
    for statement in STATEMENTS:
        op.execute(statement)
