"""Where JSON breaks its schema: the path is exact, no value is repeated, a library comes to the same verdict."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.wire import breach, codec, disbursement, signature
from app.wire.access import AskChallenge, Problem
from app.wire.forms import Satang

REMARK = {"n": "1", "code": "payee", "text": ""}
CLOSING = {
    "typ": disbursement.CLOSE_LINES,
    "cmd_id": "",
    "session_epoch": "1",
    "device": "d",
    "op_id": "",
    "rev": "1",
    "lines": [REMARK, REMARK],
}


class Amounts(codec.Message, frozen=True, omit_defaults=True):
    """A small message with everything that schemas of ours have."""

    sums: tuple[Satang, ...]
    facts: dict[str, str]
    lines: tuple[disbursement.LineRemark, ...]
    pair: tuple[str, Satang] = ("", "")


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def told(data: bytes, kind: type[codec.Message]) -> str:
    with pytest.raises(codec.NotCanonical) as found:
        codec.decode(data, kind)
    return str(found.value.breach)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"colour": "red"}, "$.colour: unknown field"),
        ({"1234567890123": "red"}, "$.?: unknown field"),
        ({"lines": [REMARK, {"n": "2", "code": "payee"}]}, "$.lines[1].text: missing field"),
        ({"lines": [REMARK, {"n": 2, "code": "payee", "text": ""}]}, "$.lines[1].n: not a text"),
        ({"lines": {}}, "$.lines: not a list"),
        ({"lines": ["1"]}, "$.lines[0]: not an object"),
    ],
)
def test_the_path_leads_to_the_very_field(change: dict[str, Any], expected: str) -> None:
    assert told(canonical({**CLOSING, **change}), disbursement.CloseLines) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"password":"x"', "$: not JSON"),
        (b'{"password": "x"}', "$: not canonical: order, white space, escapes, a default or a field twice (byte 12)"),
        (b'{"password":"a","password":"b"}', "(byte 13)"),
        (b'{"password":"\\u0061"}', "(byte 13)"),
        (b"\xff", "$: not JSON"),
        (b"[" * 100_000, "$: not JSON"),
        (b"", "$: not JSON"),
    ],
)
def test_bytes_that_are_no_canonical_json_say_so_with_the_place(data: bytes, expected: str) -> None:
    assert expected in told(data, AskChallenge)


def test_of_large_texts_the_place_is_told_without_looking_at_all_of_them() -> None:
    many = [dict(REMARK) for _ in range(10_000)]
    many[9_999]["colour"] = "red"
    data = canonical({**CLOSING, "lines": many})
    assert len(data) > breach.EXPLAINED_BYTES_MAX
    assert told(data, disbursement.CloseLines) == "$.lines[9999]: not as its schema says"


def test_a_sentence_never_repeats_a_value() -> None:
    number = "1101700203451"
    for change in ({"op_id": [number]}, {number: number}, {"lines": [{"n": number}]}, {"typ": {"a": number}}):
        assert number not in told(canonical({**CLOSING, **change}), disbursement.CloseLines)


def test_forms_are_looked_at_where_the_contract_is_and_not_by_decoding() -> None:
    schema = msgspec.json.schema(Amounts)
    value = {"sums": ["100", "1.00", "0", "-5", "๑"], "facts": {}, "lines": []}
    found = [str(one) for one in breach.of_value(value, schema, schema["$defs"])]
    assert found == [f"$.sums[{n}]: not of the form: Satang" for n in (1, 3, 4)]
    assert codec.decode(canonical(value), Amounts).sums[1] == "1.00"


def test_of_several_messages_the_one_that_was_named_is_explained() -> None:
    choices = [{"$ref": "#/$defs/CloseLines"}, {"$ref": "#/$defs/Comment"}]
    _, defs = msgspec.json.schema_components(
        [disbursement.CloseLines, disbursement.Comment], ref_template="#/$defs/{name}"
    )
    defs["CloseLines"]["properties"]["typ"] = {"const": disbursement.CLOSE_LINES}
    defs["Comment"]["properties"]["typ"] = {"const": disbursement.COMMENT}
    broken = {**CLOSING, "lines": [{"n": "1"}], "much": "", "more": "", "wrong": ""}
    found = [str(one) for one in breach.of_value(broken, {"oneOf": choices}, defs)]
    assert "$.much: unknown field" in found
    assert "$.lines[0].code: missing field" in found
    assert not list(breach.of_value(CLOSING, {"oneOf": choices}, defs))


def test_refusals_and_hashes_are_no_strangers_to_it() -> None:
    schema = msgspec.json.schema(Problem)
    assert not list(breach.of_value({"code": "x", "facts": {"any": "thing"}}, schema, schema["$defs"]))
    (found,) = breach.of_value({"code": "x", "facts": {"any": 1}}, schema, schema["$defs"])
    assert str(found) == "$.facts.any: not a text"
    assert signature.sha256_hex(b"")


TEXTS = st.sampled_from(["", "1", "0", "-1", "01", "x", "1\n"])
LEAVES = st.one_of(TEXTS, st.integers(), st.none(), st.booleans(), st.floats(allow_nan=False))
REMARKS = st.dictionaries(st.sampled_from(["n", "code", "text", "more"]), LEAVES)
VALUES = st.one_of(
    LEAVES,
    st.fixed_dictionaries(
        {},
        optional={
            "sums": st.one_of(st.lists(TEXTS, max_size=3), LEAVES),
            "facts": st.one_of(st.dictionaries(st.text(max_size=3), TEXTS, max_size=2), LEAVES),
            "pair": st.one_of(st.lists(TEXTS, max_size=3), LEAVES),
            "lines": st.lists(st.one_of(REMARKS, LEAVES), max_size=3),
            "other": LEAVES,
        },
    ),
)


@settings(max_examples=300)
@given(VALUES)
def test_the_verdict_is_that_of_a_json_schema_library(value: Any) -> None:
    schema = msgspec.json.schema(Amounts)
    # Python's $ is also before a last line feed, which JSON Schema's is not.
    strict = json.loads(json.dumps(schema).replace(')?$"', ')?\\\\Z"'))
    assert (not list(breach.of_value(value, schema, schema["$defs"]))) == Draft202012Validator(strict).is_valid(value)
