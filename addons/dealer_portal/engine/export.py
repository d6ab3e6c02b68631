"""Texts for spreadsheets. Plain Python."""

import csv
import io
import tempfile

IN_MEMORY = 1024 * 1024  # of a file; what is longer is on disk

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


def csv_file(rows):
    """Return an open file, at its beginning, with the CSV of ``rows`` as spreadsheets open it: UTF-8, no formulas.

    :param rows: any iterable of rows of values; however many, they take little memory

    >>> with csv_file(iter([["Name", "=A1"], ["a", 1]])) as file:
    ...     file.read().decode("utf-8-sig")
    "Name,'=A1\\r\\na,1\\r\\n"
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 whoever sends it closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    csv.writer(text).writerows([cell(value) for value in row] for row in rows)
    text.detach()
    file.seek(0)
    return file
