"""A workstation without windows: the services of one person over a real store and a real central system."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from app.central.client import Central as Client
from app.central.disbursement import new_op_id, prepare_cancel, prepare_decide, prepare_submit, prepare_withdraw
from app.central.transport import Timeouts
from app.central.verification import verify_batch
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.record import Batch, BatchHead, Delivery, LineRecord
from app.domain.disbursement.review import Verdict, Word
from app.domain.disbursement.transfer import CreditTransfer, LineStatus
from app.domain.values.money import Money
from app.services.commands import queue
from app.services.sign_in import SignIn
from app.services.sync import Sync
from app.store import disbursement, inbox, outbox, reference
from app.system.clock import Clock
from app.system.keychain import FileKeychain
from app.system.paths import Paths
from app.system.settings import SettingsBook
from app.system.vault import Vault
from tests.helpers.raw_central import ACCOUNTS, UNIT

if TYPE_CHECKING:
    from pathlib import Path

    from app.central.signed_orders import Prepared
    from app.services.desk import Desk
    from app.system.keychain import Keychain
    from tests.helpers.raw_central import Central

LATER = date(2026, 12, 1)
"""A bank day a week after the sample's clock begins, so that a test that lets a day pass disturbs no other."""
QUICK = Timeouts(connect=10, bytes=20, whole=30, whole_content=60)


@dataclass
class Workstation:
    """One folder on one machine; `enter` seats a person there."""

    root: Path
    url: str
    ca: str
    keychain: Keychain | None = None
    timeouts: Timeouts = QUICK
    clock: Clock = field(default_factory=Clock)
    desk: Desk = field(init=False)
    sync: Sync = field(init=False)

    def __post_init__(self) -> None:
        self.paths = Paths.find(self.root)
        self.vault = Vault(self.paths.keys, self.keychain or FileKeychain(self.paths.unsafe_keychain))
        self.settings = SettingsBook(self.paths.settings)
        self.point_at(self.url, self.ca)
        self.sign_in = SignIn(
            self.paths, self.vault, self.settings, self.clock, lambda url, ca: Client(url, ca, self.timeouts)
        )

    @classmethod
    def at(cls, root: Path, central: Central) -> Workstation:
        return cls(root, central.ready["url"], central.ready["ca"])

    def point_at(self, url: str, ca: str) -> None:
        self.settings.choose(server_url=url, ca_file=ca)

    def enter(self, central: Central, user_id: str, company_id: str = UNIT) -> Workstation:
        return self.enter_as(company_id, user_id, central.password(company_id, user_id))

    def enter_as(self, company_id: str, user_id: str, password: str) -> Workstation:
        self.desk = self.sign_in.enter(company_id, user_id, password, take_over=True)
        self.sync = Sync(self.desk)
        return self

    def leave(self) -> None:
        self.sync.close()
        self.sign_in.sign_out(self.desk)

    def crash(self) -> None:
        """Let go of the files as a killed program would, without a word to anybody."""
        self.sync.close()
        self.desk.store.close()
        self.desk.central.close()

    def draft(self, lines: list[CreditTransfer] | None = None, **changes: Any) -> str:
        """Keep a draft that is right in everything but ``changes`` of its head."""
        payees = transfers(3) if lines is None else lines
        right: dict[str, Any] = {"debit_account": ACCOUNTS[self.desk.company_id]}
        head = replace(_RIGHT, **(right | changes))
        now = self.desk.now()
        made = Batch(
            op_id=new_op_id(),
            status=BatchStatus.DRAFT,
            head=head,
            lines_count=len(payees),
            total=Money(sum(item.amount.satang for item in payees)),
            maker_uid=self.desk.actor.person.uid,
            mine=True,
            created_at=now,
            updated_at=now,
        )
        with self.desk.store.write(self.desk.actor, Action.IMPORT_BATCH, made.op_id) as tx:
            disbursement.insert_batch(tx, made, map(record, payees))
        return made.op_id

    def submit(self, op_id: str) -> str:
        """Sign and queue, as the drafting service does; return the command's name."""
        with self.desk.store.read() as rd:
            here = inbox.cursor(rd)
            lines = [transfer(line) for line in disbursement.lines(rd, op_id)]
        prepared = prepare_submit(self.desk.signer, self.batch(op_id), lines, (here.seq, here.leaf), self.desk.now())
        with self.desk.store.write(self.desk.actor, Action.SUBMIT_BATCH, op_id) as tx:
            disbursement.set_status(
                tx, op_id, status=BatchStatus.SUBMITTED, delivery=Delivery.QUEUED, rev=prepared.rev, reason=""
            )
            disbursement.mark_lines(tx, op_id, LineStatus.PENDING)
            queue(tx, prepared, self.desk.now())
        return prepared.cmd_id

    def decide(self, op_id: str, password: str, *, approve: bool = True, reason: str = "") -> str:
        """Verify, sign and queue, as the approval service does."""
        content = self.desk.central.batch(op_id)
        with self.desk.store.read() as rd:
            signed = verify_batch(content, reference.keys(rd).values())
        challenge = self.desk.central.challenge(password)
        opened = tuple(map(int, content.must_open)) if approve else ()
        verdict = Verdict(Word.APPROVE if approve else Word.RETURN, reason, opened=opened)
        prepared = prepare_decide(self.desk.signer, signed, verdict, challenge=challenge, now=self.desk.now())
        return self._queue(prepared, Action.APPROVE_BATCH if approve else Action.RETURN_BATCH)

    def withdraw(self, op_id: str) -> str:
        return self._queue(prepare_withdraw(self.desk.signer, self.batch(op_id), "ขอแก้ไข"), Action.WITHDRAW_BATCH)

    def cancel(self, op_id: str) -> str:
        return self._queue(prepare_cancel(self.desk.signer, self.batch(op_id), "ไม่ใช้แล้ว"), Action.CANCEL_BATCH)

    def batch(self, op_id: str) -> Batch:
        with self.desk.store.read() as rd:
            found = disbursement.batch(rd, op_id)
        assert found is not None
        return found

    def lines(self, op_id: str) -> list[LineRecord]:
        with self.desk.store.read() as rd:
            return disbursement.lines(rd, op_id)

    def commands(self) -> list[outbox.OutboxCommand]:
        with self.desk.store.read() as rd:
            return outbox.recent(rd)

    def _queue(self, prepared: Prepared, action: Action) -> str:
        with self.desk.store.write(self.desk.actor, action, prepared.op_id) as tx:
            disbursement.set_status(tx, prepared.op_id, delivery=Delivery.QUEUED)
            queue(tx, prepared, self.desk.now())
        return prepared.cmd_id


_RIGHT = BatchHead(
    kind=Kind.WELFARE,
    purpose="ค่าตอบแทนการปฏิบัติงานนอกเวลา",
    value_date=LATER,
    document_date=date(2026, 11, 20),
    sub_kind="overtime",
)


def transfers(count: int, satang: int = 125_000) -> list[CreditTransfer]:
    """Return payees that the sample rules pay without incident."""
    return [
        CreditTransfer(
            number=number,
            bank="004",
            account=f"{1_000_000_000 + number}",
            name=f"ผู้รับเงิน ตัวอย่างที่ {number}",
            amount=Money(satang),
            mobile="0812345678",
        )
        for number in range(1, count + 1)
    ]


def record(line: CreditTransfer) -> LineRecord:
    return LineRecord(
        number=line.number,
        sheet_row=line.number + 1,
        bank=line.bank,
        account=line.account,
        name=line.name,
        amount=line.amount.format(),
        satang=line.amount.satang,
        person_id=line.person_id,
        mobile=line.mobile,
        email=line.email,
        reference=line.reference,
        originals={},
        payee_id=line.payee_id,
        payee_rev=line.payee_rev,
    )


def transfer(line: LineRecord) -> CreditTransfer:
    assert line.satang is not None
    return CreditTransfer(
        line.number,
        line.bank,
        line.account,
        line.name,
        Money(line.satang),
        line.person_id,
        line.mobile,
        line.email,
        line.reference,
        payee_id=line.payee_id,
        payee_rev=line.payee_rev,
    )
