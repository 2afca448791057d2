"""Administrators by hand: proposals, decisions and acts, signed and sent over plain HTTPS."""

from __future__ import annotations

import uuid

from tests.helpers.raw_central import PARENT, Answer, Central, Clerk, Json, canonical, sha256

AT = "2026-11-23T02:00:00.000Z"
NOTHING: Json = {}
OWN_PASSWORD = "ระฆังใบใหญ่ตีดัง-2570"  # noqa: S105  (invented)
_HASHED = {"proposal_sha256": "proposal", "proposal_sig_sha256": "proposal_sig"}


def person_id(number: int) -> str:
    """Return an invented citizen id with a right last digit."""
    digits = f"9{number:011d}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return f"{digits}{(11 - weighed % 11) % 10}"


def grant(role: str, valid_from: str = "2026-10-01", valid_until: str = "", **changes: str) -> Json:
    """Return a right with its days."""
    right = {"role": role, "valid_from": valid_from, "valid_until": valid_until, "order_no": "", "substitute_for": ""}
    return {**right, **changes}


def template(**changes: object) -> Json:
    """Return what papers bear, right in everything but ``changes``."""
    right = {
        "emblem": "",
        "office": "กรมตัวอย่าง กระทรวงการคลัง",
        "address": "ถนนพระราม 6 เขตพญาไท กรุงเทพมหานคร 10400",
        "header_note": "",
        "footer_note": "โปรดเก็บเอกสารนี้ไว้ 10 ปี",
        "signers": [{"caption": "ผู้ตรวจสอบ", "name": "", "position": "หัวหน้าฝ่ายการเงิน"}],
    }
    return {**right, **changes}


def record(user_id: str = "CLERK01", number: int = 1, **changes: object) -> Json:
    """Return a user's record, right in everything but ``changes``."""
    right = {
        "unit": "2101000001",
        "user_id": user_id,
        "person_id": person_id(number),
        "name_th": "อารี ทำรายการ",
        "name_en": "Aree Thamraikan",
        "position": "นักวิชาการเงินและบัญชี",
        "mobile": "0812345678",
        "email": "",
        "batch_satang_max": "0",
        "grants": [grant("maker_payment")],
    }
    return {**right, **changes}


class Administrator(Clerk):
    """Admin 1 or Admin 2 of an agency at a workstation."""

    @classmethod
    def one(cls, central: Central, company_id: str = PARENT) -> Administrator:
        return cls.at_work(central, company_id, "ADMIN1")

    @classmethod
    def two(cls, central: Central, company_id: str = PARENT) -> Administrator:
        return cls.at_work(central, company_id, "ADMIN2")

    @classmethod
    def at_work(cls, central: Central, company_id: str, user_id: str) -> Administrator:
        """Return anybody, signed in with a key, with the means to try what administrators do."""
        found = cls.ready(central, company_id, user_id)
        assert isinstance(found, Administrator)
        return found

    def proposal(self, kind: str, subject: str, change: object = NOTHING, **changes: str) -> Json:
        """Return what Admin 1 signs, right in everything but ``changes``."""
        return {
            "typ": "khlang.admin/1",
            "req_id": str(uuid.uuid4()),
            "agency": str(self.session["agency"]),
            "kind": kind,
            "subject": subject,
            "subject_version": "0",
            "change": change if isinstance(change, str) else canonical(change).decode(),
            "reason": "ตามคำสั่งกรม",
            "order_no": "ที่ 15/2570",
            "maker_uid": self.uid,
            "maker_kid": self.kid,
            "device": self.device,
            "made_at": AT,
        } | changes

    def propose_body(self, proposal: Json, label: str = "ADM1") -> Json:
        return self.command("propose", {"proposal": proposal, "proposal_sig": self.sign(label, canonical(proposal))})

    def propose(self, kind: str, subject: str, change: object = NOTHING, **changes: str) -> tuple[Answer, Json]:
        """Propose; return the answer and what was signed."""
        proposal = self.proposal(kind, subject, change, **changes)
        return self.send(self.propose_body(proposal)), proposal

    def view(self) -> Json:
        answer = self.ask("GET", "/v1/administration")
        assert answer.status == 200, answer.body
        return answer.json

    def decision_body(self, req_id: str, decision: str = "approve", label: str = "ADM2", **changes: str) -> Json:
        """Return a signed decision over the proposal as the server shows it."""
        stored = next(one for one in self.view()["proposals"] if one["req_id"] == req_id)
        hashes = {name: sha256(stored[of].encode()) for name, of in _HASHED.items()}
        return self._decision(req_id, decision, label, **(hashes | changes))

    def decision_over(self, proposal: Json, req_id: str) -> Json:
        """Return a decision over a proposal that this person may not be shown."""
        hashes = dict.fromkeys(_HASHED, sha256(canonical(proposal)))
        return self._decision(req_id or str(proposal["req_id"]), "approve", "ADM2", **hashes)

    def _decision(self, req_id: str, decision: str, label: str, **changes: str) -> Json:
        said = {
            "typ": "khlang.admin-decision/1",
            "req_id": req_id,
            "decision": decision,
            "reason": "" if decision == "approve" else "เลขที่คำสั่งไม่ถูกต้อง",
            "auth_uid": self.uid,
            "auth_kid": self.kid,
            "device": self.device,
            "session_epoch": str(self.session["session_epoch"]),
            "challenge": changes["challenge"] if "challenge" in changes else self.challenge(),
            "at": AT,
        } | changes
        return self.command("settle", {"decision": said, "decision_sig": self.sign(label, canonical(said))})

    def settle(self, req_id: str, decision: str = "approve", **changes: str) -> Answer:
        return self.send(self.decision_body(req_id, decision, **changes))

    def recall(self, req_id: str, reason: str = "บันทึกผิด") -> Answer:
        return self.send(self.command("recall-proposal", {"req_id": req_id, "reason": reason}))

    def act_body(self, kind: str, subject: str, label: str = "ACT", **changes: str) -> Json:
        """Return a signed act, right in everything but ``changes``."""
        said = {
            "typ": "khlang.admin-act/1",
            "act_id": str(uuid.uuid4()),
            "agency": str(self.session["agency"]),
            "kind": kind,
            "subject": subject,
            "reason": "สงสัยว่ารหัสรั่ว",
            "actor_uid": self.uid,
            "actor_kid": self.kid,
            "device": self.device,
            "session_epoch": str(self.session["session_epoch"]),
            "challenge": changes["challenge"] if "challenge" in changes else self.challenge(),
            "at": AT,
        } | changes
        return self.command("act", {"act": said, "act_sig": self.sign(label, canonical(said))})

    def act(self, kind: str, subject: str, **changes: str) -> Answer:
        return self.send(self.act_body(kind, subject, **changes))

    def print_slip(self, slip_id: str) -> Answer:
        return self.ask("POST", f"/v1/slips/{slip_id}")

    def user(self, user_id: str, company_id: str = "") -> Json:
        """Return a user as administrators see them."""
        mine = (one for one in self.view()["users"] if one["record"]["user_id"] == user_id)
        return next(one for one in mine if not company_id or one["company_id"] == company_id)

    def command(self, typ: str, more: Json) -> Json:
        """Return a command around what was signed."""
        return {
            "typ": f"khlang.{typ}/1",
            "cmd_id": str(uuid.uuid4()),
            "session_epoch": str(self.session["session_epoch"]),
            "device": self.device,
            **more,
        }


class Pair:
    """Both administrators of an agency, who agree."""

    def __init__(self, central: Central, company_id: str = PARENT) -> None:
        self.one = Administrator.one(central, company_id)
        self.two = Administrator.two(central, company_id)

    @classmethod
    def of(cls, one: Administrator, two: Administrator) -> Pair:
        """Return two who are signed in already."""
        pair = cls.__new__(cls)
        pair.one, pair.two = one, two
        return pair

    def agree(self, kind: str, subject: str, change: object = NOTHING, **changes: str) -> Json:
        """Propose and approve; return the approval's answer."""
        answer, proposal = self.one.propose(kind, subject, change, **changes)
        assert answer.status == 201, answer.body
        settled = self.two.settle(proposal["req_id"])
        assert settled.status == 201, settled.body
        return settled.json

    def add(self, user_id: str = "CLERK01", number: int = 1, **changes: object) -> tuple[str, Json]:
        """Add a user; return the uid and the answer to the approval."""
        uid = str(uuid.uuid4())
        return uid, self.agree("user.add", uid, record(user_id, number, **changes))

    def change(self, user_id: str, company_id: str = "", **changes: object) -> Json:
        """Change a user's record."""
        now = self.one.user(user_id, company_id)
        wanted = {**now["record"], **changes}
        return self.agree("user.change", now["uid"], wanted, subject_version=now["version"])


def begun(central: Central, pair: Pair, slip_id: str) -> Clerk:
    """Print a slip and let its owner begin: signed in, an own password, a key."""
    slip = pair.two.print_slip(slip_id).json
    clerk = Clerk(central, slip["company_id"], slip["user_id"], password=slip["secret"])
    assert clerk.sign_in().status == 201
    assert clerk.ask("GET", "/v1/unit").code == "password_must_change"
    answer = use_slip(clerk, activation_code(central, clerk))
    assert answer.status == 204, answer.body
    assert clerk.register_key().status == 201
    return clerk


def use_slip(clerk: Clerk, code: str, password: str = OWN_PASSWORD) -> Answer:
    """Put an own password in the place of the slip's."""
    answer = clerk.ask("PUT", "/v1/password", {"current": clerk.password, "new": password, "activation": code})
    if answer.status == 204:
        clerk.password = password
    return answer


def activation_code(central: Central, clerk: Clerk) -> str:
    """Return the code that went to the person's telephone."""
    path = f"person-notices?company_id={clerk.company_id}&user_id={clerk.user_id}"
    told = [one for one in central.operate("GET", path).json["notices"] if one["what"] == "activation"]
    return next(word for word in str(told[-1]["text"]).split() if word.isdigit() and len(word) == 6)
