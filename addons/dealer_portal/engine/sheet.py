"""Rows of an order from what people paste or upload: text with tabs or commas, CSV and XLSX. No Odoo in here."""

import csv
import io
import unicodedata
import zipfile

import openpyxl

from .export import FORMULA

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_COLUMNS = 20

# What the columns may be called, in both languages; without blanks, in small letters.
HEADS = {
    "code": {"code", "sku", "item", "itemno", "partno", "partnumber", "ownpartno", "product", "productcode", "article"}
    | {
        "barcode",
        "ean",
        "编码",
        "编号",
        "产品",
        "产品编码",
        "产品编号",
        "料号",
        "自有料号",
        "条码",
        "货号",
        "商品编码",
    },
    "quantity": {"qty", "quantity", "pcs", "amount", "number", "order", "数量", "订购数量", "采购数量"},
    "unit": {"unit", "uom", "pack", "单位", "计量单位", "包装"},
}


class SheetError(Exception):
    """The file cannot be read; ``reason`` is one of "empty", "large", "type", "broken", "rows"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def rows_of_text(text, limit):
    """Return [(code, quantity, unit)] of pasted text: one row a line, columns by tab, semicolon or comma.

    :raise SheetError: "empty", "large" or "rows"

    >>> rows_of_text("A-1\\t12\\nB 2\\t3\\tbox", 10)
    [('A-1', '12', ''), ('B 2', '3', 'box')]
    >>> rows_of_text("Qty;Code\\n5;A-1", 10)
    [('A-1', '5', '')]
    >>> rows_of_text("A-1 12", 10)
    [('A-1', '12', '')]
    """
    if len(text) > MAX_BYTES:
        raise SheetError("large")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise SheetError("empty")
    delimiter = _delimiter(lines[0])
    if not delimiter:
        return _order_rows([line.rsplit(None, 1) for line in lines], limit)
    return _order_rows(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter), limit)


def _delimiter(line):
    """Return what separates the columns of a line, or None if only blanks do."""
    return next((mark for mark in ("\t", ";", ",") if mark in line), None)


def rows_of_file(name, data, limit):
    """Return [(code, quantity, unit)] of a file; what it is, its first bytes say, the name must agree.

    :param str name: of the file; ends in .csv, .txt or .xlsx
    :param bytes data: content
    :raise SheetError: see there
    """
    if not data:
        raise SheetError("empty")
    if len(data) > MAX_BYTES:
        raise SheetError("large")
    ending = name.rsplit(".", 1)[-1].lower()
    if data[:4] == b"PK\x03\x04" and ending == "xlsx":
        return _order_rows(_workbook(data), limit)
    if ending not in ("csv", "txt") or b"\x00" in data:
        raise SheetError("type")
    return rows_of_text(_decoded(data), limit)


def _decoded(data):
    """Return text: UTF-8, else what Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("type")


def _workbook(data):
    """Yield the rows of the first sheet. What unpacks to too much is refused before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise SheetError("large")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True)
    except SheetError:
        raise
    except Exception as error:  # a file from outside can break the reader in any way
        raise SheetError("broken") from error


def _order_rows(table, limit):
    """Return [(code, quantity, unit)]: by the names of the columns, else the first three."""
    places, rows = None, []
    for cells in table:
        cells = [_cell(value) for value in cells]
        if not any(cells):
            continue
        if places is None:
            places = _places(cells)
            if places:
                continue
            places = {"code": 0, "quantity": 1, "unit": 2}
        row = tuple(cells[place] if 0 <= place < len(cells) else "" for place in _in_order(places))
        if any(row):
            rows.append(row)
        if len(rows) > limit:
            raise SheetError("rows")
    if not rows:
        raise SheetError("empty")
    return rows


def _in_order(places):
    return [places.get(name, -1) for name in ("code", "quantity", "unit")]


def _places(cells):
    """Return {column: place} if the row names columns, else None."""
    places = {}
    for place, cell in enumerate(cells):
        word = "".join(unicodedata.normalize("NFKC", cell).lower().split()).replace(".", "").replace("_", "")
        for name, words in HEADS.items():
            if word in words:
                places.setdefault(name, place)
    return places if "code" in places or "quantity" in places and len(places) > 1 else None


def _cell(value):
    """Return the text of a cell; a whole number has no decimals, the apostrophe that kept a formula away goes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()[:200]
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text
