"""Banks as clerks write them: code, abbreviation or any of their usual names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.values.identifiers import PROMPTPAY

if TYPE_CHECKING:
    from app.domain.values.identifiers import Bank, BankTable

LEGACY_MARK = "(legacy"
SUCCESSORS = {"010": "025", "065": "011"}
"""Banks that were merged into another one (rules.md 1.8)."""

_NOISE = re.compile(
    r"public company limited|public co\.? ?,?ltd\.?|ธนาคาร|จำกัด|มหาชน|บมจ|thailand|ไทยแลนด์|bank of the|"
    r"\bbank\b|\bpcl\b|\bplc\b|[\s.,()\-_/'’]+"
)

_ALIASES = {
    "002": ("กรุงเทพ", "bangkok", "bbl", "ธกรุงเทพ"),
    "004": ("กสิกรไทย", "กสิกร", "kasikorn", "kasikornthai", "kbank", "kbnk", "tfb"),
    "006": ("กรุงไทย", "krungthai", "krungthaibank", "ktb"),
    "011": ("ทหารไทยธนชาต", "ทหารไทย", "ทีเอ็มบีธนชาต", "ทีทีบี", "tmbthanachart", "ttb", "tmb", "tmbttb"),
    "014": ("ไทยพาณิชย์", "ไทยพานิชย์", "ไทยพาณิช", "siamcommercial", "scb"),
    "017": ("ซิตี้", "ซิตี้แบงก์", "citi", "citibank"),
    "020": ("สแตนดาร์ดชาร์เตอร์ด", "สแตนดาร์ดชาร์เตอร์ดไทย", "standardchartered", "scbt"),
    "022": ("ซีไอเอ็มบีไทย", "ซีไอเอ็มบี", "cimbthai", "cimb", "cimbt"),
    "024": ("ยูโอบี", "uob", "uobt", "unitedoverseas"),
    "025": ("กรุงศรีอยุธยา", "กรุงศรี", "krungsri", "ayudhya", "bay", "ofayudhya"),
    "030": ("ออมสิน", "governmentsavings", "gsb", "aomsin"),
    "033": ("อาคารสงเคราะห์", "ธอส", "governmenthousing", "ghb", "gh"),
    "034": (
        "ธกส", "เพื่อการเกษตรและสหกรณ์การเกษตร", "เพื่อการเกษตร", "เกษตร", "baac",
        "foragricultureandagriculturalcooperatives",
    ),
    "035": ("ธสน", "เพื่อการส่งออกและนำเข้าแห่งประเทศไทย", "exim"),
    "066": ("อิสลามแห่งประเทศไทย", "อิสลาม", "ธอท", "ibank", "islamic", "islamicof", "isbt"),
    "067": ("ทิสโก้", "ทิสโก", "tisco"),
    "069": ("เกียรตินาคินภัทร", "เกียรตินาคิน", "kiatnakinphatra", "kiatnakin", "kkp"),
    "070": ("ไอซีบีซีไทย", "ไอซีบีซี", "icbc", "icbct"),
    "071": ("ไทยเครดิต", "ไทยเครดิตเพื่อรายย่อย", "thaicredit", "tcd", "tcrb"),
    "073": ("แลนด์แอนด์เฮ้าส์", "แลนด์แอนด์เฮาส์", "landandhouses", "lhbank", "lhfg", "lh"),
    "098": ("sme", "smed", "ธพว", "พัฒนาวิสาหกิจขนาดกลางและขนาดย่อมแห่งประเทศไทย"),
}  # fmt: skip

_PROMPTPAY = ("พร้อมเพย์", "พร้อมเพย", "promptpay", "prompt pay")


def _key(text: str) -> str:
    plain = text.casefold()
    if plain.startswith("ธ.") and plain.count(".") == 1:
        plain = plain[2:]
    return _NOISE.sub("", plain)


def is_legacy(bank: Bank) -> bool:
    """Say whether the bank is only a memory: its code is in the table, money cannot go there."""
    return bank.name.startswith(LEGACY_MARK)


class BankNames:
    """Finds the bank's code for a written name, by exact match after dropping words such as ``ธนาคาร``."""

    def __init__(self, table: BankTable) -> None:
        self._codes: dict[str, str] = {}
        for bank in table.banks.values():
            if not is_legacy(bank):
                self._codes[_key(bank.name)] = bank.code
                self._codes[_key(bank.abbreviation)] = bank.code
        for code, names in _ALIASES.items():
            if table.find(code):
                self._codes.update((_key(name), code) for name in names)
        self._codes.update((_key(name), PROMPTPAY) for name in _PROMPTPAY)
        self._codes.pop("", None)

    def code(self, text: str) -> str:
        """Return the code of the bank, or of PromptPay, that ``text`` names, or an empty text."""
        key = _key(text)
        return self._codes.get(key, "") or self._codes.get(key.removeprefix("ธ"), "")
