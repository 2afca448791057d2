"""A desk with sample data for windows: invented people, round sums, one fixed moment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.domain.access.audit import FIRST_PREVIOUS, AuditEntry, AuditVerdict, digest
from app.domain.access.password import PasswordVerdict, judge
from app.domain.access.user import Person, Role
from app.domain.values.errors import Refused
from app.ui import ports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NOW = datetime(2026, 11, 21, 6, 48, tzinfo=UTC)
SOMYING = Person("u1", "somying", "สมหญิง แบบอย่าง", "Somying Baep-yang", frozenset({Role.MAKER_PAYMENT}))
BANNER_TH, BANNER_EN = "ระบบจำลอง: ไม่มีการโอนเงินจริง", "Simulator: no money moves"


SETTINGS: dict[str, object] = {
    "language": "th",
    "theme": "light",
    "scale_percent": 100,
    "mask_accounts": True,
    "idle_minutes": 15,
    "server_url": "https://central.example:8443",
    "ca_file": "/etc/khlang/ca.pem",
    "company_id": "KTB-0210",
}
LIMITS: dict[str, tuple[str, ...] | range] = {
    "language": ("th", "en"),
    "theme": ("system", "light", "dark"),
    "scale_percent": range(100, 201),
    "idle_minutes": range(1, 61),
}


@dataclass
class Rule:
    trigger_th: str
    trigger_en: str
    effect_th: str
    effect_en: str


@dataclass
class About:
    banner_th: str = BANNER_TH
    banner_en: str = BANNER_EN


class SampleDesk:
    """Answers everything the shell screens ask."""

    person = SOMYING
    unsafe = False
    values = SETTINGS
    limits = LIMITS

    def __init__(self) -> None:
        self.synced = 0
        self.answer: Refused | None = None
        self.later: list[Refused | None] = []
        self.closed: Refused | None = None
        self.verdict = AuditVerdict(240, 0, "")
        self.chosen: dict[str, object] = {}
        self.sync_answer = ports.SyncState(NOW - timedelta(hours=4, minutes=7), queued=0)
        self.tiles: Sequence[ports.Tile] = (
            ports.Tile("drafts", 2, "home", satang=21_500_000, oldest_at=NOW - timedelta(hours=30)),
            ports.Tile("returned", 1, "home", satang=18_000, oldest_at=NOW - timedelta(days=3)),
            ports.Tile("unknown", 1, "home", satang=4_862_750, oldest_at=NOW - timedelta(hours=5)),
            ports.Tile("in_work", 0, "home"),
            ports.Tile("finished_today", 7, "home", satang=451_230_000),
        )

    def accept_authority(self, code: str) -> None:
        self.chosen["authority"] = code
        if code == "wrong":
            raise Refused("authority_code_wrong")

    def now(self) -> datetime:
        return NOW

    def state(self) -> ports.DeskState:
        badges = {"batches": 3, "approvals": 4}
        return ports.DeskState(
            "สำนักงานตัวอย่าง", "0210000012", BANNER_TH, BANNER_EN, time(15, 30), badges, self.sync_answer
        )

    def sync(self) -> None:
        self.synced += 1

    def unanswered(self) -> int:
        return self.sync_answer.queued

    def find(self, words: str, only: str = "") -> Sequence[ports.FoundGroup]:
        found = ports.Found(f"{words} ตุลาคม 2569", "486,275.50 บาท", "home", 1)
        return (ports.FoundGroup("batch", "ชุดจ่ายเงิน", 1 if not only else 2, (found,)),)

    def home(self) -> ports.HomeState:
        recent = (
            ports.Found("ค่าตอบแทนการปฏิบัติงานนอกเวลา ตุลาคม 2569", "ส่งอนุมัติ · สมหญิง แบบอย่าง · 09:41", "home", 1, "send"),
            ports.Found("ค่าวิทยากร โครงการอบรม", "โอนสำเร็จ 24 รายการ · 09:12", "home", 2, "circle-check"),
            ports.Found("สวัสดิการค่ารักษาพยาบาล", "ส่งกลับให้แก้ไข · วิภา ตัวอย่างงาม", "home", 3, "undo-2"),
        )
        return ports.HomeState(self.tiles, recent, time(15, 30))

    def about(self) -> About:
        return About()

    def demand_open(self) -> None:
        if self.closed is not None:
            raise self.closed

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
    ) -> object:
        said = {
            "password_must_change": new_password,
            "workstation_unknown": device_code,
            "session_elsewhere": take_over,
        }
        if self.later:
            answer, self.answer = self.answer, self.later.pop(0)
        else:
            answer = self.answer
        if answer is not None and not said.get(answer.code):
            raise answer
        return (company_id, user_id, password, new_password, activation, device_code, take_over)

    def judge(self, company_id: str, user_id: str, former: str, password: str) -> PasswordVerdict:
        return judge(password, names=(company_id, user_id), common=("password",), former=former)

    def write_branch_form(self, path: Path, company_id: str, user_id: str, language: str) -> None:
        path.write_text(f"{company_id} {user_id} {language}", "utf-8")

    def seqs(self, search: str, descending: bool) -> Sequence[int]:
        found = [each.seq for each in _CHAIN if search in each.name or search in each.about or search in each.action]
        return found[::-1] if descending else found

    def entries(self, seqs: Sequence[int]) -> Sequence[AuditEntry]:
        return [_CHAIN[seq - 1] for seq in seqs]

    def verify(self) -> AuditVerdict:
        return self.verdict

    def export(self, path: str) -> int:
        return len(_CHAIN) if path else 0

    def sync_state(self) -> ports.SyncState:
        return self.sync_answer

    def pause(self, *, paused: bool) -> None:
        self.sync_answer = replace(self.sync_answer, paused=paused)

    def queue(self) -> Sequence[Mapping[str, object]]:
        since = NOW - timedelta(minutes=3)
        return tuple(
            {"kind": "submit", "what": f"ชุดจ่ายที่ {number}", "since": since, "tries": number, "state": state}
            for number, state in enumerate(("queued", "sent"), 1)
        )[: self.sync_answer.queued]

    def choose(self, **choices: object) -> object:
        self.chosen.update(choices)
        return self.values

    def practice(self) -> Sequence[Rule]:
        return (
            Rule("จำนวนเงิน 19.00 บาท", "Amount 19.00 baht", "ธนาคารปฏิเสธ: บัญชีปิด", "Rejected: account closed"),
            Rule("จำนวนเงิน 27.00 บาท", "Amount 27.00 baht", "โอนแล้ว เงินคืนใน 2 วันทำการ", "Paid, returned in 2 days"),
            Rule("จำนวนเงิน 17.00 บาท", "Amount 17.00 baht", "ค้าง ไม่มีคำตอบ", "Stays pending, never answered"),
        )


def _chain(count: int) -> list[AuditEntry]:
    made: list[AuditEntry] = []
    previous = FIRST_PREVIOUS
    actions = ("sign_in", "import_batch", "edit_batch", "submit_batch", "record_answer", "print_document")
    for seq in range(1, count + 1):
        at = (NOW - timedelta(minutes=7 * (count - seq))).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        action = actions[seq % len(actions)]
        about = f"20261121-{seq // 6 + 1:04d}"
        content = hashlib.sha256(about.encode()).hexdigest()
        facts = f'{{"lines":"300","sha256":"{content}"}}' if action == "import_batch" else "{}"
        sealed = digest(seq, at, "u1", "สมหญิง แบบอย่าง", "d-1", action, about, facts, previous)
        made.append(AuditEntry(seq, at, "u1", "สมหญิง แบบอย่าง", "d-1", action, about, facts, previous, sealed))
        previous = sealed
    return made


_CHAIN = _chain(240)
