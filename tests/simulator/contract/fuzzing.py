"""Asks a central system all that its contract allows and forbids, as several people, and judges the answers.

schemathesis makes the requests and is the judge: it reads the published document only. What it makes of a command is
dressed as a real one (the session's, with a valid signature), or nothing of it would get past the door.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from app.wire import api
from tests.helpers.raw_central import OTHER_UNIT, PARENT, UNIT, Central, Clerk, Json, canonical, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import APIOperation, Case, SerializationContext

    Operation = APIOperation[Any, Any, Any, Any]
    AnyCase = Case[Any]

HELD = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
PEOPLE = (
    (UNIT, "MAKER01"),
    (UNIT, "AUTH01"),
    (UNIT, "MAKER03"),
    (OTHER_UNIT, "MAKER01"),
    (PARENT, "ADMIN1"),
    (PARENT, "ADMIN2"),
)
STAFF = "/v1/operator/"
SIGNED = {
    "payment": ("MAKE", "maker"),
    "authorization": ("AUTH", "auth"),
    "proposal": ("ADM1", "maker"),
    "act": ("ACT", "maker"),
    "change": ("PAY1", "maker"),
}
ORDERED = {
    "settle": ("ADM2", "auth"),
    "settle-payees": ("PAY2", "auth"),
    "propose-return": ("RET1", "maker"),
    "settle-return": ("RET2", "auth"),
    "issue-bills": ("BIL1", "maker"),
    "propose-collection": ("COL1", "maker"),
    "settle-collection": ("COL2", "auth"),
    "propose-remittance": ("REM1", "maker"),
    "settle-remittance": ("REM2", "auth"),
    "propose-day": ("DAY1", "maker"),
    "settle-day": ("DAY2", "auth"),
}
"""Label and side of whoever signs, by the signed field or, where that says too little, by the command."""
EXAMPLES = 25
"""So many of one operation in either way, in the long run."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
CALM = {"faults": ("DELETE", None), "gate": ("PUT", {}), "door": ("PUT", None), "recording": ("PUT", {"on": False})}
"""What an operator's request may have left behind that would answer all others, and how it is taken back."""


@schemathesis.serializer("application/json")
def _canonical_json(_context: SerializationContext, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode(
        errors="surrogatepass"
    )


@schemathesis.serializer("application/toml", "text/plain", "application/octet-stream", "application/pdf", "image/png")
def _raw(_context: SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


@dataclass
class Tally:
    """What was asked and answered, and every breach of the contract with the request that found it."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    asked_of: Counter[str] = field(default_factory=Counter)
    breaches: dict[str, str] = field(default_factory=dict)

    def said(self) -> str:
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return f"{self.asked} requests to {len(self.asked_of)} operations; {statuses}; {len(self.breaches)} breaches"


class Fuzz:
    """One central system, several people, all operations of its contract."""

    def __init__(self, central: Central) -> None:
        self.central = central
        self.tally = Tally()
        self.document: Json = central.new_wire().ask("GET", "/v1/openapi.json").json
        self.schema = schemathesis.openapi.from_dict(self.document)
        self.people = [Clerk.ready(central, *named) for named in PEOPLE]
        self.session = requests.Session()
        self.operator = Path(central.ready["operator_token_file"]).read_text("ascii")

    def close(self) -> None:
        self.session.close()

    def operations(self) -> Iterator[Operation]:
        for found in self.schema.get_all_operations():
            assert isinstance(found, Ok), found
            yield found.ok()

    def ask(self, operation: Operation, examples: int, begin: int) -> None:
        """Ask one operation so many times in either way, everybody by turns."""
        for mode in MODES:
            turn = count()

            @seed(begin)
            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def one(case: AnyCase, turn: Iterator[int]) -> None:
                self._one(case, next(turn))

            try:
                one(turn=turn)
            except Unsatisfiable:
                # Where any text may be sent there is nothing to send wrongly; right requests there must always be.
                assert mode is GenerationMode.NEGATIVE, operation.label

    def _one(self, case: AnyCase, turn: int) -> None:
        path = case.operation.path
        if path.startswith(STAFF):
            token = self.operator if turn % 8 != 7 else ""
        else:
            person = self.people[turn % len(self.people)]
            _dress(case, person)
            token = person.token
        case.headers["Authorization"] = f"Bearer {token}"
        ready = self.central.ready
        response = case.call(base_url=ready["url"], session=self.session, timeout=60, verify=ready["ca"])
        self.tally.asked += 1
        self.tally.statuses[response.status_code] += 1
        self.tally.asked_of[case.operation.label] += 1
        try:
            case.validate_response(response, checks=HELD)
        except (Failure, FailureGroup) as failure:
            said = [one.title + ": " + one.message for one in getattr(failure, "exceptions", [failure])]
            curl = case.as_curl_command(base_url=ready["url"])
            self.tally.breaches.setdefault(f"{case.operation.label}: {' / '.join(said)[:600]}", curl[:1500])
        self._calm(path)
        if response.status_code == 401 and "Authorization" in response.request.headers and not path.startswith(STAFF):
            self._enter_again()

    def _calm(self, path: str) -> None:
        named = path.removeprefix(STAFF).partition("/")[0]
        if path.startswith(STAFF) and named in CALM:
            method, body = CALM[named]
            self.central.operate(method, named, self.door if named == "door" else body)

    @property
    def door(self) -> Json:
        return {"guesses": 1_000}

    def _enter_again(self) -> None:
        for person in self.people:
            named = {"company_id": person.company_id, "user_id": person.user_id}
            self.central.operate("POST", "unlock", named)
            person.sign_in()


def _dress(case: AnyCase, person: Clerk) -> None:
    """Make a command the person's own, of this session and workstation, and sign what is signed in it."""
    if str(case.query.get("wait", "")).isdigit() and int(case.query["wait"]) <= api.EVENTS_WAIT_SECONDS_MAX:
        case.query["wait"] = 0
    body = case.body
    if not case.operation.path.startswith("/v1/commands/") or not isinstance(body, dict):
        return
    mine = {
        "cmd_id": case.path_parameters.get("cmd_id", ""),
        "session_epoch": str(person.session.get("session_epoch", "")),
        "device": person.device,
    }
    body.update({name: text for name, text in mine.items() if isinstance(body.get(name), str)})
    for name, signed in list(body.items()):
        label, side = SIGNED.get(name) or ORDERED.get(str(body.get("typ"))[7:-2], ("", ""))
        if label and isinstance(signed, dict) and isinstance(body.get(name + "_sig"), str):
            who = {f"{side}_uid": person.uid, f"{side}_kid": person.kid, "device": person.device}
            home = {"agency": str(person.session["agency"]), "unit": str(person.session["unit"])}
            epoch = {"session_epoch": mine["session_epoch"]}
            signed.update({key: text for key, text in {**who, **home, **epoch}.items() if key in signed})
            body[name + "_sig"] = person.sign(label, canonical(signed))


def main() -> int:
    """Ask for so many minutes, from one number after the other; print what was found."""
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    os.environ.setdefault("KHLANG_CENTRAL_CHECK_ANSWERS", "yes")
    ends_at, begin, wrong = time.monotonic() + options.minutes * 60, options.seed, 0
    while time.monotonic() < ends_at:
        with TemporaryDirectory() as name, running(Path(name) / "central") as central:
            fuzz = Fuzz(central)
            for operation in fuzz.operations():
                if time.monotonic() < ends_at:
                    fuzz.ask(operation, EXAMPLES, begin)
            fuzz.close()
        print(f"seed {begin}: {fuzz.tally.said()}", flush=True)
        for breach, request in fuzz.tally.breaches.items():
            print(f"  {breach}\n    {request}", flush=True)
        wrong += len(fuzz.tally.breaches)
        begin += 1
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
