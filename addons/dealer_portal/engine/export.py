"""Texts for spreadsheets. Plain Python."""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for one


def cell(value):
    """Return ``value`` as a cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> cell("=1+1"), cell("-3 %"), cell("S00012"), cell(-3.5), cell(None)
    ("'=1+1", "'-3 %", 'S00012', -3.5, '')
    """
    if value is None or value is False:
        return ""
    if isinstance(value, (int, float)):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(rows):
    """Return rows of values as the bytes of a CSV file that spreadsheets open in UTF-8.

    >>> as_csv([["Name", "=A1"]]).decode("utf-8-sig")
    "Name,'=A1\\r\\n"
    """
    stream = io.StringIO()
    csv.writer(stream).writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
