from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

def draw(drawing: Drawing, canvas: Canvas, x: float, y: float) -> None: ...
