"""What the operator's token opens at the counters of bank, Portal and treasury: a row an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator import held, held_lines, operator
from app.simulator.administration import bank
from app.simulator.collections import arrivals, cross_bank_files, practice, receiving, revenue, staff
from app.simulator.contract.operation import EMPTY, Operation, Query, Raw, of_staff
from app.simulator.contract.peoples import PERIOD, STRETCH
from app.simulator.disbursement import draws, terms
from app.simulator.gfmis import entries, periods
from app.simulator.gfmis import staff as treasury
from app.simulator.portal import filing
from app.simulator.portal import staff as portal
from app.simulator.recalls import staff as recalls
from app.simulator.remittances import staff as remitting
from app.simulator.remittances import terms as remittance_terms
from app.wire import api
from app.wire.administration_views import ApplicationState, Slip
from app.wire.disbursement import Draw
from app.wire.portal import PortalRequest
from app.wire.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNIT = (Query("unit", "Of this unit only"),)
_NONE: Mapping[int, Any] = {204: EMPTY}
_FILE = Raw(("text/plain", "application/octet-stream"))
_GONE = (404, 409)


def operations() -> list[Operation]:
    """Return the rows."""
    return [*_batches(), *_branch(), *_administrators(), *_tables(), *_collecting(), *_portal(), *_treasury()]


def _batches() -> list[Operation]:
    one, waiting = api.OPERATOR_BATCHES + "/{op_id}", api.OPERATOR_HELD + "/{op_id}"
    of = (Query("op_id", "Of this batch only"),)
    lines = api.OPERATOR_HELD_LINES
    line = lines + "/{op_id}/{n}"
    called = api.OPERATOR_RECALLS
    return [
        of_staff(f"GET {one}", ("The stage of every line", "ขั้นตอนของทุกรายการในชุด"), operator.BatchShown, also=(404,)),
        of_staff(f"GET {api.OPERATOR_HELD}", ("Batches that are held", "ชุดที่ธนาคารพักไว้"), held.HeldBatches),
        of_staff(f"POST {waiting}/release", ("Let it go", "ปล่อยชุดที่พักไว้"), _NONE, also=(404, 409, 422)),
        of_staff(
            f"POST {waiting}/reject",
            ("Refuse it for good", "ปฏิเสธชุดที่พักไว้"),
            _NONE,
            held.RejectWanted,
            also=(404, 409),
        ),
        of_staff(f"GET {lines}", ("Lines that a rule holds", "รายการที่กติกาพักไว้"), held_lines.HeldLines),
        of_staff(
            f"POST {line}/release",
            ("Let a held line go", "ปล่อยรายการที่พักไว้"),
            _NONE,
            held_lines.LineReleased,
            also=(404, 409),
        ),
        of_staff(
            f"POST {line}/reject",
            ("Refuse a held line", "ปฏิเสธรายการที่พักไว้"),
            _NONE,
            held_lines.LineRejected,
            also=(404, 409),
        ),
        of_staff(
            f"GET {api.OPERATOR_NOTICES}",
            ("What payees were told", "ข้อความแจ้งผู้รับเงิน"),
            operator.Notices,
            query=of,
        ),
        of_staff(f"GET {called}", ("Recalls that wait", "การเรียกเงินคืนที่รอคำตอบ"), recalls.RecallsShown),
        of_staff(
            f"POST {called}/{{recall_id}}",
            ("Answer a recall", "ตอบการเรียกเงินคืน"),
            recalls.RecallShown,
            recalls.AnswerWanted,
            also=(404, 409),
        ),
    ]


def _branch() -> list[Operation]:
    applied = api.OPERATOR_APPLICATIONS
    whose = (Query("company_id", "Of this company only"), Query("user_id", "Of this person only"))
    return [
        of_staff(
            f"GET {applied}",
            ("Applications", "ใบสมัคร"),
            bank.Applications,
            query=(Query("status", "In this state only"),),
        ),
        of_staff(
            f"POST {applied}/{{application_id}}/approve",
            ("Approve", "อนุมัติใบสมัคร"),
            ApplicationState,
            also=(*_GONE, 422),
        ),
        of_staff(
            f"POST {applied}/{{application_id}}/decline",
            ("Turn down", "ไม่อนุมัติใบสมัคร"),
            ApplicationState,
            bank.Declined,
            also=_GONE,
        ),
        of_staff(
            f"GET {api.OPERATOR_PERSON_NOTICES}",
            ("What people were told", "ข้อความแจ้งผู้ใช้"),
            bank.PersonNotices,
            query=whose,
        ),
        of_staff(
            f"POST {api.OPERATOR_DEPOSITS}",
            ("Pay into an account", "ฝากเงินเข้าบัญชีหน่วยงาน"),
            _NONE,
            bank.Deposit,
            also=(404,),
        ),
        of_staff(
            f"POST {api.OPERATOR_AUDIT_ANCHORS}",
            ("Set audit anchors aside", "ยกเลิกหัวสายโซ่ของเครื่อง"),
            _NONE,
            operator.AnchorsWanted,
            also=(404,),
        ),
    ]


def _administrators() -> list[Operation]:
    people, named = api.OPERATOR_ADMINISTRATORS, bank.AdministratorNamed
    slip = api.OPERATOR_SLIPS + "/{slip_id}"
    return [
        of_staff(f"GET {people}", ("Administrators", "ผู้ดูแลระบบ"), bank.Administrators),
        of_staff(
            f"POST {people}/reset", ("Let one begin anew", "ออกรหัสใหม่ให้ผู้ดูแลระบบ"), bank.SlipMade, named, also=_GONE
        ),
        of_staff(f"POST {people}/unlock", ("Unlock one", "ปลดล็อกผู้ดูแลระบบ"), _NONE, named, also=_GONE),
        of_staff(
            f"POST {people}/appoint", ("Appoint another", "เปลี่ยนตัวผู้ดูแลระบบ"), bank.SlipMade, bank.Appointed, also=_GONE
        ),
        of_staff(
            f"POST {people}/workstation",
            ("Permit another workstation", "อนุญาตเครื่องใหม่"),
            bank.SlipMade,
            named,
            also=_GONE,
        ),
        of_staff(
            f"POST {api.OPERATOR_UNLOCK}", ("Unlock a person", "ปลดล็อกผู้ใช้"), _NONE, operator.UnlockWanted, also=(404,)
        ),
        of_staff(f"GET {api.OPERATOR_SLIPS}", ("Slips to be printed", "ซองรหัสที่รอพิมพ์"), bank.SlipsWaiting),
        of_staff(f"POST {slip}", ("The secret of a slip, once", "พิมพ์ซองรหัส (ครั้งเดียว)"), Slip, also=_GONE),
    ]


def _tables() -> list[Operation]:
    shapes = (
        (api.OPERATOR_KINDS, "kinds of payments", "ตารางประเภทการจ่าย", terms.Kinds),
        (api.OPERATOR_SERVICES, "services", "ตารางบริการโอน", terms.Services),
        (api.OPERATOR_REVENUE_TYPES, "revenue types", "ตารางประเภทรายได้", revenue.RevenueTypes),
        (api.OPERATOR_REMITTANCE_KINDS, "kinds of remittances", "ตารางประเภทการนำส่ง", remittance_terms.RemittanceKinds),
        (api.OPERATOR_OFFICES, "treasury offices", "ตารางสำนักงานคลัง", remittance_terms.Offices),
        (api.OPERATOR_DEPOSITS_TABLE, "deposit accounts", "ตารางบัญชีเงินฝากคลัง", remittance_terms.DepositAccounts),
        (api.OPERATOR_GFMIS_ENTRIES, "entries", "ตารางการบันทึกบัญชี", entries.Rows),
        (api.OPERATOR_GFMIS_PERIODS, "closed periods", "งวดบัญชีที่ปิดแล้ว", periods.ClosedPeriods),
    )
    return [
        row
        for path, english, thai, form in shapes
        for row in (
            of_staff(f"GET {path}", (f"The table of {english}", thai), form),
            of_staff(f"PUT {path}", (f"Another table of {english}", f"แทนที่{thai}"), form, form, also=(409,)),
        )
    ]


def _collecting() -> list[Operation]:
    paid, opened = api.OPERATOR_COLLECTIONS, api.OPERATOR_RECEIVING
    return [
        of_staff(f"GET {opened}", ("Receiving accounts", "บัญชีรับเงิน"), receiving.ReceivingAll),
        of_staff(
            f"POST {opened}",
            ("Open a receiving account", "เปิดบัญชีรับเงิน"),
            receiving.ReceivingShown,
            receiving.ReceivingWanted,
            also=(404, 409),
        ),
        of_staff(f"GET {paid}", ("Payments that came", "รายการรับเงินล่าสุด"), staff.PaymentsShown, query=_UNIT),
        of_staff(
            f"POST {paid}",
            ("Report a payment", "แจ้งรายการรับเงิน"),
            staff.PaymentShown,
            arrivals.PaymentWanted,
            also=(404, 409),
        ),
        of_staff(
            f"POST {paid}/mix",
            ("Have a crowd pay", "ให้ผู้ชำระหลายรายจ่าย"),
            staff.PaymentsShown,
            practice.MixWanted,
            also=(404, 409),
        ),
        of_staff(
            f"GET {paid}/bills/{{ref1}}/{{ref2}}",
            ("The bill of two references", "ค้นใบแจ้งตามเลขอ้างอิง"),
            staff.BillLookedUp,
        ),
        of_staff(
            f"POST {paid}/{{payment_id}}/reverse",
            ("Take a payment back", "กลับรายการรับเงิน"),
            staff.PaymentShown,
            staff.ReversalWanted,
            also=(404, 409),
        ),
        of_staff(
            f"POST {api.OPERATOR_CROSS_BANK_FILES}",
            ("Take a cross-bank file in", "นำเข้าไฟล์ต่างธนาคาร"),
            cross_bank_files.FileTaken,
            _FILE,
            also=(404, 409),
        ),
    ]


def _portal() -> list[Operation]:
    filed = api.OPERATOR_PORTAL_REQUESTS
    return [
        of_staff(f"GET {filed}", ("Requests", "คำขอจากประชาชน"), portal.RequestsShown, query=_UNIT),
        of_staff(f"POST {filed}", ("File a request", "ยื่นคำขอ"), filing.Filed, portal.RequestWanted, also=(404, 409)),
        of_staff(
            f"POST {filed}/{{request_id}}",
            ("Put a request in order", "แก้ไขคำขอ"),
            PortalRequest,
            portal.MendWanted,
            also=(404, 409),
        ),
        of_staff(
            f"GET {api.OPERATOR_PORTAL_REPORTS}",
            ("What the Biz Portal was told", "ข้อความถึง Biz Portal"),
            portal.ReportsShown,
        ),
        of_staff(
            f"GET {api.OPERATOR_POSTINGS}",
            ("What was posted", "รายการที่บันทึกบัญชีแล้ว"),
            portal.PostingsShown,
            query=_UNIT,
        ),
    ]


def _treasury() -> list[Operation]:
    whose = (Query("agency", "Of this agency only"), *_UNIT)
    return [
        of_staff(f"GET {api.OPERATOR_DRAWS}", ("Draws", "เงินที่เบิกจากคลัง"), draws.DrawsShown, query=_UNIT),
        of_staff(
            f"POST {api.OPERATOR_DRAWS}", ("Write a draw down", "บันทึกการเบิก"), Draw, draws.DrawWanted, also=(404, 409)
        ),
        of_staff(
            f"GET {api.OPERATOR_REMITTANCES}", ("Remittances", "รายการนำส่ง"), remitting.RemittancesShown, query=_UNIT
        ),
        of_staff(
            f"POST {api.OPERATOR_REMITTANCES}/{{req_id}}",
            ("Answer a remittance", "ตอบรับรายการนำส่ง"),
            remitting.RemittanceShown,
            remitting.AnswerWanted,
            also=(404, 409),
        ),
        of_staff(
            f"GET {api.OPERATOR_TRIAL_BALANCE}",
            ("The trial balance", "งบทดลอง"),
            treasury.TrialShown,
            query=(*whose, *PERIOD),
            also=(422,),
        ),
        of_staff(
            f"GET {api.OPERATOR_MOVEMENTS}",
            ("What moved on an account", "รายการเคลื่อนไหวของบัญชี"),
            Statement,
            query=STRETCH,
            also=(404, 409, 422),
        ),
    ]
