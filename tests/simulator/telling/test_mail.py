"""E-mail to payees over real SMTP, and SMS to the gateway: sent, or failed with the code (ST-12, NO-2)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.simulator.certificates import server_context
from app.simulator.telling.letters import Letter, LetterWrong, compose
from app.simulator.telling.smtp import MailOptionsWrong, read_address, read_login
from tests.helpers import raw_recalls as raw
from tests.helpers.mail_server import LOGIN, MailServer, listening
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, line, running
from tests.helpers.raw_console import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUBJECT = "แจ้งการโอนเงินเข้าบัญชี: กองคลัง กรมแบบอย่างบริการ"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with listening(MailServer()) as mail:
        yield mail


def _options(mail: MailServer, *more: str) -> tuple[str, ...]:
    return (
        "--smtp",
        f"127.0.0.1:{mail.port}",
        "--smtp-from",
        "khlang@example.go.th",
        "--smtp-again",
        "0.01,0.01",
        *more,
    )


def _letter(n: int = 1, email: str = "payee@example.go.th") -> Json:
    return line(n, mobile="", email=email)


def _pay(central: Central, *lines: Json) -> tuple[Clerk, str]:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    return maker, raw.paid(central, maker, authorizer, list(lines))


def _reports(clerk: Clerk) -> list[tuple[str, str, str, str]]:
    told = raw.told(clerk, ("notices.reported",))
    return [(one["n"], one["channel"], one["state"], one["problem"]) for event in told for one in event["reports"]]


def _log(central: Central) -> list[tuple[str, str, int]]:
    notices = central.operate("GET", "notices").json["notices"]
    return [(one["state"], one["problem"], one["tries"]) for one in notices]


def test_a_payee_gets_a_letter_in_thai_and_the_unit_is_told(tmp_path: Path, mail: MailServer) -> None:
    with running(tmp_path / "central", *_options(mail)) as central:
        maker, _ = _pay(central, _letter(), line(2))
        wait_for(lambda: _reports(maker) == [("1", "email", "sent", "")], "what became of the letters")
        assert _log(central) == [("sent", "", 1), ("", "", 0)]
    (message,) = mail.messages
    assert (str(message["subject"]), str(message["to"])) == (SUBJECT, "payee@example.go.th")
    assert "เรียน ผู้รับเงิน ตัวอย่างที่ 1" in message.get_content()
    assert "1,250.00 บาท" in message.get_content()
    head = mail.letters[0].partition(b"\r\n\r\n")[0]
    assert b"=?utf-8?" in head
    assert head.isascii()


def test_a_server_that_says_no_for_good_is_asked_once(tmp_path: Path, mail: MailServer) -> None:
    mail.answer = lambda rcpt: "550 no such person" if "gone@" in rcpt else "250 ok"
    with running(tmp_path / "central", *_options(mail, "--console-port", "0")) as central:
        maker, _ = _pay(central, _letter(1, "gone@example.go.th"), _letter(2))
        wait_for(lambda: len(_reports(maker)) == 2, "what became of the letters")
        assert sorted(_reports(maker)) == [("1", "email", "failed", "550"), ("2", "email", "sent", "")]
        assert _log(central) == [("failed", "550", 1), ("sent", "", 1)]
        operator, counted = Visitor.signed_in(central, "operator1"), {"payees:email:failed": 1, "payees:email:sent": 1}
        wait_for(lambda: counted.items() <= operator.told().items(), "what became of the letters is not counted")


def test_a_server_that_is_busy_is_asked_again(tmp_path: Path, mail: MailServer) -> None:
    said = iter(["451 later", "451 later", "250 ok"])
    mail.answer = lambda _: next(said)
    with running(tmp_path / "central", *_options(mail)) as central:
        maker, _ = _pay(central, _letter())
        wait_for(lambda: _reports(maker) == [("1", "email", "sent", "")], "what became of the letters")
        assert _log(central) == [("sent", "", 3)]
    assert len(mail.letters) == 1


def test_a_letter_that_nobody_takes_is_given_up_with_the_last_code(tmp_path: Path, mail: MailServer) -> None:
    mail.answer = lambda _: "451 later"
    with running(tmp_path / "central", *_options(mail)) as central:
        maker, _ = _pay(central, _letter())
        wait_for(lambda: _reports(maker) == [("1", "email", "failed", "451")], "what became of the letters")
        assert _log(central) == [("failed", "451", 3)]


def test_without_a_server_at_the_address_the_letter_is_given_up_and_money_moves_all_the_same(tmp_path: Path) -> None:
    with listening(MailServer()) as gone:
        pass
    with running(tmp_path / "central", *_options(gone)) as central:
        maker, op_id = _pay(central, _letter())
        assert central.operate("GET", f"batches/{op_id}").json["status"] == "settled"
        wait_for(lambda: _reports(maker) == [("1", "email", "failed", "unreachable")], "what became of the letters")
        central.assert_books_right()


def test_a_server_that_hangs_holds_no_payment_up(tmp_path: Path, mail: MailServer) -> None:
    mail.may_go_on.clear()
    with running(tmp_path / "central", *_options(mail)) as central:
        _pay(central, _letter())
        maker, op_id = _pay(central, _letter(1))
        assert central.operate("GET", f"batches/{op_id}").json["status"] == "settled"
        assert _reports(maker) == []
        mail.may_go_on.set()
        wait_for(lambda: len(_reports(maker)) == 2, "what became of the letters")


def test_letters_survive_a_stop_and_go_out_after_the_next_start(tmp_path: Path, mail: MailServer) -> None:
    mail.may_go_on.clear()
    with running(tmp_path / "central", *_options(mail)) as central:
        _pay(central, _letter())
        central.kill()
        mail.may_go_on.set()
        central.start(*_options(mail))
        wait_for(lambda: [state for state, *_ in _log(central)] == ["sent"], "what became of the letters")
    assert len({message["message-id"] for message in mail.messages}) == 1


def test_the_line_is_secured_and_entered_with_the_password_where_that_is_wished(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        folder = central.data
        central.stop()
        context = server_context(folder, "127.0.0.1")
        (tmp_path / "login").write_text("\n".join(LOGIN), "utf-8")
        with listening(MailServer(tls=context, login=LOGIN)) as mail:
            more = ("--smtp-starttls", "--smtp-ca", central.ready["ca"], "--smtp-login", str(tmp_path / "login"))
            central.start(*_options(mail, *more))
            maker, _ = _pay(central, _letter())
            wait_for(lambda: _reports(maker) == [("1", "email", "sent", "")], "what became of the letters")
            assert (mail.secured, mail.entered) == ([True], [LOGIN])


def test_what_was_only_recorded_is_not_sent_when_a_server_is_named_later(tmp_path: Path, mail: MailServer) -> None:
    with running(tmp_path / "central") as central:
        _pay(central, _letter())
        central.stop()
        central.start(*_options(mail))
        maker, _ = _pay(central, _letter(1, "second@example.go.th"))
        wait_for(lambda: len(_reports(maker)) == 1, "what became of the letters")
        assert [state for state, *_ in _log(central)] == ["recorded", "sent"]
    assert [str(message["to"]) for message in mail.messages] == ["second@example.go.th"]


def test_an_sms_goes_to_the_gateway_which_says_whom_it_cannot_reach(tmp_path: Path) -> None:
    with running(tmp_path / "central", "--sms") as central:
        maker, _ = _pay(central, line(1), line(2, mobile="0812340000"), line(3, mobile=""))
        assert _reports(maker) == [("1", "sms", "sent", ""), ("2", "sms", "failed", "absent")]


MOMENT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    ["a@b.go.th\r\nBcc: x@evil.example", "a@b.go.th\nX: 1", "a@b.go.th, x@evil.example", "", "a b@c.th", "<a@b.th>"],
)
def test_an_address_that_is_none_or_more_than_one_gets_no_letter(address: str) -> None:
    with pytest.raises(LetterWrong):
        compose(Letter("p1", address, SUBJECT, "x"), "khlang@example.go.th", MOMENT)


@pytest.mark.parametrize("bad", ["\r\nBcc: x@evil.example\r\n\r\nbody", "\n", "\x00\x1b", "\u2028Bcc: x", "\x85X: y"])
def test_no_subject_ends_the_header_it_stands_in(bad: str) -> None:
    message = compose(Letter("p1", "a@b.go.th", f"แจ้ง{bad}โอน", "x"), "khlang@example.go.th", MOMENT)
    head = message.partition(b"\r\n\r\n")[0].decode("ascii")
    names = [row.partition(":")[0] for row in head.split("\r\n") if not row.startswith((" ", "\t"))]
    mime = ["Content-Transfer-Encoding", "Content-Type", "MIME-Version"]
    assert sorted(names) == sorted(["Auto-Submitted", "Date", "From", "Message-ID", "Subject", "To", *mime])


def test_options_that_name_no_server_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "login"
    empty.write_text("only a name", "utf-8")
    for read in (partial(read_address, "host"), partial(read_address, ":25"), partial(read_login, empty)):
        with pytest.raises(MailOptionsWrong):
            read()
