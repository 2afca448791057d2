"""Every option of the central system, one field each: name, type, default, bounds and words stand here and only here.

Read from the defaults, a TOML file (``--config FILE`` or ``KHLANG_CENTRAL_CONFIG``), the environment
(``KHLANG_CENTRAL_<NAME>``) and the command line (``--<name>``); the later wins.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from platformdirs import user_data_path
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.simulator.chance import demand_seed
from app.simulator.clock import read_setting
from app.simulator.fields import is_email
from app.simulator.options import Found, Option, read
from app.simulator.rules import load
from app.simulator.telling.sender import AGAIN_AFTER_SECONDS
from app.simulator.telling.smtp import read_address, read_login

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PREFIX = "KHLANG_CENTRAL_"
PROGRAM = "khlang-central"
_PORT_MAX = 65535
_WEEK = 604800
_DATABASES = ("sqlite", "postgresql")


def _email(text: str) -> None:
    if not is_email(text):
        raise ValueError(text)


def _database(text: str) -> None:
    """Raise `ValueError` for what is no address of a database that we know; it does not repeat the password in it."""
    try:
        kind = make_url(text).get_backend_name()
    except ArgumentError as problem:
        raise ValueError("sqlite:///FILE, postgresql://USER@HOST/NAME") from problem
    if kind not in _DATABASES:
        raise ValueError(kind)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a central system was started."""

    data: Annotated[Path, Option("โฟลเดอร์ข้อมูลของระบบกลาง", "folder of its state", "DIR")] = msgspec.field(
        default_factory=lambda: user_data_path(PROGRAM, False)
    )
    host: Annotated[str, Option("ที่อยู่ที่เปิดรับการเชื่อมต่อ", "address it listens at")] = "127.0.0.1"
    port: Annotated[int, Option("พอร์ต 0 คือพอร์ตใดก็ได้ที่ว่าง", "0: any free one", least=0, most=_PORT_MAX)] = 8443
    socket: Annotated[
        Path | None,
        Option(
            "ซ็อกเก็ตในระบบไฟล์แทนพอร์ต สำหรับตัวกลางที่เข้ารหัสการเชื่อมต่อและอยู่หน้าระบบกลาง",
            "socket in the file system instead of a port, for a proxy in front that secures the connections",
            "PATH",
        ),
    ] = None
    console_port: Annotated[
        int | None,
        Option(
            "พอร์ตของคอนโซล 0 คือพอร์ตใดก็ได้ที่ว่าง ถ้าไม่ระบุจะไม่เปิดคอนโซล",
            "port of the console, 0: any free one; no console by default",
            least=0,
            most=_PORT_MAX,
        ),
    ] = None
    console_host: Annotated[
        str,
        Option(
            "ที่อยู่ของคอนโซล ปกติเปิดให้เครื่องนี้เท่านั้น",
            "address of the console: this machine only, unless it is told otherwise",
        ),
    ] = "127.0.0.1"
    database: Annotated[
        str | None,
        Option(
            "ที่อยู่ฐานข้อมูล ถ้าไม่ระบุใช้ไฟล์ SQLite ในโฟลเดอร์ข้อมูล",
            "SQLAlchemy URL; a SQLite file in the data folder by default",
            "URL",
            secret=True,
            check=_database,
        ),
    ] = None
    seed: Annotated[Literal["sample"] | None, Option("เพิ่มกระทรวงตัวอย่าง", "add the sample ministry")] = None
    random: Annotated[
        str | None,
        Option(
            "ค่าตั้งต้นของการสุ่ม ใช้ฝึกซ้อมเท่านั้น ความลับทุกอย่างเดาได้จากค่านี้",
            "PRACTICE ONLY: seed from which every random thing and every secret follows; kept with the data folder",
            check=demand_seed,
            secret=True,
        ),
    ] = None
    recording_spare_megabytes: Annotated[
        int,
        Option(
            "พื้นที่ว่างบนดิสก์ที่ต้องเหลือไว้ให้ธนาคาร การบันทึกคำขอหยุดเองเมื่อเหลือน้อยกว่านี้",
            "free space that recording leaves to the bank: it stops by itself before",
            least=0,
        ),
    ] = 512
    tape: Annotated[
        Path | None,
        Option(
            "เล่นไฟล์บันทึกซ้ำ ใช้กับคำสั่ง replay เท่านั้น",
            "PRACTICE ONLY: play this recording's chance and time; for `khlang-central replay`",
            "FILE",
            exists=True,
        ),
    ] = None
    rules: Annotated[
        Path | None,
        Option(
            "กติกาที่ธนาคารใช้กับรายการ (TOML)",
            "what the bank does with lines (TOML)",
            "FILE",
            exists=True,
            check=load,
        ),
    ] = None
    clock: Annotated[
        str | None,
        Option(
            "เวลาของระบบกลาง ถ้าไม่ระบุใช้ค่าที่ตั้งไว้ครั้งก่อน",
            "real, offset:ISO, offset:+SECONDS, frozen:ISO, speed:FACTOR[:ISO]; as it was left by default",
            check=read_setting,
        ),
    ] = None
    smtp: Annotated[
        str | None,
        Option(
            "เซิร์ฟเวอร์อีเมลสำหรับหนังสือแจ้ง ถ้าไม่ระบุจะบันทึกไว้เท่านั้น",
            "mail server for notices; otherwise only recorded",
            "HOST:PORT",
            check=read_address,
        ),
    ] = None
    smtp_from: Annotated[str, Option("ผู้ส่งหนังสือแจ้ง", "sender of notices", "ADDRESS", check=_email)] = (
        "khlang@khlang.invalid"
    )
    smtp_starttls: Annotated[
        bool, Option("เข้ารหัสการเชื่อมต่ออีเมลก่อนเริ่มส่ง", "secure the connection before anything is said")
    ] = False
    smtp_ca: Annotated[
        Path | None,
        Option(
            "ไฟล์ PEM สำหรับตรวจใบรับรองของเซิร์ฟเวอร์อีเมล",
            "PEM file to check the mail server's certificate against",
            "FILE",
            exists=True,
        ),
    ] = None
    smtp_login: Annotated[
        Path | None,
        Option(
            "ไฟล์ชื่อผู้ใช้และรหัสผ่านของเซิร์ฟเวอร์อีเมล บรรทัดละค่า",
            "file with user name and password, a line each",
            "FILE",
            exists=True,
            check=read_login,
        ),
    ] = None
    smtp_again: Annotated[
        tuple[float, ...],
        Option("จำนวนวินาทีระหว่างการส่งแต่ละครั้ง", "seconds between tries: 60,300,1800", "SECONDS", least=0, most=_WEEK),
    ] = AGAIN_AFTER_SECONDS
    check_answers: Annotated[
        bool,
        Option(
            "ตรวจทุกคำขอและทุกคำตอบกับสัญญาการเชื่อมต่อ (ช้าลง)",
            "hold every request and answer against the published contract, which costs time",
        ),
    ] = False
    sms: Annotated[bool, Option("ส่ง SMS ผ่านเกตเวย์จำลอง", "hand SMS to the simulated gateway, tell the outcome")] = False

    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Option("ระดับของบันทึกการทำงาน", "least level of log lines")
    ] = "info"
    metrics_port: Annotated[
        int | None,
        Option(
            "พอร์ตของตัวเลขการทำงาน (Prometheus) เฉพาะเครื่องนี้ ถ้าไม่ระบุจะปิดไว้",
            "where this machine may ask for figures (Prometheus), each further process a port higher; off by default",
            least=0,
            most=_PORT_MAX,
        ),
    ] = None
    stop_seconds: Annotated[
        int,
        Option(
            "จำนวนวินาทีที่รอให้งานที่ทำอยู่จบเมื่อสั่งหยุด",
            "how long running requests may take to end once it is told to stop",
            least=1,
            most=600,
        ),
    ] = 10
    disk_free: Annotated[
        int,
        Option(
            "พื้นที่ว่างขั้นต่ำของโฟลเดอร์ข้อมูล (MiB) ต่ำกว่านี้ถือว่าไม่พร้อมทำงาน",
            "MiB that must be free in the data folder, else it is not ready",
            "MIB",
            least=1,
            most=1e9,
        ),
    ] = 256
    backup_passphrase: Annotated[
        Path | None,
        Option(
            "ไฟล์รหัสผ่านที่ใช้ปิดผนึกไฟล์สำรอง (บรรทัดแรก)",
            "file whose first line seals backups, and opens them",
            "FILE",
            exists=True,
        ),
    ] = None


def from_start(arguments: Sequence[str], environ: Mapping[str, str]) -> Found[Settings]:
    """Return the settings of a start and where each comes from; raise `OptionsWrong` with every mistake."""
    description = "Khlang's central system, simulated."
    return read(Settings, PROGRAM, description, PREFIX, arguments, environ)
