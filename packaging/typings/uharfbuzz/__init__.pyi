class Blob:
    data: bytes
    def __init__(self, data: bytes) -> None: ...

class Face:
    def __init__(self, blob: Blob) -> None: ...
    def reference_table(self, tag: str) -> Blob: ...

class GlyphExtents:
    x_bearing: int
    y_bearing: int
    width: int
    height: int

class Font:
    def __init__(self, face_or_font: Face) -> None: ...
    def get_glyph_h_advance(self, gid: int) -> int: ...
    def get_glyph_extents(self, gid: int) -> GlyphExtents | None: ...
    def glyph_to_string(self, gid: int) -> str: ...

class GlyphInfo:
    codepoint: int
    cluster: int

class GlyphPosition:
    x_advance: int
    y_advance: int
    x_offset: int
    y_offset: int

class Buffer:
    direction: str
    script: str
    language: str
    glyph_infos: list[GlyphInfo]
    glyph_positions: list[GlyphPosition]
    def add_str(self, text: str) -> None: ...
    def guess_segment_properties(self) -> None: ...

def shape(font: Font, buffer: Buffer) -> None: ...
