"""The contract as OpenAPI 3.1, made from the table of operations and the wire's types."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from app.simulator.contract import machine, peoples, staffs
from app.simulator.contract.operation import AnyOf, OneOf, Operation, Query, Raw, Who
from app.simulator.contract.peoples import JsonText
from app.simulator.refusals import codes_of
from app.wire import api
from app.wire.access import Problem
from app.wire.forms import SHA256, UUID

REF = "#/components/schemas/"
_IN_PATH = re.compile(r"\{(\w+)\}")
_UUIDS = ("cmd_id",)
_TAGS = {
    Who.EVERYBODY: ("everybody", "เปิดให้ทุกคน ไม่ต้องเข้าสู่ระบบ / open to everybody"),
    Who.PERSON: ("people", "ผู้ใช้ที่เข้าสู่ระบบแล้ว / whoever is signed in"),
    Who.OPERATOR: ("operator", "ผู้ดูแลระบบจำลอง สาขาธนาคาร และคลัง / staff of simulator, bank and treasury"),
}
_INTRODUCTION = (
    "Every text of the canonical messages is a string, '' stands for none, objects are closed. People's bodies are "
    "canonical JSON (RFC 8785); staff's need not be. How to sign, and how to write a client: /developer."
)

Json = dict[str, Any]


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation of the wire."""
    return (*peoples.operations(), *machine.operations(), *staffs.operations())


@cache
def document() -> Json:
    """Return the whole contract."""
    paths: dict[str, Json] = {}
    for row in operations():
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    made = {
        "openapi": "3.1.0",
        "info": {"title": "Khlang central system", "version": api.VERSION, "description": _INTRODUCTION},
        "tags": [{"name": name, "description": about} for name, about in _TAGS.values()],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "headers": _HEADERS,
            "responses": {problem_name(status): _refusal(status) for status in codes_of()},
            "securitySchemes": {
                name: {"type": "http", "scheme": "bearer", "description": about}
                for name, about in (_TAGS[Who.PERSON], _TAGS[Who.OPERATOR])
            },
        },
    }
    # Through JSON and back: tuples of defaults become arrays.
    plain: Json = msgspec.json.decode(msgspec.json.encode(made))
    return plain


@cache
def text() -> bytes:
    """Return the contract as it is served and kept."""
    return msgspec.json.format(msgspec.json.encode(document(), order="sorted"), indent=1) + b"\n"


@cache
def schemas() -> dict[str, Json]:
    """Return the schema of every message, by its name; all objects are closed."""
    _, found = msgspec.json.schema_components(_forms(), ref_template=REF + "{name}")
    for name, schema in found.items():
        if schema.get("type") == "object" and "properties" in schema:
            schema["additionalProperties"] = name == JsonText.__name__
        if "description" in schema:
            schema["description"] = re.sub(r"\s*\n\s*", " ", schema["description"])
    for typ, form in _typed():
        found[form.__name__]["properties"]["typ"] = {"const": typ}
    for status, codes in codes_of().items():
        found[problem_name(status)] = _problem(found[Problem.__name__], sorted(codes))
    return found


def problem_name(status: int) -> str:
    """Return the name of the schema of a refusal with this status."""
    return f"{Problem.__name__}{status}"


def schema_of(form: Any, status: int = 0) -> Json:
    """Return the schema of what a row of the table names; ``status`` chooses the refusal's codes."""
    if isinstance(form, OneOf):
        return {
            "oneOf": [_named(one) for one in form.by_type.values()],
            "discriminator": {
                "propertyName": "typ",
                "mapping": {typ: _named(one)["$ref"] for typ, one in form.by_type.items()},
            },
        }
    if isinstance(form, AnyOf):
        return {"anyOf": [_named(one) for one in form.forms]}
    if form is Problem:
        return {"$ref": REF + problem_name(status)}
    return _named(form)


@cache
def _names() -> dict[Any, str]:
    forms = _forms()
    found, _ = msgspec.json.schema_components(forms, ref_template="{name}")
    return {form: schema["$ref"] for form, schema in zip(forms, found, strict=True)}


def _named(form: Any) -> Json:
    return {"$ref": REF + _names()[form]}


@cache
def _forms() -> tuple[Any, ...]:
    """Return every type that the table names, once."""
    found: dict[Any, None] = {Problem: None}
    for row in operations():
        for named in (row.body, *row.answers.values()):
            found |= dict.fromkeys(_types(named))
    return tuple(found)


def _types(named: Any) -> tuple[Any, ...]:
    if isinstance(named, OneOf):
        return tuple(named.by_type.values())
    if isinstance(named, AnyOf):
        return named.forms
    return () if named is None or isinstance(named, Raw) else (named,)


def _typed() -> list[tuple[str, Any]]:
    return [pair for row in operations() if isinstance(row.body, OneOf) for pair in row.body.by_type.items()]


def _problem(schema: Json, codes: list[str]) -> Json:
    code = {**schema["properties"]["code"], "enum": codes}
    return {**schema, "properties": {**schema["properties"], "code": code}}


def _operation(row: Operation) -> Json:
    tag, _ = _TAGS[row.who]
    made: Json = {
        "operationId": re.sub(r"\W+", "_", f"{row.method.lower()}{row.path.removeprefix('/v1')}").strip("_"),
        "summary": row.english,
        "description": row.thai,
        "tags": [tag],
        "security": [] if row.who is Who.EVERYBODY else [{tag: []}],
        "responses": {str(status): _answer(row, status, form) for status, form in sorted(row.told.items())},
    }
    parameters = [*map(_in_path, _IN_PATH.findall(row.path)), *map(in_query, row.query)]
    if parameters:
        made["parameters"] = parameters
    if row.body is not None:
        made["requestBody"] = {"required": True, "content": _content(row.body)}
    return made


def _answer(row: Operation, status: int, form: Any) -> Json:
    if form is Problem:
        return {"$ref": f"#/components/responses/{problem_name(status)}"}
    made: Json = {"description": _STATUSES[status], "headers": _headers(*_EVERYWHERE)}
    if row.path.startswith(api.COMMANDS) and status == 200:
        made["headers"] |= _headers(api.HEADER_REPLAYED)
    if form is not None:
        made["content"] = _content(form)
    return made


def _refusal(status: int) -> Json:
    own = _OF_STATUS.get(status, ())
    return {
        "description": _STATUSES[status],
        "headers": _headers(*_EVERYWHERE, *own),
        "content": _content(Problem, status),
    }


def _headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(form: Any, status: int = 0) -> Json:
    if isinstance(form, Raw):
        return {media: {"schema": {}} for media in form.media}
    return {api.CONTENT_TYPE: {"schema": schema_of(form, status)}}


def _in_path(name: str) -> Json:
    schema: Json = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
    if name in _UUIDS:
        schema = {"type": "string", "pattern": f"^{UUID}$"}
    if name == "sha256":
        schema = {"type": "string", "pattern": f"^{SHA256}$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def in_query(one: Query) -> Json:
    """Return the parameter with its schema."""
    schema: Json = {"type": "string"}
    if one.least is not None:
        schema = {"type": "integer", "minimum": one.least, "maximum": one.most}
    elif one.pattern:
        schema["pattern"] = f"^(?:{one.pattern})$"
    return {"name": one.name, "in": "query", "required": one.required, "description": one.about, "schema": schema}


_HEADERS: Json = {
    api.HEADER_EPOCH: {"description": "The history of the database", "schema": {"type": "string"}},
    api.HEADER_IDENTITY: {"description": "simulator or bank", "schema": {"type": "string"}},
    api.HEADER_TIME: {"description": "The central system's time", "schema": {"type": "string"}},
    api.HEADER_REPLAYED: {"description": "true: answered before, said again", "schema": {"const": "true"}},
    "Accept-Encoding": {"description": "How a body may be sent", "schema": {"const": api.CODING}},
    "Retry-After": {"description": "Seconds", "schema": {"type": "string"}},
}
_OF_STATUS = {415: ("Accept-Encoding",), 429: ("Retry-After",), 503: ("Retry-After",)}
_EVERYWHERE = (api.HEADER_EPOCH, api.HEADER_IDENTITY, api.HEADER_TIME)
_STATUSES = {
    200: "Done, or answered",
    201: "Done for the first time",
    204: "Done; there is nothing to tell",
    400: "Not readable, or not canonical; facts: path, why",
    401: "Nobody is signed in, or a secret is wrong",
    403: "Not for this person",
    404: "There is no such thing",
    408: "It came too slowly; later again",
    409: "It is not in the state for that",
    413: "Too large",
    415: "The body is packed; send it as it is; facts: accepted",
    426: "The client is too old; facts: least",
    422: "The content is wrong; facts name field and line",
    429: "Too often; later again",
    503: "Not now; later again",
}
