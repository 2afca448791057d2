"""Who gets in, who is locked, and when a session is over."""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from app.simulator.console import signing_in
from app.simulator.console.command import main as console_user
from tests.helpers import warm
from tests.helpers.raw_console import CLOCK, Visitor, sample_staff, words

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central

PASSWORD = "vkqm-7h2x-pt4n-w9sd"  # noqa: S105


@dataclass(frozen=True)
class Said:
    """What the command line said."""

    returncode: int
    stdout: str
    stderr: str


def command(central: Central, *arguments: str, password: str = "") -> Said:
    """Do what the command line does, in this process: starting another one takes its time."""
    said = [*arguments, "--data", str(central.data)]
    if central.database:
        said += ["--database", central.database]
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        patched.setattr(sys, "stdin", StringIO(password))
        code = console_user(said)
    return Said(code, out.getvalue(), err.getvalue())


def add(central: Central, name: str, *faces: str) -> None:
    options = [word for face in faces for word in ("--face", face)]
    assert command(central, "add", name, *options, password=PASSWORD).returncode == 0


def test_the_sample_has_one_account_for_each_face(central: Central) -> None:
    staff = sample_staff(central)
    assert [one["faces"] for one in staff.values()] == [["operator"], ["bank"], ["treasury"]]
    assert (central.data / "sample-console-users.json").stat().st_mode & 0o777 == 0o600
    assert Visitor.signed_in(central, "operator1").get(CLOCK).status == 200


def test_a_wrong_password_is_told_and_the_fifth_one_locks(central: Central) -> None:
    add(central, "locked1", "operator")
    visitor = Visitor.of(central)
    for _ in range(signing_in.TRIES_MAX):
        answer = visitor.sign_in("locked1", "not the password")
        assert answer.status == 401
        assert "ชื่อบัญชีหรือรหัสผ่านไม่ถูกต้อง" in words(answer)
    answer = visitor.sign_in("locked1", PASSWORD)
    assert answer.status == 403
    assert "ถูกล็อก" in words(answer)
    # Another person's account is not touched, and whoever keeps the console unlocks it.
    assert Visitor.signed_in(central, "operator1").get(CLOCK).status == 200
    assert command(central, "password", "locked1", password=PASSWORD + "-2").returncode == 0
    assert visitor.sign_in("locked1", PASSWORD + "-2").status == 303


def test_names_of_nobody_are_answered_like_wrong_passwords(central: Central) -> None:
    visitor = Visitor.of(central)
    for name in ("nobody1", "", "' OR 1=1 --", "x" * 32, "OPERATOR1\x00"):
        answer = visitor.sign_in(name, "not the password")
        assert (answer.status, "ชื่อบัญชีหรือรหัสผ่านไม่ถูกต้อง" in words(answer)) == (401, True), name


def test_after_the_sign_in_one_goes_on_where_one_wanted_to_and_never_elsewhere(central: Central) -> None:
    password = sample_staff(central)["operator1"]["password"]
    for wanted, there in (
        (CLOCK, CLOCK),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/operator/dashboard/live", "/"),
        ("/nothing", "/"),
    ):
        visitor = Visitor.of(central)
        form = {**visitor.hidden("/sign-in"), "name": "operator1", "password": password, "next": wanted}
        assert visitor.post("/sign-in", form).headers["location"] == there


def test_another_password_ends_the_sessions_and_a_removed_account_is_gone(central: Central) -> None:
    add(central, "twofaces", "bank", "operator")
    visitor = Visitor.of(central)
    assert visitor.sign_in("twofaces", PASSWORD).status == 303
    assert "ธนาคาร" in visitor.get(CLOCK).body.decode()
    made = command(central, "password", "twofaces", "--make").stdout.split()
    assert made[0] == "twofaces"
    assert visitor.get(CLOCK).status == 303
    assert visitor.sign_in("twofaces", made[1]).status == 303
    assert "twofaces\tbank,operator" in command(central, "list").stdout
    assert command(central, "remove", "twofaces").returncode == 0
    assert visitor.get(CLOCK).status == 303
    assert visitor.sign_in("twofaces", made[1]).status == 401


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (("add", "weak1", "--face", "bank"), "short"),
        (("add", "weak1", "--face", "bank"), "password1234"),
        (("add", "weak1", "--face", "bank"), "weak1weak1weak1"),
        (("add", "operator1", "--face", "bank"), PASSWORD),
        (("add", "Capital", "--face", "bank"), PASSWORD),
        (("password", "nobody1"), PASSWORD),
        (("remove", "nobody1"), ""),
    ],
)
def test_accounts_that_cannot_be_are_refused(central: Central, arguments: tuple[str, ...], password: str) -> None:
    answer = command(central, *arguments, password=password)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.count("\n") == 1
    assert "weak1" not in command(central, "list").stdout


def test_a_folder_without_a_central_system_is_left_alone(tmp_path: object) -> None:
    answer = warm.command("console-user", "list", "--data", f"{tmp_path}/none")
    assert answer.returncode == 1
    assert "no central system" in answer.stderr
