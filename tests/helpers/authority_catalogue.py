"""What somebody may be asked to try: every request with everything it can be about, seen from where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from tests.helpers import authority_requests as asked
from tests.helpers.authority_people import TWINS, Person, Thing
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Answer, device_named
from tests.simulator import authority_matrix, authority_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.helpers.authority_requests import Send
    from tests.helpers.authority_world import World

    Make = Callable[[], Thing]

NONE = Thing("", "", "", "", "none")
_OF_A_COLLECTION = ("bill", "payment", "order", "settled", "receipt", "request")
_OF_A_UNIT = ("batch", "change", "paper", "recall", "day", "remittance", *_OF_A_COLLECTION)
_OF_A_PERSON = ("batch", "proposal", "change", "order", "day", "remittance")


@dataclass(frozen=True)
class Case:
    """One request about one thing; `what`, `whose` and `state` are the matrix's words, `fresh` makes another thing."""

    what: str
    whose: str
    state: str
    thing: Thing
    send: Send
    fresh: Make


class Catalogue:
    """Everything that can be asked in a world; what is not there yet is made once and shared."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[tuple[str, ...], Thing] = {}
        self._others: dict[str, list[tuple[str, str, Send]]] = {}

    def cases(self, person: Person) -> list[Case]:
        """Return every request that somebody can make; the last ones end the session."""
        return [
            *_simple(asked.SIMPLE_REQUESTS),
            *self._operators(),
            *self._batches(person),
            *self._recalls(person),
            *self._proposals(person),
            *self._changes(person),
            *self._collections(person),
            *self._settled_by_two("day", asked.DAY_REQUESTS, person),
            *self._settled_by_two("remittance", asked.REMITTANCE_REQUESTS, person),
            *self._papers(person),
            *self._users(person),
            *self._elsewhere_proposed(person),
            *self._elsewhere_acted(person),
            *self._slips(person),
            *self._answers(person),
            *self._at_hand(person),
            *_simple(asked.LAST_REQUESTS),
        ]

    def _operators(self) -> Iterator[Case]:
        there = self._world.of_kind("batch")[0].id
        for method, path in authority_matrix.OPERATORS:
            wanted = f"/v1/operator/{path.replace('ID', there if path.startswith(('batches', 'held')) else 'x')}"
            yield _case(f"operator: {method} {path}", NONE, partial(_operate, method, wanted))

    def _batches(self, person: Person) -> Iterator[Case]:
        there = self._world.of_kind("batch")
        unknown = Thing("batch", "", "", "", self._world.unknown, there[0].content)
        for what, send in asked.BATCH_REQUESTS.items():
            for batch in (*there, unknown):
                state = batch.state
                if state == "signed":
                    signed = (person.company_id, person.user_id) == (UNIT, "ASKAUT")
                    state = "signed by oneself" if signed else "in_approval"
                yield Case(what, _whose(person, batch), state, batch, send, partial(self._again, batch))

    def _again(self, thing: Thing) -> Thing:
        maker = self._world.people[thing.company_id, thing.owner]
        world = self._world
        make = {"batch": world.batch, "proposal": world.proposal, "change": world.change}
        make |= {"bill": world.bill, "payment": world.payment, "order": world.order}
        make |= {"settled": world.settled, "receipt": world.receipt, "request": world.request}
        make |= {"day": world.day, "remittance": world.remittance}
        return make[thing.kind](maker, thing.state)

    def _recalls(self, person: Person) -> Iterator[Case]:
        there = self._world.of_kind("recall")
        nothing = {"seen": {**there[0].content["seen"], "order": ""}, "op_id": self._world.unknown}
        unknown = Thing("recall", "", "", "open", self._world.unknown, nothing)
        for what, send in asked.RECALL_REQUESTS.items():
            for recall in (*there, unknown):
                whose = _whose(person, recall)
                known = whose in (authority_tables.OWN, authority_tables.COLLEAGUE)
                fresh = partial(self._again_called, recall)
                # What is called back is a paid line, so that the request names its batch.
                thing = replace(recall, id=recall.content["op_id"]) if what == "open recall" else recall
                if thing is not recall:
                    fresh = partial(replace, thing)
                yield Case(what, "the unit's" if known else whose, recall.state, thing, send, fresh)

    def _again_called(self, recall: Thing) -> Thing:
        return self._world.recall(self._world.people[recall.company_id, recall.owner], recall.state)

    def _proposals(self, person: Person) -> Iterator[Case]:
        there = self._world.of_kind("proposal")
        unknown = Thing("proposal", "", "", "", self._world.unknown, there[0].content)
        for what, send in asked.PROPOSAL_REQUESTS.items():
            for said in (*there, unknown):
                yield Case(what, _whose(person, said), said.state, said, send, partial(self._again, said))

    def _changes(self, person: Person) -> Iterator[Case]:
        there = self._world.of_kind("change")
        unknown = Thing("change", "", "", "", self._world.unknown, there[0].content)
        for what, send in asked.PAYEE_REQUESTS.items():
            for said in (*there, unknown):
                yield Case(what, _whose(person, said), said.state, said, send, partial(self._again, said))

    def _collections(self, person: Person) -> Iterator[Case]:
        """Tell what is asked about bills, payments, receipts, requests and orders.

        All but the last are the unit's, whoever made them.
        """
        for kind, requests in asked.COLLECTION_REQUESTS.items():
            there = self._world.of_kind(kind)
            first = there[0]
            unknown = Thing(kind, "", "", first.state, self._world.unknown, first.content)
            for what, send in requests.items():
                for thing in (*there, unknown):
                    whose = _whose(person, thing)
                    if kind != "order" and whose not in authority_tables.FOREIGN:
                        whose = "the unit's"
                    yield Case(what, whose, thing.state, thing, send, partial(self._again, thing))

    def _settled_by_two(self, kind: str, requests: dict[str, Send], person: Person) -> Iterator[Case]:
        there = self._world.of_kind(kind)
        unknown = Thing(kind, "", "", "", self._world.unknown, there[0].content)
        for what, send in requests.items():
            for said in (*there, unknown):
                yield Case(what, _whose(person, said), said.state, said, send, partial(self._again, said))

    def _papers(self, person: Person) -> Iterator[Case]:
        unknown = Thing("paper", "", "", "", "0" * 64)
        for paper in (*self._world.of_kind("paper"), unknown):
            whose = _whose(person, paper)
            mine = whose not in authority_tables.FOREIGN
            yield _case("read paper", paper, asked.get("files/{id}"), whose="the unit's" if mine else whose)

    def _users(self, person: Person) -> Iterator[Case]:
        """Tell everything that is asked about users: reading, proposals and acts."""
        makers = self._subjects(person)
        for whose in authority_tables.ABOUT["read user"]:
            yield self._about("read user", whose, person, makers[whose], asked.get("administration/users/{id}"))
        for kind in asked.USER_PROPOSALS:
            for whose in authority_tables.PROPOSED_USER:
                yield self._about(f"propose: {kind}", whose, person, makers[whose], asked.propose_about(kind))
        for kind in asked.USER_ACTS:
            for whose in authority_tables.ACTED_USER:
                yield self._about(f"act: {kind}", whose, person, makers[whose], asked.act_on(kind))

    def _about(self, what: str, whose: str, person: Person, make: Make, send: Send) -> Case:
        own = person.user_id if "oneself" in whose or "the other" in whose else ""
        return Case(what, whose, "", self._shared(make, "user", person.agency, whose, own), send, make)

    def _shared(self, make: Make, *name: str) -> Thing:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def _subjects(self, person: Person) -> dict[str, Make]:
        """Return how those are made whom an administrator may be asked to touch, by the matrix's names."""
        world, agency = self._world, person.agency
        home, (foreign, foreign_parent, _) = asked.HOMES[agency], asked.FOREIGN_OF[agency]
        parent, beside = f"GMIS{agency}00", OTHER_UNIT if home == UNIT else home
        helper, stranger = world.people[parent, "HELPADM2"], world.people[foreign_parent, "HELPADM2"]
        by_helper, by_person = ("unconfirmed", helper.uid), ("unconfirmed", person.uid)
        form = asked.administrators_record(parent)
        return {
            "user": partial(world.user, home, "user"),
            "user of another unit": partial(world.user, beside, "user"),
            "suspended": partial(world.user, home, "suspended", "yes"),
            "suspended by oneself": partial(world.user, home, "suspended", *by_person),
            "suspended by the other": partial(world.user, home, "suspended", *by_helper),
            "one with a pending proposal": partial(asked.with_pending_proposal, world, home, parent),
            "removed": partial(world.user, home, "removed"),
            "an administrator": partial(Thing, "user", parent, "", "", helper.uid, form),
            "oneself": partial(Thing, "user", parent, "", "", person.uid, form),
            "another agency's": partial(world.user, foreign, "user"),
            "another agency's admin": partial(Thing, "user", foreign_parent, "", "", stranger.uid, form),
            "unknown": partial(Thing, "user", "", "", "", world.unknown, form),
        }

    def _elsewhere_proposed(self, person: Person) -> Iterator[Case]:
        """Tell the proposals that are not about a user who is there."""
        if person.agency not in self._others:
            self._others[person.agency] = asked.other_proposals(self._world, person.agency)
        for kind, variant, send in self._others[person.agency]:
            yield _case(f"propose: {kind}", NONE, send, whose=variant)

    def _elsewhere_acted(self, person: Person) -> Iterator[Case]:
        home, (foreign, _, other) = asked.HOMES[person.agency], asked.FOREIGN_OF[person.agency]
        for kind, make in (("revoke_workstation", self._world.workstation), ("revoke_key", self._world.key)):
            for whose in authority_tables.ACTED_ELSE[kind]:
                more = {"agency": other} if whose == "in another agency's name" else {}
                fresh = partial(make, foreign if whose == authority_tables.OTHER_AGENCY else home, whose)
                if whose == "unknown":
                    fresh = partial(Thing, kind, "", "", "", self._world.unknown)
                thing = self._shared(fresh, kind, home, whose)
                yield Case(f"act: {kind}", whose, "", thing, asked.act_on(kind, **more), fresh)

    def _slips(self, person: Person) -> Iterator[Case]:
        for slip in self._world.of_kind("slip"):
            foreign = slip.company_id[4:8] != person.agency
            whose = authority_tables.OTHER_AGENCY if foreign else slip.state
            fresh = partial(self._world.slip, slip.company_id, slip.state)
            yield Case("print slip", whose, slip.state if foreign else "", slip, asked.print_slip, fresh)
        unknown = Thing("slip", "", "", "", self._world.unknown)
        yield _case("print slip", unknown, asked.print_slip, whose="unknown")

    def _answers(self, person: Person) -> Iterator[Case]:
        """Tell the commands that others and oneself gave: one of each relation is enough, they have no states.

        Names of commands are an agency's own, so the stranger's is a new one each time: it is used up by asking.
        """
        stranger = self._world.people[asked.FOREIGN_OF[person.agency][1], "HELPADM2"]
        there = [*self._world.of_kind("answer"), self._world.answer(stranger)]
        found = {_whose(person, answer): answer for answer in there}
        found[authority_tables.UNKNOWN] = Thing("answer", "", "", "", self._world.unknown)
        for what, send in (("read answer", asked.get("commands/{id}")), ("repeat command", asked.repeat)):
            yield from (_case(what, answer, send, whose=whose) for whose, answer in found.items())

    def _at_hand(self, person: Person) -> Iterator[Case]:
        """Tell what is asked about one's own workstation, about an application, and new batches."""
        colleague = self._world.people[f"GMIS{person.agency}00", "HELPADM2"]
        devices = {"here": person.device, "a colleague's": colleague.device, "unknown": device_named("nobody's")}
        for whose, device in devices.items():
            thing = Thing("device", "", "", "", device)
            yield _case("read anchors", thing, asked.get("audit-anchors/{id}"), whose=whose)
            yield _case("leave anchor", thing, partial(asked.leave_anchor, str(self._world.number())), whose=whose)
        application, code = self._world.application()
        unknown = Thing("application", "", "", "", self._world.unknown)
        with_code = asked.get(f"applications/{{id}}?code={code}")
        yield _case("read application", application, with_code, whose="with its code")
        yield _case("read application", application, asked.get("applications/{id}"), whose="without a code")
        yield _case("read application", unknown, with_code, whose="unknown")
        foreign = asked.FOREIGN_OF[person.agency][0]
        stranger = self._world.people[foreign, "ASKPAY"]
        for what, send in asked.NEW_REQUESTS.items():
            yield _case(what, NONE, partial(send, {}), whose="for the own unit")
            yield _case(what, NONE, partial(send, {"unit": stranger.unit}), whose="for another unit")
            yield _case(what, NONE, partial(send, {"maker_uid": colleague.uid}), whose="as a colleague")


def _case(what: str, thing: Thing, send: Send, whose: str = "") -> Case:
    return Case(what, whose, "", thing, send, lambda: thing)


def _simple(requests: dict[str, Send]) -> Iterator[Case]:
    for what, send in requests.items():
        yield _case(what, NONE, send)


def _operate(method: str, path: str, person: Person, _thing: Thing) -> Answer:
    return person.ask(method, path, {})


def _whose(person: Person, thing: Thing) -> str:
    """Return whose a batch, proposal or command is, as somebody sees it."""
    if not thing.company_id:
        return authority_tables.UNKNOWN
    if thing.company_id[4:8] != person.agency:
        return authority_tables.OTHER_AGENCY
    if thing.kind in _OF_A_UNIT and thing.company_id != person.company_id:
        return authority_tables.OTHER_UNIT
    if (thing.company_id, thing.owner) == (person.company_id, person.user_id):
        return authority_tables.OWN
    if thing.kind == "proposal" and thing.owner in authority_tables.BY_LEFT:
        return authority_tables.BY_LEFT[thing.owner]
    twin = TWINS.get((thing.company_id, thing.owner)) if thing.kind in _OF_A_PERSON else None
    return authority_tables.SAME_PERSON if twin == person.user_id else authority_tables.COLLEAGUE
