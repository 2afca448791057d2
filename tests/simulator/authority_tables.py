"""What a request is about: whose it is and in which state, and what is answered then to whoever has the right.

Written by hand, like `authority_matrix`, which says what comes before. ``ok`` had its effect, ``.`` is
``status_forbids``, everything else is the code of the refusal.
"""

from __future__ import annotations

OK = "ok"


def table(text: str) -> dict[str, dict[str, str]]:
    """Read a table: columns are two spaces apart, ``.`` stands for ``status_forbids``."""
    head, *rows = ([cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.strip().splitlines())
    return {row[0]: dict(zip(head[1:], (_word(cell) for cell in row[1:]), strict=True)) for row in rows}


def _word(cell: str) -> str:
    return "status_forbids" if cell == "." else cell


# First whose it is; where that says "by state", the state decides.

OWN, SAME_PERSON, COLLEAGUE = "own", "made under another name", "a colleague's"
OTHER_UNIT, OTHER_AGENCY, UNKNOWN = "another unit's", "another agency's", "unknown"
FOREIGN = (OTHER_UNIT, OTHER_AGENCY, UNKNOWN)
"""What must look alike: nobody learns whether something exists that is not theirs."""

BATCH_OF = table("""
whose                    read batch  read stages  approve               return                release               withdraw       cancel         close lines    comment    resubmit
own                      ok          ok           maker_cannot_approve  maker_cannot_approve  maker_cannot_approve  by state       by state       by state       ok         by state
made under another name  ok          ok           maker_cannot_approve  maker_cannot_approve  maker_cannot_approve  not_the_maker  not_the_maker  not_the_maker  ok         not_the_maker
a colleague's            ok          ok           by state              by state              by state              not_the_maker  not_the_maker  not_the_maker  ok         not_the_maker
another unit's           not_found   not_found    not_found             not_found             not_found             not_found      not_found      not_found      not_found  field_wrong
another agency's         not_found   not_found    not_found             not_found             not_found             not_found      not_found      not_found      not_found  field_wrong
unknown                  not_found   not_found    not_found             not_found             not_found             not_found      not_found      not_found      not_found  edition_changed
""")  # noqa: E501
"""Handing in an edition is the one place where a foreign batch differs from none: its name is taken for everybody."""

BATCH_STATES = table("""
state                    approve         return          release  withdraw  cancel           close lines      resubmit
submitted                ok              ok              .        ok        .                .                ok
in_approval              ok              ok              .        .         .                .                ok
signed by oneself        already_signed  already_signed  .        .         .                .                ok
approved                 .               .               .        .         ok               .                .
released                 .               .               .        .         cancel_too_late  .                .
settled                  .               .               .        .         cancel_too_late  follow_up_wrong  .
partly_settled           .               .               .        .         cancel_too_late  ok               .
refused                  .               .               .        .         .                ok               .
returned                 .               .               .        .         ok               .                ok
withdrawn                .               .               .        .         ok               .                ok
cancelled                .               .               .        .         .                .                .
""")

RECALL_OF = table("""
whose             open recall  drop recall  order return  settle return  send return back
the unit's        by state     by state     by state      by state       by state
another unit's    not_found    not_found    not_found     not_found      not_found
another agency's  not_found    not_found    not_found     not_found      not_found
unknown           not_found    not_found    not_found     not_found      not_found
""")

RECALL_STATES = table("""
state            open recall  drop recall  order return  settle return  send return back
open             ok           ok           .             not_found      not_found
money_back       ok           .            ok            not_found      not_found
return_proposed  ok           .            .             ok             ok
""")
"""Calling back is asked of the paid line of each, which has enough left; an order that is not there is unknown."""

PROPOSAL_OF = table("""
whose                                   approve proposal         return proposal          recall proposal
own                                     proposer_cannot_approve  proposer_cannot_approve  ok
made under another name                 proposer_cannot_approve  proposer_cannot_approve  not_the_proposer
a colleague's                           ok                       ok                       not_the_proposer
one's who was removed since             maker_removed            ok                       not_the_proposer
one's whose key was revoked since       maker_key_revoked        ok                       not_the_proposer
another agency's                        not_found                not_found                not_found
unknown                                 not_found                not_found                not_found
""")
"""Of a proposal that is pending; one of the agency in another state is `status_forbids`, whoever made it."""
BY_LEFT = {"GONEADM1": "one's who was removed since", "LOSTADM1": "one's whose key was revoked since"}
"""Both are looked at when everything is to have its effect, after the challenge."""

CHANGE_OF = table("""
whose                    approve payees        return payees         recall payees  check payees
own                      maker_cannot_approve  maker_cannot_approve  ok             ok
made under another name  maker_cannot_approve  maker_cannot_approve  not_the_maker  ok
a colleague's            ok                    ok                    not_the_maker  ok
another unit's           not_found             not_found             not_found      not_found
another agency's         not_found             not_found             not_found      not_found
unknown                  not_found             not_found             not_found      not_found
""")
"""Of a change of the register that waits; one of the unit in another state is `status_forbids`, whoever made it."""

RETURNED_CHANGE_OF = table("""
whose                    put payees aside
own                      ok
made under another name  not_the_maker
a colleague's            not_the_maker
another unit's           not_found
another agency's         not_found
unknown                  not_found
""")
"""Of a change of the register that was sent back; one of the unit in another state is `status_forbids`."""

BILL_OF = table("""
whose             cancel bill  mail letters
the unit's        by state     by state
another unit's    not_found    not_found
another agency's  not_found    not_found
unknown           not_found    not_found
""")

BILL_STATES = table("""
state      cancel bill   mail letters
issued     ok            ok
paid       bill_touched  ok
cancelled  .             .
""")

PAYMENT_OF = table("""
whose             order refund
the unit's        by state
another unit's    not_found
another agency's  not_found
unknown           not_found
""")

PAYMENT_STATES = table("""
state     order refund
queued    ok
waiting   proposal_pending
reversed  .
""")

SETTLED_OF = table("""
whose             issue receipts
the unit's        by state
another unit's    not_found
another agency's  not_found
unknown           not_found
""")

SETTLED_STATES = table("""
state      issue receipts
due        ok
receipted  receipt_not_due
""")
"""Of money that is in the account and all a bill's."""

RECEIPT_OF = table("""
whose             print receipts
the unit's        ok
another unit's    not_found
another agency's  not_found
unknown           not_found
""")

REQUEST_OF = table("""
whose             answer request  issue document
the unit's        by state        by state
another unit's    not_found       not_found
another agency's  not_found       not_found
unknown           not_found       not_found
""")

REQUEST_STATES = table("""
state      answer request  issue document
filed      ok              .
sent_back  .               .
paid       .               ok
""")
"""Of a citizen's request at the Portal."""

ORDER_OF = table("""
whose                    approve order         return order          recall order
own                      maker_cannot_approve  maker_cannot_approve  ok
made under another name  maker_cannot_approve  maker_cannot_approve  not_the_maker
a colleague's            ok                    ok                    not_the_maker
another unit's           not_found             not_found             not_found
another agency's         not_found             not_found             not_found
unknown                  not_found             not_found             not_found
""")
"""Of an order about collected money that waits; one of the unit in another state is `status_forbids`."""

DAY_OF = table("""
whose                    approve day           return day            recall day
own                      maker_cannot_approve  maker_cannot_approve  ok
made under another name  maker_cannot_approve  maker_cannot_approve  not_the_maker
a colleague's            ok                    ok                    not_the_maker
another unit's           not_found             not_found             not_found
another agency's         not_found             not_found             not_found
unknown                  not_found             not_found             not_found
""")
"""Of an order about a day that waits; one of the unit in another state is `status_forbids`."""

REMITTANCE_OF = table("""
whose                    approve remittance    return remittance     recall remittance
own                      maker_cannot_approve  maker_cannot_approve  ok
made under another name  maker_cannot_approve  maker_cannot_approve  not_the_maker
a colleague's            ok                    ok                    not_the_maker
another unit's           not_found             not_found             not_found
another agency's         not_found             not_found             not_found
unknown                  not_found             not_found             not_found
""")
"""Of an order to remit that waits; one of the unit in another state is `status_forbids`."""

PROPOSED_USER = table("""
subject                        user.change          user.suspend         user.resume          user.remove          key.permit
user                           ok                   ok                   .                    ok                   ok
user of another unit           ok                   ok                   .                    ok                   ok
suspended                      ok                   .                    ok                   ok                   ok
suspended by oneself           ok                   ok                   ok                   ok                   ok
suspended by the other         ok                   ok                   ok                   ok                   ok
one with a pending proposal    proposal_pending     proposal_pending     .                    proposal_pending     proposal_pending
removed                        subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
an administrator               admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only
oneself                        admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only   admin_by_bank_only
another agency's               subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
another agency's admin         subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
unknown                        subject_unknown      subject_unknown      subject_unknown      subject_unknown      subject_unknown
""")  # noqa: E501

PROPOSED_ELSE = {
    "user.add": {
        "in a unit of the agency": OK,
        "an auditor of the agency itself": OK,
        "a maker of the agency itself": "field_wrong",
        "in another agency's unit": "field_wrong",
        "in no unit": "field_wrong",
        "with an administrator's right": "admin_by_bank_only",
        "maker and authorizer at once": "rights_conflict",
        "an authorizer's second name as maker": "rights_conflict",
        "a user name that is taken": "user_id_taken",
        "in another agency's name": "other_unit",
    },
    "policy.change": {
        "of the agency": OK,
        "of another agency": "field_wrong",
        "about another agency's unit": "field_wrong",
        "with another agency's person": "field_wrong",
        "that nobody could meet": "policy_unmeetable",
    },
    "template.change": {
        "of the agency": OK,
        "of another agency": "field_wrong",
        "with an emblem that is not there": "file_missing",
    },
    "workstation.permit": {
        "in a unit of the agency": OK,
        "in another agency's unit": "subject_unknown",
        "in no unit": "subject_unknown",
    },
    "review": {
        "of people of the agency": OK,
        "of another agency": "field_wrong",
        "of another agency's person": "subject_unknown",
        "of an unknown person": "subject_unknown",
    },
    "unit.apply": {
        "a unit under the agency": OK,
        "a unit under another agency": "field_wrong",
        "with another agency's account": "field_wrong",
    },
}

ACTED_USER = table("""
subject                 suspend_now         confirm_suspension       unlock              reset_password      end_session
user                    ok                  .                        ok                  ok                  ok
user of another unit    ok                  .                        ok                  ok                  ok
suspended               .                   .                        ok                  ok                  ok
suspended by oneself    .                   proposer_cannot_approve  ok                  ok                  ok
suspended by the other  .                   ok                       ok                  ok                  ok
removed                 subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
an administrator        admin_by_bank_only  admin_by_bank_only       admin_by_bank_only  admin_by_bank_only  admin_by_bank_only
oneself                 admin_by_bank_only  admin_by_bank_only       admin_by_bank_only  admin_by_bank_only  admin_by_bank_only
another agency's        subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
another agency's admin  subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
unknown                 subject_unknown     subject_unknown          subject_unknown     subject_unknown     subject_unknown
""")  # noqa: E501

ACTED_ELSE = {
    "revoke_workstation": {
        "in use": OK,
        "revoked": "status_forbids",
        "another agency's": "subject_unknown",
        "unknown": "subject_unknown",
        "in another agency's name": "other_unit",
    },
    "revoke_key": {
        "a user's": OK,
        "revoked": "status_forbids",
        "an administrator's": "admin_by_bank_only",
        "another agency's": "subject_unknown",
        "unknown": "subject_unknown",
    },
}

ABOUT = {
    "read user": {
        "user": OK,
        "user of another unit": OK,
        "removed": OK,
        "an administrator": OK,
        "oneself": OK,
        "another agency's": "subject_unknown",
        "another agency's admin": "subject_unknown",
        "unknown": "subject_unknown",
    },
    "print slip": {
        "a user's": OK,
        "a workstation's": OK,
        "printed": "slip_printed",
        "void": "slip_expired",
        "an administrator's": "not_found",
        "another agency's": "not_found",
        "unknown": "not_found",
    },
    # The command that was refused then with field_wrong is said again; others' commands are as unknown as none.
    "read answer": {
        "own": "field_wrong",
        "a colleague's": "not_found",
        "another agency's": "not_found",
        "unknown": "not_found",
    },
    "repeat command": {
        "own": "command_id_reused",
        "a colleague's": "command_id_reused",
        "another agency's": "field_wrong",
        "unknown": "field_wrong",
    },
    "read anchors": {"here": OK, "a colleague's": "device_wrong", "unknown": "device_wrong"},
    "leave anchor": {"here": OK, "a colleague's": "device_wrong", "unknown": "device_wrong"},
    "read application": {"with its code": OK, "without a code": "not_found", "unknown": "not_found"},
    "propose payees": {"for the own unit": OK, "for another unit": "other_unit", "as a colleague": "field_wrong"},
    "issue bills": {"for the own unit": OK, "for another unit": "other_unit", "as a colleague": "field_wrong"},
    # One order about days is enough for a unit at a time; another one always waits here.
    "order day": {"for the own unit": "proposal_pending", "for another unit": "other_unit"}
    | {"as a colleague": "field_wrong"},
    "order remittance": {"for the own unit": OK, "for another unit": "other_unit", "as a colleague": "field_wrong"},
    "read paper": {"the unit's": OK, "another unit's": "not_found", "another agency's": "not_found"}
    | {"unknown": "not_found"},
    "submit": {"for the own unit": OK, "for another unit": "other_unit", "as a colleague": "not_the_maker"},
}
"""`repeat command`: the same name with other bytes. Names are an agency's own: another agency's says nothing."""

SIMPLE = {
    "keep session": OK,
    "sign out": OK,
    "change password": "password_too_short",
    "register key": OK,
    "ask challenge": OK,
    "read unit": OK,
    "read drills": OK,
    "begin drill": "not_found",
    "go on with drill": "not_found",
    "give drill up": "not_found",
    "read practice record": OK,
    "read events": OK,
    "read draws": OK,
    "read agency": OK,
    "read recalls": OK,
    "read receiving": OK,
    "read days": OK,
    "read remittance terms": OK,
    "read trial balance": OK,
    "read statement": "not_found",
    "leave paper": OK,
}
"""`change password` is asked with the right password and a new one that is too short, `read statement` of another
unit's account, drills that are nobody's: so far whoever may comes.
"""
