"""What a maker signs is what an authorizer is shown, or it is not shown at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from app.central.disbursement import (
    prepare_cancel,
    prepare_decide,
    prepare_submit,
    prepare_withdraw,
    public_key_id,
    renewed,
)
from app.central.signed_orders import Prepared, Signer
from app.central.verification import (
    VerifiedBatch,
    author_of_decision,
    decision_holds,
    head_of,
    sha256,
    verify_batch,
)
from app.domain.access.keys import PublicKey
from app.domain.disbursement.review import Verdict, Word
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.values.errors import Refused, Tampered
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire.disbursement import BatchContent, Decide, Line, SignedAuthorization, Submit
from tests.helpers import stores

if TYPE_CHECKING:
    from app.domain.disbursement.record import Batch

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CHECKPOINT = (7, "ab" * 32)


def signer(uid: str) -> Signer:
    key = Ed25519PrivateKey.generate()
    return Signer(uid, public_key_id(key), key, "2101", "2101000001", f"device-of-{uid}", "5")


def registered(one: Signer) -> PublicKey:
    return PublicKey(one.kid, one.uid, signature.public_text(one.key), one.device, "name", "", "")


MAKER, AUTHORIZER = signer("maker"), signer("authorizer")
KEYS = (registered(MAKER), registered(AUTHORIZER))


def lines(count: int = 5) -> list[CreditTransfer]:
    return [
        CreditTransfer(n, "004", f"{1_000_000_000 + n}", f"นางสาวน้ำผึ้ง ใจดี {n}", Money(100 * n + 1), reference=f"R-{n}")
        for n in range(1, count + 1)
    ]


def batch() -> Batch:
    return stores.batch("op-1")


def submitted(count: int = 5) -> Prepared:
    return prepare_submit(MAKER, batch(), lines(count), CHECKPOINT, NOW)


def content(prepared: Prepared) -> BatchContent:
    """Return what the central system would serve for a submit."""
    said = codec.decode(prepared.request, Submit)
    return BatchContent(
        op_id=prepared.op_id,
        status="submitted",
        version="1",
        payment=prepared.signed.decode(),
        payment_sig=prepared.signature,
        lines=said.lines,
        authorizations=(),
    )


def verified() -> VerifiedBatch:
    return verify_batch(content(submitted()), KEYS)


def test_what_the_maker_wrote_arrives_as_it_was_written() -> None:
    shown = verified()
    assert shown.lines == tuple(lines())
    assert (shown.op_id, shown.rev, shown.maker_uid) == ("op-1", 1, "maker")
    assert shown.head == batch().head
    assert shown.total == Money(sum(line.amount.satang for line in lines()))


def test_the_bytes_of_a_command_are_canonical_to_a_strangers_eye() -> None:
    for prepared in (submitted(), prepare_withdraw(MAKER, batch(), "ขอแก้"), prepare_cancel(MAKER, batch(), "")):
        assert rfc8785.dumps(json.loads(prepared.request)) == prepared.request


def test_every_command_has_a_name_of_its_own() -> None:
    assert len({submitted().cmd_id for _ in range(50)}) == 50


def test_sara_am_typed_in_two_letters_is_signed_as_one() -> None:
    odd = [replace(lines(1)[0], name="น\u0e49\u0e4d\u0e32 ใจดี ")]
    prepared = prepare_submit(MAKER, batch(), odd, CHECKPOINT, NOW)
    odd = [replace(lines(1)[0], name="\u0e19\u0e4d\u0e49\u0e32")]
    other = prepare_submit(MAKER, batch(), odd, CHECKPOINT, NOW)
    assert codec.decode(other.request, Submit).lines[0].name == "น\u0e49\u0e33"
    assert codec.decode(prepared.request, Submit).lines[0].name == codec.canonical_text("น\u0e49\u0e4d\u0e32 ใจดี")


@pytest.mark.parametrize("name", ["a\u200bb", "a\u202eb", "a\x07b", "ก\u2028ข", "\ud800"])
def test_a_text_that_hides_something_is_not_signed(name: str) -> None:
    odd = [lines(1)[0], replace(lines(2)[1], name=name)]
    with pytest.raises(Refused) as caught:
        prepare_submit(MAKER, batch(), odd, CHECKPOINT, NOW)
    assert caught.value.code == "field_wrong"
    assert caught.value.facts == {"field": "name", "line": 2}


def test_a_batch_without_a_value_date_is_not_signed() -> None:
    with pytest.raises(Refused) as caught:
        prepare_submit(MAKER, replace(batch(), head=replace(batch().head, value_date=None)), lines(), CHECKPOINT, NOW)
    assert caught.value.code == "value_date_missing"


def test_a_batch_without_a_document_date_can_be_signed_and_shown() -> None:
    assert verified().head.document_date is None


def tampered(said: BatchContent) -> list[tuple[str, BatchContent, str]]:
    """Return one altered content a way to alter it, with the code it must meet."""
    first, second, *rest = said.lines
    payment = json.loads(said.payment)

    def head(**changes: str) -> BatchContent:
        return structs.replace(said, payment=codec_text({**payment, **changes}))

    def with_lines(*changed: Line) -> BatchContent:
        return structs.replace(said, lines=tuple(changed))

    found = [(f"head {name}", head(**{name: str(value) + "1"}), "") for name, value in payment.items()]
    found += [
        (f"line {name}", with_lines(structs.replace(first, **{name: getattr(first, name) + "1"}), second, *rest), "")
        for name in ("acct", "bank", "name", "satang", "person_id", "mobile", "email", "ref", "payee_id")
    ]
    found += [
        (
            "swapped",
            with_lines(structs.replace(second, n="1"), structs.replace(first, n="2"), *rest),
            "content_lines_changed",
        ),
        ("dropped", with_lines(first, second, *rest[:-1]), "content_lines_changed"),
        ("repeated", with_lines(first, second, *rest, structs.replace(rest[-1], n="6")), "content_lines_changed"),
        ("renumbered", with_lines(second, first, *rest), "content_unreadable"),
        ("blank in the head", structs.replace(said, payment=said.payment + " "), "content_unreadable"),
        ("another signature", structs.replace(said, payment_sig=submitted(4).signature), "content_signature_wrong"),
        ("no signature", structs.replace(said, payment_sig=""), "content_signature_wrong"),
        ("another batch", structs.replace(said, op_id="op-2"), "content_unreadable"),
        ("Thai digits", with_lines(structs.replace(first, satang="๑๐๑"), second, *rest), "content_unreadable"),
        ("leading zero", with_lines(structs.replace(first, satang="0101"), second, *rest), "content_unreadable"),
        ("minus", with_lines(structs.replace(first, satang="-101"), second, *rest), "content_unreadable"),
    ]
    return found


def codec_text(value: Any) -> str:
    return rfc8785.dumps(value).decode()


@pytest.mark.parametrize("case", range(len(tampered(content(submitted())))))
def test_nothing_can_be_changed_after_the_signature(case: int) -> None:
    name, altered, code = tampered(content(submitted()))[case]
    with pytest.raises(Tampered) as caught:
        verify_batch(altered, KEYS)
    assert caught.value.code.startswith("content_"), name
    if code:
        assert caught.value.code == code, name


def test_a_total_that_is_not_the_sum_is_found_even_if_it_is_signed() -> None:
    said = codec.decode(submitted().request, Submit)
    head = structs.replace(said.payment, total_satang="1")
    sig = signature.sign(MAKER.key, signature.MAKE, codec.encode(head))
    bad = structs.replace(content(submitted()), payment=codec.encode(head).decode(), payment_sig=sig)
    with pytest.raises(Tampered) as caught:
        verify_batch(bad, KEYS)
    assert caught.value.code == "content_total_wrong"


@pytest.mark.parametrize(
    "keys",
    [
        (),
        (registered(AUTHORIZER),),
        (replace(registered(MAKER), uid="somebody"),),
        (replace(registered(MAKER), device="elsewhere"),),
    ],
    ids=["none", "others", "another person's", "another workstation's"],
)
def test_a_signature_counts_only_with_the_makers_own_key(keys: tuple[PublicKey, ...]) -> None:
    with pytest.raises(Tampered) as caught:
        verify_batch(content(submitted()), keys)
    assert caught.value.code == "content_key_unknown"


def test_a_decision_is_signed_over_what_was_shown_and_nothing_else() -> None:
    shown = verified()
    prepared = prepare_decide(AUTHORIZER, shown, Verdict(Word.APPROVE), challenge="ch", now=NOW)
    said = codec.decode(prepared.request, Decide).authorization
    assert (said.payment_sha256, said.shown_sha256, said.challenge) == (shown.payment_sha256, shown.shown_sha256, "ch")
    assert author_of_decision(prepared.request) == "authorizer"
    keys = {key.kid: key for key in KEYS}
    assert decision_holds(prepared.signed, prepared.signature, shown.payment_sha256, keys)
    assert not decision_holds(prepared.signed, prepared.signature, sha256(b"another"), keys)
    assert not decision_holds(prepared.signed + b" ", prepared.signature, shown.payment_sha256, keys)
    assert not decision_holds(prepared.signed, submitted(4).signature, shown.payment_sha256, keys)
    assert not decision_holds(prepared.signed, prepared.signature, shown.payment_sha256, {MAKER.kid: registered(MAKER)})


def test_a_batch_with_a_forged_decision_is_not_shown() -> None:
    shown = verified()
    forged = prepare_decide(replace(AUTHORIZER, key=MAKER.key), shown, Verdict(Word.APPROVE), challenge="c", now=NOW)
    said = structs.replace(
        content(submitted()),
        authorizations=(SignedAuthorization(authorization=forged.signed.decode(), signature=forged.signature),),
    )
    with pytest.raises(Tampered) as caught:
        verify_batch(said, KEYS)
    assert caught.value.code == "content_decision_wrong"


def test_an_old_sessions_submit_is_renewed_with_the_same_signed_payment() -> None:
    prepared = submitted()
    again = renewed("submit", prepared.request, replace(MAKER, session_epoch="6"))
    assert again is not None
    assert again.cmd_id != prepared.cmd_id
    assert (again.signed, again.signature, again.op_id, again.rev) == (
        prepared.signed, prepared.signature, prepared.op_id, prepared.rev,
    )  # fmt: skip
    assert codec.decode(again.request, Submit).session_epoch == "6"


@pytest.mark.parametrize(
    "now",
    [MAKER, replace(MAKER, session_epoch=""), replace(AUTHORIZER, session_epoch="6"),
     replace(MAKER, session_epoch="6", kid="another")],
    ids=["same session", "no session", "somebody else", "another key"],
)  # fmt: skip
def test_nothing_else_is_renewed(now: Signer) -> None:
    assert renewed("submit", submitted().request, now) is None


def test_a_decision_is_never_renewed_because_it_names_its_session() -> None:
    prepared = prepare_decide(AUTHORIZER, verified(), Verdict(Word.RETURN, "ผิด"), challenge="c", now=NOW)
    assert renewed("decide", prepared.request, replace(AUTHORIZER, session_epoch="6")) is None


def test_withdrawing_is_renewed_for_the_new_session() -> None:
    prepared = prepare_withdraw(MAKER, replace(batch(), rev=1), "ขอแก้")
    again = renewed("withdraw", prepared.request, replace(MAKER, session_epoch="6"))
    assert again is not None
    assert (again.rev, again.kind) == (1, "withdraw")


def test_the_head_can_be_read_from_the_signed_bytes_alone() -> None:
    head, count, total, maker, file_sha256 = head_of(submitted().signed)
    assert (head, count, maker, file_sha256) == (batch().head, 5, "maker", "ab" * 32)
    assert total == verified().total
    with pytest.raises(Tampered):
        head_of(b"{}")
