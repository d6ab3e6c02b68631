"""Tables of prices as people keep them: CSV as spreadsheets write it, or XLSX. Knows no database and no record."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from functools import lru_cache

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

COLUMNS = ("dealer", "product", "unit", "quantity", "price", "currency", "start", "end")
REQUIRED = ("dealer", "product", "price")
MAX_ROWS = 500_000

# What Excel writes: UTF-8 with a mark, UTF-16 ("Unicode text"), or the code page of the machine; in China that is GB 18030.
_ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_NUMBER = {
    ".": re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(e-?\d+)?", re.IGNORECASE),
    ",": re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?(e-?\d+)?", re.IGNORECASE),
}
_PLAIN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?")
# A cell that a spreadsheet would run as a formula is written with an apostrophe in front, and read without it.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


class TableError(ValueError):
    """The file as a whole cannot be read. ``code`` is one of ``unreadable empty too_long missing_column``."""

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code = code
        self.detail = detail


def read_table(content, filename, names):
    """Return the rows of a file as [(row number in the sheet, {column: cell})]; empty rows are left out.

    :param bytes content: of a CSV or XLSX file
    :param str filename: decides between the two, unless the content is plainly a workbook
    :param dict names: {heading in lower case: column}; headings that are not in it are ignored
    :raise TableError: if it is no table, has no rows, has too many, or lacks a required column
    """
    cells = _read_workbook(content) if _is_workbook(content, filename) else _read_csv(content)
    numbered = ((number, row) for number, row in enumerate(cells, 1) if any(_text(cell) for cell in row))
    header = next(numbered, None)
    if header is None:
        raise TableError("empty")
    places = _places(header[1], names)
    rows = []
    for number, row in numbered:
        if len(rows) >= MAX_ROWS:
            raise TableError("too_long", str(MAX_ROWS))
        width = len(row)
        rows.append((number, {column: row[place] if place < width else None for column, place in places.items()}))
    if not rows:
        raise TableError("empty")
    return rows


def _places(header, names):
    places = {}
    for place, cell in enumerate(header):
        column = names.get(_text(cell).lower())
        if column:
            places.setdefault(column, place)
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        raise TableError("missing_column", ",".join(missing))
    return places


def _is_workbook(content, filename):
    return content[:4] == b"PK\x03\x04" or filename.lower().endswith((".xlsx", ".xlsm"))


def _read_workbook(content):
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise TableError("unreadable") from error


def _read_csv(content):
    text = decode(content)
    if "\x00" in text:
        raise TableError("unreadable")
    lines = io.StringIO(text, newline="")
    try:
        yield from csv.reader(lines, delimiter=_delimiter(text))
    except csv.Error as error:
        raise TableError("unreadable") from error


def decode(content):
    """Return the text of a CSV file in one of the encodings that spreadsheets write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("unreadable")


def _delimiter(text):
    """Return the separator that the first line uses most: comma, semicolon (where the comma is decimal) or tab."""
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _text(cell):
    if type(cell) is str:  # by far the most
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def clean_text(cell):
    """Return a cell as the text a person sees in it.

    >>> clean_text(1001.0), clean_text(None), clean_text("'=A1"), clean_text("  X-1 ")
    ('1001', '', '=A1', 'X-1')
    """
    text = _text(cell)
    if text[:1] == "'" and text[1:2] in _FORMULA_START:
        return text[1:]
    return text


def safe_text(value):
    """Return ``value`` as a CSV cell that no spreadsheet runs as a formula; :func:`clean_text` gives it back.

    >>> safe_text("=1+1"), safe_text("A-1"), clean_text(safe_text("-x"))
    ("'=1+1", 'A-1', '-x')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_START) else value


def parse_number(cell, decimal="."):
    """Return a cell as float, None if it is empty.

    :param str decimal: the decimal separator of text cells, ``.`` or ``,``; the other one may group thousands
    :raise ValueError: if it is no number

    >>> parse_number("1,234.50"), parse_number("1.234,50", ","), parse_number(3), parse_number(" ")
    (1234.5, 1234.5, 3.0, None)
    >>> parse_number("12,5")
    Traceback (most recent call last):
    ...
    ValueError: 12,5
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _finite(float(cell))
    if type(cell) is str and decimal == "." and _PLAIN_NUMBER.fullmatch(cell):
        return float(cell)
    text = clean_text(cell).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not text:
        return None
    if not _NUMBER[decimal].fullmatch(text):
        raise ValueError(text)
    grouping = "," if decimal == "." else "."
    return _finite(float(text.replace(grouping, "").replace(decimal, ".")))


def _finite(number):
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(str(number))
    return number


def parse_date(cell):
    """Return a cell as date, None if it is empty. Text is year-month-day (with ``-``, ``/`` or ``.``) or day.month.year.

    :raise ValueError: if it is no date

    >>> parse_date("2026-01-31"), parse_date("2026/1/31") == parse_date("31.01.2026"), parse_date("")
    (datetime.date(2026, 1, 31), True, None)
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _date_of_text(clean_text(cell))


@lru_cache(maxsize=1024)
def _date_of_text(text):
    """A file has few different dates in many rows: reading each once is what makes 100,000 rows quick."""
    if not text:
        return None
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def write_csv(header, rows):
    """Return a table as bytes of a CSV file that spreadsheets open in the right encoding and never run as formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
