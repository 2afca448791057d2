import builtins
from collections.abc import Sequence
from typing import Protocol

class PDFObject: ...

class PDFName(PDFObject):
    def __init__(self, data: str) -> None: ...

class PDFString(PDFObject):
    def __init__(self, s: str) -> None: ...

class PDFObjectReference(PDFObject): ...

_Value = PDFObject | int | float

class PDFArray(PDFObject):
    def __init__(self, sequence: Sequence[_Value]) -> None: ...

class PDFDictionary(PDFObject):
    dict: builtins.dict[str, _Value]
    def __init__(self, dict: builtins.dict[str, _Value]) -> None: ...
    def __setitem__(self, name: str, value: _Value) -> None: ...

class _Filter(Protocol):
    pdfname: str

PDFZCompress: _Filter

class PDFStream(PDFObject):
    dictionary: PDFDictionary
    def __init__(
        self,
        dictionary: PDFDictionary | None = None,
        content: bytes | None = None,
        filters: list[_Filter] | None = None,
    ) -> None: ...

class _DelayedFont(Protocol):
    def addObjects(self, document: PDFDocument) -> None: ...

class PDFDocument:
    delayedFonts: list[_DelayedFont]
    idToObject: dict[str, PDFDictionary]
    def Reference(self, object: PDFObject, name: str | None = None) -> PDFObjectReference: ...
