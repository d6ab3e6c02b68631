"""The statement of a fund on paper. No ORM: it gets texts, in the reader's language, and draws them."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from odoo.addons.dealer.report.pdf_text import draw, markup

WIDTHS = [22 * mm, 26 * mm, 70 * mm, 27 * mm, 29 * mm]
TEXT = ParagraphStyle("text", fontSize=8.5, leading=11)
AMOUNT = ParagraphStyle("amount", parent=TEXT, alignment=2)
TITLE = ParagraphStyle("title", fontSize=16, leading=22)


def render(title, subtitles, head, rows, page_word):
    """Return the document as bytes.

    :param str title: heading; :param list subtitles: lines below it
    :param list head: five texts over the columns date, kind, text, amount, balance
    :param list rows: (five texts, whether they are set in bold); the table's head is repeated on each page
    """
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=18 * mm,
        bottomMargin=20 * mm,
        title=title,
    )
    table = Table([_cells(head, True), *(_cells(row, bold) for row, bold in rows)], colWidths=WIDTHS, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, "black"),
                ("LINEABOVE", (0, -1), (-1, -1), 0.8, "black"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    lines = [Paragraph(markup(line), TEXT) for line in subtitles]
    flow = [Paragraph(markup(title, bold=True), TITLE), *lines, Spacer(1, 5 * mm), table]

    def number(canvas, _document):
        draw(canvas, A4[0] - 18 * mm, 12 * mm, f"{page_word} {canvas.getPageNumber()}", 8, right=True)

    document.build(flow, onFirstPage=number, onLaterPages=number)
    return stream.getvalue()


def _cells(texts, bold):
    return [Paragraph(markup(text, bold=bold), AMOUNT if position > 2 else TEXT) for position, text in enumerate(texts)]
