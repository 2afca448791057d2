"""What is said of a verification, in Thai and English; the verifier has no catalogue but this."""

from __future__ import annotations

from typing import Literal

Language = Literal["th", "en"]

PARTS: dict[str, tuple[str, str]] = {
    "files": ("แฟ้มทุกแฟ้มในชุด", "every file of the set"),
    "machine_file": ("ลายมือชื่อของผู้จัดทำแฟ้มหลักฐาน", "the signature of who made the dossier"),
    "bank_key": ("กุญแจสาธารณะของธนาคาร", "the bank's public key"),
    "log": ("บันทึกเหตุการณ์ที่ธนาคารลงนาม", "the log that the bank signed"),
    "bodies": ("เนื้อหาเหตุการณ์และกุญแจของบุคคล", "the events' contents and the people's keys"),
    "maker": ("ผู้ทำรายการ", "the maker"),
    "payment": ("ลายมือชื่อผู้ทำรายการบนหัวชุดโอน", "the maker's signature on the batch"),
    "lines": ("รายการผู้รับเงิน ลำดับ และยอดรวม", "the lines, their order and their sum"),
    "approvals": ("ลายมือชื่อผู้อนุมัติ", "the authorizers' signatures"),
    "results": ("ผลการโอนรายรายการ", "the result of every line"),
    "receipt": ("หนังสือยืนยันผลที่ธนาคารลงนาม", "the result that the bank signed"),
    "attachments": ("เอกสารแนบ", "the attached papers"),
    "templates": ("แบบเอกสารของหน่วยงาน", "what the agency's papers bear"),
    "acts": ("บันทึกการใช้งานของเครื่อง การพิมพ์และการส่งออก", "the workstation's acts, prints and exports"),
    "paper": ("เอกสาร", "the paper"),
    "official_receipt": ("ใบเสร็จรับเงินที่ธนาคารลงนาม", "the receipt that the bank signed"),
    "day": ("ลายมือชื่อผู้เสนอและผู้อนุมัติการปิดบัญชีประจำวัน", "who proposed and who approved the close of a day"),
    "day_record": ("บันทึกการปิดบัญชีประจำวันที่ธนาคารลงนาม", "the record of a close that the bank signed"),
    "remittance": ("ลายมือชื่อผู้ทำรายการและผู้อนุมัติการนำส่งคลัง", "the two signatures on the remittance"),
    "treasury_documents": ("เลขที่เอกสารของคลัง", "the treasury's documents"),
    "success_record": ("หลักฐานการนำเงินส่งคลังที่ธนาคารลงนาม", "the record of a remittance that the bank signed"),
    "year": ("ช่วงเวลาของปีงบประมาณ", "the bounds of the fiscal year"),
    "signed": (
        "รายการเดินบัญชี การปิดวัน และการนำส่งที่ธนาคารลงนาม",
        "statements, closed days and remittances that the bank signed",
    ),
    "receipt_books": ("ใบเสร็จรับเงินทุกฉบับของปี เลขที่ต่อเนื่อง", "every receipt of the year, numbers without a gap"),
    "practice_record": ("บันทึกการผ่านแบบฝึกที่ธนาคารจำลองลงนาม", "the record of practice that the simulated bank signed"),
    "index": ("สารบัญของคลังเอกสาร", "the index of the archive"),
}
REASONS: dict[str, tuple[str, str]] = {
    "bomb": ("แฟ้มขยายใหญ่ผิดปกติ", "the file grows beyond all measure"),
    "body": ("เนื้อหาไม่ตรงกับที่บันทึกไว้", "the content is not the one that was recorded"),
    "changed": ("เนื้อหาถูกแก้", "its content was changed"),
    "cut_off": ("ส่วนท้ายถูกตัดออก", "the end was cut off"),
    "damaged": ("แฟ้มเสียหาย", "the file is damaged"),
    "encrypted": ("แฟ้มถูกเข้ารหัส", "the file is encrypted"),
    "key": ("กุญแจไม่ถูกต้อง", "the key is not what it is named"),
    "line": ("รายการไม่ตรงกับที่ลงนาม", "the line is not the one that was signed"),
    "line_count": ("จำนวนรายการไม่ตรงกับที่ลงนาม", "there are not as many lines as were signed"),
    "line_order": ("ลำดับหรือจำนวนเงินของรายการผิด", "the line is out of order, or its amount is none"),
    "lines_root": ("รายการไม่ตรงกับที่ลงนาม", "the lines are not those that were signed"),
    "lines_sum": ("ยอดรวมหรือจำนวนรายการไม่ตรงกับที่ลงนาม", "sum or count are not what was signed"),
    "missing": ("หายไป หรือผิดลำดับ", "it is missing or out of order"),
    "name": ("ชื่อแฟ้มไม่ปลอดภัย", "the file's name is not safe"),
    "no_archive": ("ไม่ใช่แฟ้ม zip ที่สมบูรณ์", "this is no whole zip file"),
    "no_dossier": ("ไม่พบ dossier.json", "there is no dossier.json"),
    "no_entry": ("อ่านไม่ได้", "it cannot be read"),
    "no_file": ("ไม่ใช่แฟ้มธรรมดา", "it is no ordinary file"),
    "no_receipt": ("ธนาคารยังไม่ยืนยันผล", "the bank has not confirmed the result"),
    "no_result": ("ไม่มีผลการโอน", "it has no result"),
    "no_key": (
        "ยังไม่ได้เทียบผู้จัดทำ โปรดให้แฟ้มหลักฐานด้วย --dossier",
        "who made it was not compared: give the dossier with --dossier",
    ),
    "no_seal": ("ไม่มีตราผนึกของคลัง", "it bears no seal of Khlang"),
    "no_such_line": ("ไม่มีรายการนี้ในชุดโอน", "the batch has no such line"),
    "no_such_record": ("ไม่มีเหตุการณ์ลำดับนี้", "the log has no such record"),
    "not_compared": (
        "ยังไม่ได้เทียบ โปรดเทียบลายพิมพ์นี้กับหนังสือของธนาคาร หรือใช้ --bank-key",
        "not compared: hold this fingerprint against the bank's letter, or use --bank-key",
    ),
    "not_in_index": ("ไม่มีในสารบัญ", "the index does not name it"),
    "not_listed": ("ไม่มีชื่อในแฟ้มหลักฐาน", "the dossier does not name it"),
    "not_the_banks": ("ธนาคารไม่ได้ลงนาม", "the bank did not sign this"),
    "not_told": ("ไม่มีเหตุการณ์ของชุดโอนนี้", "the log does not tell of this batch"),
    "not_on_record": ("ไม่พบการจัดทำเอกสารนี้ในบันทึก", "no record tells that this paper was made"),
    "other_bank": ("ไม่ใช่กุญแจของธนาคารที่ให้มา", "it is not the bank's key that was given"),
    "other_payment": ("ลงนามให้ชุดโอนอื่น", "another payment was signed"),
    "outside_pages": ("แฟ้มถูกแก้นอกเนื้อหาหน้า", "the file was altered outside of its pages"),
    "page": ("เนื้อหาหน้านี้ถูกแก้", "what stands on this page was altered"),
    "page_says_else": ("ข้อความบนหน้าไม่ตรงกับที่ธนาคารลงนาม", "the page does not say what the bank signed"),
    "receipt": ("ไม่ตรงกับหนังสือยืนยันของธนาคาร", "it is not what the bank confirmed"),
    "same_person": ("ผู้อนุมัติเป็นคนเดียวกับผู้ทำรายการ", "the authorizer is the maker"),
    "shown": ("สิ่งที่แสดงแก่ผู้อนุมัติไม่ตรงกับรายการ", "what the authorizer was shown is not this"),
    "signature": ("ลายมือชื่อไม่ถูกต้อง", "the signature is wrong"),
    "signer": ("ผู้ลงนามไม่ใช่บุคคลที่ระบุ", "the signer is not who is named"),
    "too_few": ("ผู้อนุมัติไม่ครบจำนวน", "too few authorizers signed"),
    "too_large": ("ใหญ่เกินกำหนด", "it is too large"),
    "too_many": ("มีแฟ้มมากเกินกำหนด", "there are too many files"),
    "twice": ("มีชื่อซ้ำ", "its name is there twice"),
    "year_bounds": ("ไม่อยู่ในช่วงของปีงบประมาณนี้", "it is not within this fiscal year"),
    "year_running": ("ปีงบประมาณยังไม่สิ้นสุดเมื่อจัดทำ", "the year had not ended when this was made"),
    "unreadable": ("อ่านไม่ได้ หรือไม่อยู่ในรูปแบบมาตรฐาน", "it cannot be read in canonical form"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "proven": ("พิสูจน์แล้ว", "proven"),
    "broken": ("ไม่ผ่าน", "NOT proven"),
    "open": ("ยังไม่ได้เทียบ", "not compared"),
}
TEXTS: dict[str, tuple[str, str]] = {
    "first": ("จุดแรกที่ไม่ผ่าน: {part}{about}{place}: {reason}", "The first broken place: {part}{about}{place}: {reason}"),
    "all": ("หลักฐานทั้งชุดพิสูจน์ได้", "Everything in this dossier is proven"),
    "within": (
        "หลักฐานถูกต้องตรงกันภายในชุด แต่ยังไม่ได้เทียบกุญแจของธนาคาร",
        "The dossier is right within itself, but the bank's key was not compared",
    ),
    "dossier": (
        "{agency} · {unit} · ชุดโอน {batches} ชุด รวม {amount} บาท · จัดทำเมื่อ {at}",
        "{agency} · {unit} · {batches} batches, {amount} baht in all · made at {at}",
    ),
    "year": (
        "{agency} · {unit} · ปีงบประมาณ {year} · ชุดโอน {batches} ชุด รวม {amount} บาท · ใบเสร็จ {receipts} ฉบับ · เมื่อ {at}",
        "{agency} · {unit} · fiscal year {year} · batches {batches}, {amount} baht · receipts {receipts} · made {at}",
    ),
    "year_whole": (
        "คลังเอกสารทั้งปีพิสูจน์ได้",
        "Everything in this archive of a year is proven",
    ),
    "year_within": (
        "คลังเอกสารถูกต้องตรงกันภายในชุด แต่ยังไม่ได้เทียบกุญแจของธนาคาร",
        "The archive is right within itself, but the bank's key was not compared",
    ),
    "year_incomplete": (
        "จัดทำเมื่อปียังไม่ครบ ไม่ใช่ชุดสมบูรณ์: {matters}",
        "It was made before the year was complete: {matters}",
    ),
    "trail_sound": (
        "สายโซ่สมบูรณ์ {count} รายการ รายการล่าสุด {head}",
        "The chain is sound: {count} entries, the newest {head}",
    ),
    "trail_broken": (
        "สายโซ่ขาดที่รายการที่ {seq}: {reason} (รายการก่อนหน้านั้น {count} รายการถูกต้อง)",
        "The chain breaks at entry {seq}: {reason} ({count} entries before it are right)",
    ),
    "trail_missing": ("มีรายการหายไป", "an entry is missing"),
    "trail_unreadable": (
        "แฟ้มนี้ไม่ใช่บันทึกการตรวจสอบของคลัง: อ่านบรรทัดที่ {line} ไม่ได้",
        "This file is no audit trail of Khlang: line {line} cannot be read",
    ),
    "paper": ("เอกสารนี้ไม่ถูกแก้", "This paper was not altered"),
    "receipts_within": (
        "ใบเสร็จรับเงินถูกต้องตรงกันภายในแฟ้ม แต่ยังไม่ได้เทียบกุญแจของธนาคาร",
        "The receipts are right within the file, but the bank's key was not compared",
    ),
    "receipts": (
        "ใบเสร็จรับเงิน {count} ฉบับ เป็นของจริงตามลายมือชื่อของธนาคาร (ถูกยกเลิกภายหลังหรือไม่ ดูที่ทะเบียนคุมของหน่วยงาน)",
        "Receipts that are true by the bank's signature: {count} (whether voided since, the unit's register says)",
    ),
    "days_within": (
        "การปิดบัญชีประจำวันถูกต้องตรงกันภายในแฟ้ม แต่ยังไม่ได้เทียบกุญแจของธนาคาร",
        "The close is right within the file, but the bank's key was not compared",
    ),
    "days": (
        "การปิดบัญชีประจำวัน {count} ฉบับ เป็นของจริงตามลายมือชื่อของธนาคาร",
        "Closes of days that are true by the bank's signature: {count}",
    ),
    "practices_within": (
        "บันทึกการผ่านแบบฝึกถูกต้องตรงกันภายในแฟ้ม แต่ยังไม่ได้เทียบกุญแจของธนาคารจำลอง",
        "The record of practice is right within the file, but the simulated bank's key was not compared",
    ),
    "practices": (
        "บันทึกการผ่านแบบฝึก {count} ฉบับ เป็นของจริงตามลายมือชื่อของธนาคารจำลอง",
        "Records of practice that are true by the simulated bank's signature: {count}",
    ),
    "records_within": (
        "หลักฐานการนำเงินส่งคลังถูกต้องตรงกันภายในแฟ้ม แต่ยังไม่ได้เทียบกุญแจของธนาคาร",
        "The record of the remittance is right within the file, but the bank's key was not compared",
    ),
    "records": (
        "หลักฐานการนำเงินส่งคลัง {count} ฉบับ เป็นของจริงตามลายมือชื่อของธนาคาร (เลขที่เอกสารของคลังพิสูจน์ด้วยแฟ้มหลักฐานประจำวัน)",
        "Records of remittances that are true by the bank's signature: {count}"
        " (the treasury's numbers are proven by the dossier of the day)",
    ),
    "unreadable": ("{file}: ตรวจไม่ได้: {reason}", "{file}: nothing to verify: {reason}"),
}


def said(table: dict[str, tuple[str, str]], key: str, language: Language, **facts: object) -> str:
    """Return a text of one of the tables."""
    text = table[key][0 if language == "th" else 1]
    return text.format(**facts) if facts else text
