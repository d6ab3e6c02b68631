"""The statement of account on paper: heading, one table per currency, sums carried from page to page. No ORM."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.dealer.report.pdf_text import draw, width

LEFT, RIGHT, TOP, BOTTOM = 18 * mm, A4[0] - 18 * mm, A4[1] - 18 * mm, 20 * mm
ROW = 5.2 * mm
# Right edges of the columns of amounts, left edges of the others.
COLUMNS = {
    "date": LEFT,
    "name": LEFT + 22 * mm,
    "due": LEFT + 74 * mm,
    "debit": RIGHT - 54 * mm,
    "credit": RIGHT - 27 * mm,
    "balance": RIGHT,
}
AMOUNTS = ("debit", "credit", "balance")
AMOUNT_ROOM = 25 * mm


class StatementPdf:
    """Draws one statement.

    :param dict words: texts in the reader's language: ``title dealer address company period date name due debit credit balance
        opening closing carried page``
    :param list parts: one dict a currency: ``currency`` (code), ``opening closing debit credit`` and ``lines`` (dicts ``date name
        due debit credit balance``), all of them texts
    """

    def __init__(self, words, parts):
        self._words, self._parts = words, parts
        self._stream = io.BytesIO()
        self._canvas = Canvas(self._stream, pagesize=A4, pageCompression=1)
        self._canvas.setTitle(words["title"])
        self._page, self._y = 0, 0

    def render(self):
        """Return the document as bytes."""
        self._new_page()
        for part in self._parts:
            self._draw_part(part)
        self._end_page()
        self._canvas.save()
        return self._stream.getvalue()

    def _new_page(self):
        self._page += 1
        self._y = TOP
        words = self._words
        if self._page == 1:
            draw(self._canvas, LEFT, self._y, words["title"], 16, bold=True)
            draw(self._canvas, RIGHT, self._y, words["period"], 10, right=True)
            self._y -= 9 * mm
            for name, bold in (("company", True), ("dealer", True), ("address", False)):
                for text in self._lines(words[name], 9, RIGHT - LEFT):
                    draw(self._canvas, LEFT, self._y, text, 9, bold=bold)
                    self._y -= ROW
        else:
            room = RIGHT - LEFT - width(words["period"], 9) - 6 * mm
            draw(self._canvas, LEFT, self._y, self._fitted(f"{words['title']} · {words['dealer']}", 9, room), 9)
            draw(self._canvas, RIGHT, self._y, words["period"], 9, right=True)
        self._y -= 4 * mm

    def _end_page(self):
        draw(self._canvas, RIGHT, 12 * mm, f"{self._words['page']} {self._page}", 8, right=True)
        self._canvas.showPage()

    def _room(self, rows, part=None, balance=""):
        """Go on on a new page if fewer than ``rows`` rows fit; inside a table, the balance is carried over."""
        if self._y - rows * ROW >= BOTTOM:
            return
        if part:
            self._draw_sum(self._words["carried"], balance)
        self._end_page()
        self._new_page()
        if part:
            self._draw_head(part)
            self._draw_sum(self._words["carried"], balance)

    def _draw_part(self, part):
        self._room(6)
        self._draw_head(part)
        self._draw_sum(self._words["opening"], part["opening"])
        balance = part["opening"]
        for line in part["lines"]:
            self._room(3, part, balance)
            self._draw_line(line)
            balance = line["balance"]
        self._canvas.line(LEFT, self._y + ROW * 0.7, RIGHT, self._y + ROW * 0.7)
        self._draw_sum(self._words["closing"], part["closing"], part["debit"], part["credit"])
        self._y -= 6 * mm

    def _draw_head(self, part):
        for name, x in COLUMNS.items():
            text = self._words[name] + (f" {part['currency']}" if name == "balance" else "")
            draw(self._canvas, x, self._y, text, 8, bold=True, right=name in AMOUNTS)
        self._canvas.line(LEFT, self._y - 1.5 * mm, RIGHT, self._y - 1.5 * mm)
        self._y -= ROW * 1.2

    def _draw_sum(self, text, balance, debit="", credit=""):
        draw(self._canvas, COLUMNS["name"], self._y, text, 8.5, bold=True)
        for name, amount in zip(AMOUNTS, (debit, credit, balance), strict=True):
            self._draw_amount(name, amount, bold=True)
        self._y -= ROW

    def _draw_amount(self, name, amount, bold=False):
        """Draw an amount in its column; one of twelve digits is smaller rather than run into the next column."""
        size = 8.5
        while size > 5 and width(amount, size) > AMOUNT_ROOM:
            size -= 0.25
        draw(self._canvas, COLUMNS[name], self._y, amount, size, bold=bold, right=True)

    def _draw_line(self, line):
        room = {"date": 21 * mm, "name": 50 * mm, "due": 21 * mm}
        for name, x in COLUMNS.items():
            if name in AMOUNTS:
                self._draw_amount(name, line[name])
            else:
                draw(self._canvas, x, self._y, self._fitted(line[name], 8.5, room[name]), 8.5)
        self._y -= ROW

    @staticmethod
    def _lines(text, size, room):
        """Return ``text`` as lines that fit, broken anywhere: Chinese has no blanks, and a name is not cut."""
        lines = [""]
        for character in text:
            if width(lines[-1] + character, size) > room:
                lines.append("")
            lines[-1] += character
        return lines

    @staticmethod
    def _fitted(text, size, room):
        """Return ``text``, cut with an ellipsis where it would run into the next column."""
        if width(text, size) <= room:
            return text
        while text and width(text + "…", size) > room:
            text = text[:-1]
        return text + "…"
