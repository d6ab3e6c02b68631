"""Text in PDFs that are drawn with reportlab: Latin and Chinese, both embedded where the fonts are found. Plain Python.

Debian's packages of Odoo and of fonts put everything below one ``usr`` folder, in the system or in ``.runtime``. Without
the fonts the built-in ones are named, which the reader of the document has to have.
"""

from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

import odoo.tools

FOLDERS = (Path(odoo.tools.__file__).parents[5] / "share/fonts/truetype", Path("/usr/share/fonts/truetype"))
FILES = {
    "DealerLatin": "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
    "DealerLatinBold": "roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
    "DealerChinese": "droid/DroidSansFallbackFull.ttf",
}
BUILT_IN = {"DealerLatin": "Helvetica", "DealerLatinBold": "Helvetica-Bold", "DealerChinese": "STSong-Light"}


@cache
def font(name):
    """Return the name of a registered font to use for "DealerLatin", "DealerLatinBold" or "DealerChinese"."""
    for folder in FOLDERS:
        try:
            pdfmetrics.registerFont(TTFont(name, str(folder / FILES[name])))
            return name
        except (TTFError, OSError):
            continue
    if name == "DealerChinese":
        pdfmetrics.registerFont(UnicodeCIDFont(BUILT_IN[name]))
    return BUILT_IN[name]


def is_latin(character):
    """Tell whether the Latin font draws a character: Latin letters, digits, punctuation and currency signs of the West.

    >>> [is_latin(one) for one in "aé9–€¥力（，"]
    [True, True, True, True, True, True, False, False, False]
    """
    return ord(character) < 0x0250 or 0x2000 <= ord(character) < 0x2070 or character in "€₩₫₽₹"


def runs(text, bold=False):
    """Return list of (font, part): ``text`` cut where Latin and other script meet.

    >>> [part for _font, part in runs("Lida 上海力达 1,5 €")]
    ['Lida ', '上海力达', ' 1,5 €']
    """
    parts = []
    for character in text:
        latin = is_latin(character)
        if parts and parts[-1][0] == latin:
            parts[-1][1].append(character)
        else:
            parts.append((latin, [character]))
    western = "DealerLatinBold" if bold else "DealerLatin"
    return [(font(western if latin else "DealerChinese"), "".join(part)) for latin, part in parts]


def markup(text, bold=False):
    """Return ``text`` for a Paragraph of reportlab, each run in the font that has its characters; it is escaped."""
    return "".join(f'<font name="{name}">{escape(part)}</font>' for name, part in runs(str(text), bold))


def width(text, size, bold=False):
    """Return how wide ``text`` is drawn, in points."""
    return sum(pdfmetrics.stringWidth(part, name, size) for name, part in runs(str(text), bold))


def draw(canvas, x, y, text, size, *, bold=False, right=False):
    """Draw ``text`` on a canvas of reportlab; with ``right``, it ends at ``x``."""
    x -= width(text, size, bold) if right else 0
    for name, part in runs(str(text), bold):
        canvas.setFont(name, size)
        canvas.drawString(x, y, part)
        x += pdfmetrics.stringWidth(part, name, size)
