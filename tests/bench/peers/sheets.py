"""Writes sheets like ours with ReportLab: letter head, address, five lines, sums, a label with two bar codes."""

import io
import sys

from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

fonts = sys.argv[2]
pdfmetrics.registerFont(TTFont("Regular", f"{fonts}/NotoSans-Regular.ttf"))
pdfmetrics.registerFont(TTFont("Bold", f"{fonts}/NotoSans-Bold.ttf"))
GOODS = [
    ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 255),
    ("71053", "WHITE METAL LANTERN", 339),
    ("84406B", "CREAM CUPID HEARTS COAT HANGER", 275),
    ("22752", "SET 7 BABUSHKA NESTING BOXES", 765),
    ("21730", "GLASS STAR FROSTED T-LIGHT HOLDER", 425),
]
out = io.BytesIO()
canvas = Canvas(out, pagesize=(210 * mm, 297 * mm))


def text(x, y, words, size=9, bold=False, right=False):
    canvas.setFont("Bold" if bold else "Regular", size)
    (canvas.drawRightString if right else canvas.drawString)(x * mm, (297 - y) * mm, words)


for number in range(int(sys.argv[1])):
    reference = str(536_365 + number)
    text(20, 20, "Online Retail", 16, bold=True)
    for at, line in enumerate(["Online Retail Ltd", "12 Camden Passage", "London N1 8EA", "VAT GB 123 4567 89"]):
        text(190, 20 + 4 * at, line, right=True)
    for at, line in enumerate(["Harriet Ashworth", "Ashworth & Daughters", "Flat 3", "48 Marchmont Street", "London WC1N 1AG"]):
        text(20, 50 + 4.5 * at, line, 10)
    for at, (name, value) in enumerate(
        [("Invoice", f"INV-2026-{number:06}"), ("Date", "21 Nov 2026"), ("Order", reference), ("Ordered", "20 Nov 2026"), ("Due", "21 Dec 2026")]
    ):
        text(130, 50 + 4.5 * at, name)
        text(190, 50 + 4.5 * at, value, right=True)
    for x, name in [(20, "SKU"), (45, "Description"), (120, "Qty"), (140, "Price"), (160, "Tax"), (178, "Total")]:
        text(x, 84, name, 8, bold=True)
    canvas.line(20 * mm, 211 * mm, 190 * mm, 211 * mm)
    goods = 0
    for at in range(5):
        sku, description, price = GOODS[(at + number) % 5]
        worth = price * (at + 1)
        goods += worth
        y = 91 + 6 * at
        text(20, y, sku)
        text(45, y, description)
        text(127, y, str(at + 1), right=True)
        text(150, y, f"{price / 100:.2f}", right=True)
        text(168, y, "20%", right=True)
        text(190, y, f"{worth / 100:.2f}", right=True)
    for at, (name, value) in enumerate([("Goods", goods), ("Postage", 495), ("VAT", goods // 5), ("Total", goods + goods // 5 + 495)]):
        text(150, 126 + 5 * at, name, bold=name == "Total")
        text(190, 126 + 5 * at, f"{value / 100:,.2f}", right=True, bold=name == "Total")
    text(20, 160, "30 days. Please leave with the neighbour at number 50.")
    canvas.roundRect(100 * mm, 10 * mm, 100 * mm, 70 * mm, 3 * mm)
    for at, line in enumerate(["Harriet Ashworth", "48 Marchmont Street", "London WC1N 1AG"]):
        text(105, 225 + 5 * at, line, 11, bold=at == 0)
    text(195, 225, "Tracked 48", 12, bold=True, right=True)
    code128.Code128(reference, barHeight=14 * mm, barWidth=0.4 * mm).drawOn(canvas, 105 * mm, 36 * mm)
    code128.Code128(f"ZA{number:09}GB", barHeight=14 * mm, barWidth=0.4 * mm).drawOn(canvas, 105 * mm, 16 * mm)
    canvas.showPage()
canvas.save()
print(len(out.getvalue()))
