"""What the operator's token opens of the simulator itself: clock, rules, faults, state; a row an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator import door, gate, operator
from app.simulator.contract import notes
from app.simulator.contract.operation import EMPTY, Operation, Query, Raw, of_staff
from app.simulator.disbursement import terms
from app.simulator.drills.partners import PartnerWanted
from app.simulator.faults import plans, standing
from app.simulator.faults import routes as faults
from app.simulator.faults.armed import Armed
from app.simulator.holidays import moving
from app.simulator.holidays import versions as holidays
from app.simulator.recording import entries
from app.simulator.recording import routes as recording
from app.simulator.recording import shown as recorded
from app.simulator.ruling import versions
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Mapping

_NONE: Mapping[int, Any] = {204: EMPTY}


def operations() -> list[Operation]:
    """Return the rows."""
    return [*_clock(), *_state(), *_faults(), *_rules(), *_recording()]


def _clock() -> list[Operation]:
    shown, path = operator.ClockShown, api.OPERATOR_CLOCK
    return [
        of_staff(f"GET {path}", ("The clock", "นาฬิกา"), shown),
        of_staff(f"PUT {path}", ("Put the clock", "ตั้งนาฬิกา"), shown, operator.ClockWanted),
        of_staff(
            f"POST {api.OPERATOR_ADVANCE}",
            ("Let time pass", "ให้เวลาผ่านไป"),
            operator.Advanced,
            operator.AdvanceWanted,
        ),
    ]


def _state() -> list[Operation]:
    snapshot, rules = api.OPERATOR_SNAPSHOTS + "/{name}", door.DoorRules
    broken = api.OPERATOR_CONTRACT
    return [
        of_staff(f"GET {api.OPERATOR_LEDGER}", ("All accounts, recounted", "บัญชีทั้งหมดพร้อมผลนับซ้ำ"), operator.Books),
        of_staff(f"GET {api.OPERATOR_DOOR}", ("The rules of the door", "กติกาการเข้าระบบ"), rules),
        of_staff(f"PUT {api.OPERATOR_DOOR}", ("Other rules of the door", "แก้กติกาการเข้าระบบ"), rules, rules),
        of_staff(f"PUT {snapshot}", ("Keep the state of everything", "เก็บสถานะทั้งระบบ"), _NONE, also=(409, 422)),
        of_staff(
            f"POST {snapshot}",
            ("Go back to a state", "ย้อนกลับไปยังสถานะที่เก็บไว้"),
            operator.ClockShown,
            also=(404, 409, 422),
        ),
        of_staff(
            f"PUT {api.OPERATOR_PARTNERS}",
            ("Let somebody's part be done for a person who practises", "เพิ่มคู่ฝึกให้ผู้ฝึกปฏิบัติ"),
            _NONE,
            PartnerWanted,
            also=(404,),
        ),
        of_staff(f"GET {broken}", ("What broke the contract", "รายการที่ผิดสัญญาการเชื่อมต่อ"), notes.Notes),
        of_staff(f"DELETE {broken}", ("Forget what broke it", "ล้างรายการที่ผิดสัญญา"), _NONE),
    ]


def _faults() -> list[Operation]:
    path, armed = api.OPERATOR_FAULTS, faults.FaultsArmed
    plan, scenario = api.OPERATOR_FAULT_PLANS, api.OPERATOR_FAULT_SCENARIOS
    return [
        of_staff(f"GET {path}", ("The faults that wait", "ความขัดข้องที่ตั้งไว้"), armed),
        of_staff(f"POST {path}", ("Arm a fault", "ตั้งความขัดข้อง"), armed, Armed),
        of_staff(f"DELETE {path}", ("Forget the faults", "ยกเลิกความขัดข้องทั้งหมด"), armed),
        of_staff(f"DELETE {path}/{{fault_id}}", ("Forget one fault", "ยกเลิกความขัดข้องหนึ่งรายการ"), armed, also=(404,)),
        of_staff(
            f"GET {api.OPERATOR_FAULTS_STRUCK}",
            ("How often faults struck", "จำนวนครั้งที่เกิดความขัดข้อง"),
            faults.StruckShown,
        ),
        of_staff(f"GET {plan}", ("The shipped plans", "แผนความขัดข้องที่มีให้"), plans.PlansShown),
        of_staff(
            f"POST {plan}", ("Arm a plan of one's own", "ตั้งความขัดข้องตามแผนที่ส่งมา"), armed, Raw(("application/toml",))
        ),
        of_staff(f"POST {plan}/{{name}}", ("Arm a shipped plan", "ตั้งความขัดข้องตามแผนที่มีให้"), armed, also=(404, 422)),
        of_staff(f"GET {scenario}", ("Where scenarios stand", "สถานะของฉากจำลอง"), faults.ScenariosShown),
        of_staff(
            f"PUT {scenario}/{{name}}",
            ("Put a scenario into a state", "ตั้งสถานะของฉากจำลอง"),
            standing.Scenario,
            faults.ScenarioWanted,
            also=(404,),
        ),
        of_staff(
            f"DELETE {scenario}/{{name}}",
            ("Let a scenario begin anew", "เริ่มฉากจำลองใหม่"),
            standing.Scenario,
            also=(404, 422),
        ),
    ]


def _rules() -> list[Operation]:
    path, version = api.OPERATOR_RULES, api.OPERATOR_RULES + "/{version}"
    return [
        of_staff(f"GET {path}", ("Versions of the rules", "รุ่นของกติกา"), versions.RulesShown),
        of_staff(f"PUT {path}", ("Let other rules hold", "ใช้กติกาชุดใหม่"), versions.VersionShown, versions.RulesWanted),
        of_staff(
            f"POST {path}/check",
            ("The mistakes of rules", "ตรวจกติกาโดยยังไม่ใช้"),
            versions.RulesChecked,
            versions.RulesMeant,
        ),
        of_staff(f"GET {version}", ("What stands in a version", "เนื้อหาของกติการุ่นหนึ่ง"), versions.RulesText, also=(404,)),
        of_staff(
            f"POST {version}/back",
            ("Let an earlier version hold again", "กลับไปใช้กติการุ่นก่อน"),
            versions.VersionShown,
            versions.RulesBack,
            also=(404,),
        ),
        of_staff(f"GET {api.OPERATOR_GATE}", ("Who is let in", "กติกาการเปิดรับ"), gate.GateShown),
        *_calendar(),
        of_staff(f"PUT {api.OPERATOR_GATE}", ("Let others in", "แก้กติกาการเปิดรับ"), gate.GateShown, gate.GateWanted),
    ]


def _calendar() -> list[Operation]:
    path, back = api.OPERATOR_CALENDAR, api.OPERATOR_CALENDAR + "/{version}/back"
    wanted = holidays.CalendarWanted
    return [
        of_staff(f"GET {path}", ("Versions of the calendar", "รุ่นของปฏิทินวันทำการ"), holidays.CalendarShown),
        of_staff(f"PUT {path}", ("Let other days hold", "ใช้ปฏิทินวันทำการชุดใหม่"), holidays.CalendarPut, wanted),
        of_staff(
            f"POST {path}/check",
            ("What other days would move", "สิ่งที่จะเลื่อนถ้าใช้ปฏิทินนี้ โดยยังไม่ใช้"),
            moving.Moves,
            wanted,
        ),
        of_staff(f"GET {back}", ("What going back would move", "สิ่งที่จะเลื่อนถ้ากลับไปใช้รุ่นก่อน"), moving.Moves, also=(404,)),
        of_staff(
            f"POST {back}",
            ("Let the days of an earlier version hold again", "กลับไปใช้ปฏิทินรุ่นก่อน"),
            holidays.CalendarPut,
            holidays.BackWanted,
            also=(404,),
        ),
        of_staff(
            f"POST {api.OPERATOR_SERVICES}/check",
            ("What other services would move", "สิ่งที่จะเลื่อนถ้าใช้ตารางบริการนี้ โดยยังไม่ใช้"),
            moving.Moves,
            terms.Services,
        ),
    ]


def _recording() -> list[Operation]:
    path, state = api.OPERATOR_RECORDING, recorded.RecordingShown
    looked_for = (
        Query("method", "With this method"),
        Query("path", "Whose path begins so"),
        Query("status", "Answered with this status"),
        Query("since", "From this moment on"),
        Query("until", "Up to this moment"),
        Query("unit", "Of this unit"),
        Query("person", "Of this person"),
        Query("text", "With this text in path, body or answer"),
        Query("after", "After the entry of this number"),
    )
    return [
        of_staff(f"GET {path}", ("The recordings", "การบันทึกคำขอทั้งหมด"), state),
        of_staff(f"PUT {path}", ("Record, or stop", "เริ่มหรือหยุดบันทึกคำขอ"), state, recording.RecordingWanted),
        of_staff(
            f"GET {path}/{{run}}/entries",
            ("What was recorded, without secrets", "ค้นคำขอที่บันทึกไว้ โดยไม่แสดงความลับ"),
            recorded.EntriesShown,
            query=looked_for,
            also=(422,),
        ),
        of_staff(f"GET {api.OPERATOR_DIGEST}", ("Fingerprints of all tables", "ลายนิ้วมือของข้อมูลทั้งหมด"), entries.Digests),
        of_staff(
            f"POST {api.OPERATOR_STEP}",
            ("One step of a recording that is played", "ทำงานหลังบ้านหนึ่งขั้นตามบันทึกที่เล่นซ้ำ"),
            recording.StepDone,
            recording.StepWanted,
            also=(404,),
        ),
    ]
