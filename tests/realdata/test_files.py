"""The reader of the CSV files: what is right comes out exactly, what is wrong is told with its place, all at once."""

import datetime
import shutil
from decimal import Decimal

import pytest
from books import files
from suite.report import Failure


@pytest.fixture
def folder(small, tmp_path):
    """A copy of the small books, to be spoilt."""
    return shutil.copytree(small, tmp_path / "books")


def spoil(folder, name, old, new):
    path = folder / f"{name}.csv"
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} must be there once"
    path.write_text(content.replace(old, new), encoding="utf-8")


def complaint(folder):
    with pytest.raises(Failure) as failure:
        files.read(folder)
    return str(failure.value)


def test_every_row_is_read(small):
    books = files.read(small)
    assert (len(books.customers), len(books.orders)) == (5, 14)
    assert books.customers[1].name == "Atelier du Rhône, S.A."
    assert books.customers[2].name == 'Prairie "Toy" Store'
    first = books.lines["301"][0]
    assert (first.product, first.quantity, first.price, first.amount) == ("S1_02", 40, Decimal("18.75"), Decimal(750))
    assert books.orders[3].shipped is None
    assert books.orders[0].shipped == datetime.date(2023, 1, 12)


def test_lines_are_in_the_order_of_their_numbers(small):
    books = files.read(small)
    assert [line.position for line in books.lines["308"]] == [1, 2, 3]


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(folder):
    digest = files.read(folder).digest
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    books = files.read(folder)
    assert len(books.orderdetails) == 23
    assert books.digest != digest, "other bytes are other books"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("orders", "2023-02-14", "2023-02-30", "orders.csv, line 4, orderDate: '2023-02-30' is no date"),
        ("orders", "Resolved", "Lost", "orders.csv, line 8, status: 'Lost' is none of Shipped"),
        ("orderdetails", "38.50,2\n301", "NaN,2\n301", "orderdetails.csv, line 2, priceEach: 'NaN' is no amount"),
        ("orderdetails", "107.77", "107.775", "'107.775' is no amount of zero or more with two decimals at most"),
        ("orderdetails", "S1_01,3,", "S1_01,-3,", "quantityOrdered: '-3' is no whole number above zero"),
        ("orderdetails", "S1_01,3,", "S9_99,3,", "S9_99 is not in products.csv"),
        ("payments", "AA100002", "AA100001", "201/AA100001 is in line 2 already"),
        ("customers", "201,Lakeside Models", "201,", "customers.csv, line 2, customerName: '' is empty"),
        ("customers", "creditLimit", "limit", "customers.csv: without the columns creditLimit"),
        ("employees", ",13,Sales", ",99,Sales", "99 is not in employees.csv"),
        ("orders", "2023-05-08", "2023-05-01", "order 307 is Resolved without a later shippedDate"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder, name, old, new, told):
    spoil(folder, name, old, new)
    assert told in complaint(folder)


def test_all_of_it_is_told_at_once(folder):
    spoil(folder, "payments", "1905.00", "much")
    spoil(folder, "orders", "2023-11-28", "soon")
    told = complaint(folder)
    assert "'much'" in told
    assert "'soon'" in told


def test_a_missing_file_and_another_encoding_are_told(folder):
    (folder / "offices.csv").unlink()
    (folder / "products.csv").write_bytes("productCode\nCoupé".encode("latin-1"))
    told = complaint(folder)
    assert "offices.csv" in told
    assert "products.csv" in told


def test_two_prices_on_one_day_are_no_price_list(folder):
    with (folder / "orders.csv").open("a", encoding="utf-8") as orders:
        orders.write("315,2023-01-09,2023-01-16,2023-01-12,Shipped,,201\n")
    with (folder / "orderdetails.csv").open("a", encoding="utf-8") as lines:
        lines.write("315,C1_01,5,39.00,1\n")
    assert "customer 201 got C1_01 at 38.50 and at 39.00 on 2023-01-09" in complaint(folder)


def test_many_troubles_are_counted(folder):
    path = folder / "orderdetails.csv"
    path.write_text(path.read_text().replace(",C1_01,", ",X,").replace(",S1_02,", ",Y,").replace(",C1_03,", ",Z,"))
    with path.open("a") as lines:
        lines.writelines(f"301,X,1,1.00,{number}\n" for number in range(10, 30))
    assert "... and " in complaint(folder)
