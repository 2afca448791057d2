from typing import IO

from odf.element import Element

class OpenDocument:
    spreadsheet: Element
    def save(self, outputfile: str | IO[bytes], addsuffix: bool = False) -> None: ...
    def write(self, outputfp: IO[bytes]) -> None: ...

def OpenDocumentSpreadsheet() -> OpenDocument: ...
