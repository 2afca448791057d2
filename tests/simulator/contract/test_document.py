"""The published contract: whole, valid, closed, and the same as the one that is kept."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import resources
from app.simulator import server
from app.simulator.__main__ import build
from app.simulator.contract import document
from app.simulator.contract.__main__ import FOLDER, KEPT
from app.simulator.contract.operation import AnyOf, OneOf, Raw, Who
from app.simulator.due import BackOffice
from app.simulator.settings import Settings
from app.simulator.settlement import Settlement
from app.simulator.worker import Worker
from app.wire import api, forms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REMAKE = "python -m app.simulator.contract writes them anew"


def test_every_route_of_the_wire_is_in_the_contract_and_nothing_else(tmp_path: Path) -> None:
    central = build(Settings(data=tmp_path, clock="real"))
    worker = Worker(central, BackOffice([Settlement(central)]))
    served = [*server._everybodys(central, worker), *server._operators(central, worker)]
    central.storage.close()
    told = [(row.method, row.path) for row in document.operations()]
    assert sorted(told) == sorted((method, path) for method, path, _ in served)
    assert len(set(told)) == len(told)


def test_who_may_ask_is_told_as_the_routes_have_it() -> None:
    operators = {row.path for row in document.operations() if row.who is Who.OPERATOR}
    assert operators == {row.path for row in document.operations() if row.path.startswith("/v1/operator/")}
    everybodys = {row.path for row in document.operations() if row.who is Who.EVERYBODY}
    assert {api.HEALTH, api.ABOUT, api.OPENAPI, api.SESSIONS} <= everybodys


def test_the_document_is_valid_openapi() -> None:
    # The library's types are as loose as JSON.
    OpenAPIV31SpecValidator(json.loads(document.text())).validate()


@pytest.mark.parametrize("name", KEPT)
def test_the_kept_files_are_what_the_code_says(name: str) -> None:
    assert resources.path(FOLDER, name).read_bytes() == KEPT[name](), REMAKE


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for within in schema.values():
            yield from objects(within)


def test_every_object_of_the_wire_is_closed_and_every_leaf_of_peoples_messages_a_text() -> None:
    open_ones = [
        name
        for name, schema in document.schemas().items()
        for found in objects(schema)
        if found.get("additionalProperties", True) is True
    ]
    assert open_ones == ["JsonText"]
    for row in document.operations():
        bodies = (row.body, *row.answers.values()) if row.who is not Who.OPERATOR else ()
        for form in bodies:
            if form is not None and not isinstance(form, Raw | AnyOf | OneOf):
                assert_texts(document.schema_of(form))


def assert_texts(schema: dict[str, Any]) -> None:
    while "$ref" in schema:
        schema = document.schemas()[schema["$ref"].removeprefix(document.REF)]
    for entry in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else ())):
        assert_texts(entry)
    assert schema.get("type", "object") not in ("integer", "number", "boolean", "null")


def test_every_command_says_its_type_in_its_schema() -> None:
    command = next(row for row in document.operations() if row.path.startswith(api.COMMANDS) and row.method == "PUT")
    assert isinstance(command.body, OneOf)
    for typ, form in command.body.by_type.items():
        assert document.schemas()[form.__name__]["properties"]["typ"] == {"const": typ}


def test_forms_know_their_own_examples_and_nothing_else() -> None:
    for name, form in vars(forms).items():
        for meta in getattr(form, "__metadata__", ()):
            pattern = meta.extra_json_schema["pattern"].removeprefix("^").removesuffix("$")
            for example in (*meta.extra_json_schema["examples"], ""):
                assert re.fullmatch(pattern, example), (name, example)
            for wrong in (" ", "๑", "-", "1 ", "01x", "\n"):
                assert not re.fullmatch(pattern, wrong), (name, wrong)


def test_amounts_days_and_hashes_tell_their_forms_where_they_are_sent() -> None:
    line = document.schemas()["Line"]["properties"]
    payment = document.schemas()["Payment"]["properties"]
    assert line["satang"]["title"] == "Satang"
    assert payment["value_date"]["title"] == "Day, Gregorian"
    assert payment["lines_root"]["title"] == "SHA-256"
