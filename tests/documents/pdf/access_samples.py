"""Invented people and papers about access."""

from __future__ import annotations

from app.documents.pdf import access_content as content
from app.documents.pdf.content import Office, Printing

AGENCY = Office("กรมตัวอย่างเพื่อการคลัง", "ส่วนกลาง", "2101000000", simulated=True)
PRINTING = Printing("สมศักดิ์ ผู้ดูแล", "2026-11-23T02:41:00.000Z")
SECRET = "kR7-m0Qp-9tW2-xLa4"  # noqa: S105
LONG_NAME = "นายกิตติ์ธเนศ ศรีสุวรรณวงศ์วัฒนากิจไพศาลเจริญยิ่ง"


def slip(kind: content.SlipKind = "first", secret: str = SECRET, *, simulated: bool = True) -> content.Slip:
    """Return a slip for a maker, or for a workstation."""
    person = kind != "workstation"
    return content.Slip(
        kind=kind,
        agency_name=AGENCY.agency,
        company_id="GMIS210101",
        unit="2101000012",
        unit_name="สำนักงานตัวอย่าง จังหวัดปทุมธานี",
        user_id="MAKER09" if person else "",
        name="นางสาวน้ำฝน พิสูจน์ผล" if person else "",
        position="นักวิชาการเงินและบัญชีชำนาญการ" if person else "",
        device_name="" if person else "FIN-PC-04",
        secret=secret,
        made_at="2026-11-23T02:41:00.000Z",
        expires_at="2026-12-23T02:41:00.000Z",
        simulated=simulated,
    )


ADMIN_1 = content.Applicant(
    "นายสมศักดิ์ ผู้ดูแล", "Mr. Somsak Phudulae", "หัวหน้ากลุ่มงานคลัง", "1101700203450", "0812345678", "somsak@example.go.th"
)
ADMIN_2 = content.Applicant(
    LONG_NAME, "Mr. Kittaned Srisuwanwongwattanakit", "ผู้อำนวยการกองบริหารการคลัง", "3100500112235", "0898765432", ""
)
AGENCY_FORM = content.AgencyForm(
    office=AGENCY,
    application_id="2570-000017",
    applied_at="2026-11-23T02:40:00.000Z",
    address="99/1 ถนนตัวอย่าง แขวงทดสอบ เขตพระนคร กรุงเทพมหานคร 10200",
    order_no="ที่ 1458/2569",
    gfmis_package=True,
    admin_1=ADMIN_1,
    admin_2=ADMIN_2,
    printing=PRINTING,
)
UNIT_FORM = content.UnitForm(
    office=AGENCY,
    application_id="2570-000018",
    applied_at="2026-11-23T02:45:00.000Z",
    unit="2101000019",
    unit_name="สำนักงานตัวอย่าง จังหวัดนครราชสีมา",
    branch="สาขานครราชสีมา",
    address="1 ถนนมหาดไทย ตำบลในเมือง อำเภอเมือง จังหวัดนครราชสีมา 30000",
    order_no="ที่ 1502/2569",
    accounts=(
        content.FormAccount("3016000012", "สำนักงานตัวอย่าง จังหวัดนครราชสีมา เงินงบประมาณ", "budget"),
        content.FormAccount("3016000020", "สำนักงานตัวอย่าง จังหวัดนครราชสีมา เพื่อการรับเงินทางอิเล็กทรอนิกส์", "receiving"),
        content.FormAccount("3016000039", "สำนักงานตัวอย่าง จังหวัดนครราชสีมา เงินนอกงบประมาณ", "off_budget"),
    ),
    asked_by=ADMIN_1.name_th,
    approved_by=ADMIN_2.name_th,
    printing=PRINTING,
)
RESET_FORM = content.ResetForm(
    office=AGENCY,
    agency_name=AGENCY.agency,
    company_id="GMIS210100",
    user_id="ADMIN2",
    name="",
    position="",
    why="locked",
    printing=PRINTING,
)
RIGHTS = (
    content.Right("maker_payment", "2026-10-01", "", "ที่ 1400/2569", ""),
    content.Right("maker_collection", "2026-10-01", "2026-12-31", "ที่ 1400/2569", "นางศิริพร จำลองกุล"),
)


def review(users: int) -> content.AccessReview:
    """Return a list of so many users; every seventh has not been looked at."""
    states = ("active", "new", "active", "suspended", "active", "suspended_unconfirmed", "active", "removed")
    roles = ("maker_payment", "authorizer", "auditor", "maker_remittance")
    return content.AccessReview(
        office=AGENCY,
        period="2570-1",
        users=tuple(
            content.ReviewedUser(
                user_id=f"USER{number:02d}",
                name=LONG_NAME if number == 4 else f"นางสาวน้ำฝน ตัวอย่างที่ {number}",
                unit_name="สำนักงานตัวอย่าง จังหวัดปทุมธานี",
                rights=RIGHTS
                if number % 5 == 0
                else (content.Right(roles[number % 4], "2026-10-01", "", "ที่ 1400/2569", ""),),
                state=states[number % len(states)],
                last_sign_in_at="" if number % len(states) == 1 else f"2026-11-{number % 20 + 1:02d}T02:41:00.000Z",
                result="open" if number % 7 == 0 else "kept",
            )
            for number in range(1, users + 1)
        ),
        signers=(
            content.ReviewSigner("admin_1", ADMIN_1.name_th, "2026-11-23T02:40:00.000Z"),
            content.ReviewSigner("admin_2", ADMIN_2.name_th, ""),
        ),
        printing=PRINTING,
    )


HANDOVER = content.Handover(
    office=Office("กรมตัวอย่างเพื่อการคลัง", "สำนักงานตัวอย่าง จังหวัดปทุมธานี", "2101000012", simulated=True),
    company_id="GMIS210101",
    user_id="MAKER01",
    name="นางสาวน้ำฝน พิสูจน์ผล",
    position="นักวิชาการเงินและบัญชีชำนาญการ",
    rights=RIGHTS,
    batches=(
        content.HandoverBatch(
            "PB-2570-000128", "สธ 0210.2/ว 1458", "submitted", 48_627_550, "2026-11-20T08:12:00.000Z", "made"
        ),
        content.HandoverBatch("PB-2570-000131", "", "returned", 125_000, "2026-11-21T08:12:00.000Z", "made"),
        content.HandoverBatch(
            "PB-2570-000140", "สธ 0210.2/ว 1502", "in_approval", 99_999_999_999, "2026-11-22T08:12:00.000Z", "to_decide"
        ),
    ),
    keys=(
        content.HandoverKey("ab12cd34ef56" + "0" * 52, "FIN-PC-03", "2026-10-01T02:00:00.000Z", ""),
        content.HandoverKey(
            "9911aa22bb33" + "0" * 52, "FIN-PC-OLD", "2025-10-01T02:00:00.000Z", "2026-09-30T09:00:00.000Z"
        ),
    ),
    workstations=(
        content.HandoverWorkstation("FIN-PC-03", "enrolled", "2026-11-22T09:41:00.000Z"),
        content.HandoverWorkstation("FIN-PC-OLD", "revoked", "2026-09-30T09:00:00.000Z"),
    ),
    printing=PRINTING,
)
