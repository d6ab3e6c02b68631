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
        (
            "orders",
            "2023-02-14",
            "2023-02-30",
            "orders.csv, line 4, orderDate: '2023-02-30' is a day that there is not",
        ),
        ("orders", "Resolved", "Lost", "orders.csv, line 8, status: 'Lost' is none of Shipped"),
        ("orderdetails", "38.50,2\n301", "NaN,2\n301", "orderdetails.csv, line 2, priceEach: 'NaN' is no amount"),
        ("orderdetails", "107.77", "107.775", "'107.775' is no amount of zero or more with a decimal point and two"),
        ("orderdetails", "107.77", '"107,77"', "'107,77' is no amount of zero or more with a decimal point"),
        ("orderdetails", "107.77", "1e30", "'1e30' is no amount"),
        ("orderdetails", "107.77", "1_0", "'1_0' is no amount"),
        ("orderdetails", "107.77", "9" * 40, "is no amount"),
        ("orderdetails", "S1_01,3,", "S1_01,-3,", "quantityOrdered: '-3' is no whole number"),
        ("orderdetails", "S1_01,3,", "S1_01,0,", "quantityOrdered: '0' is no whole number above zero"),
        ("orderdetails", "S1_01,3,", "S1_01,,", "quantityOrdered: '' is no whole number"),
        ("orderdetails", "S1_01,3,", "S9_99,3,", "S9_99 is not in products.csv"),
        ("payments", "AA100002", "AA100001", "201/AA100001 is in line 2 already"),
        ("customers", "201,Lakeside Models", "201,", "customers.csv, line 2, customerName: '' is empty"),
        ("customers", "creditLimit", "limit", "customers.csv: without the columns creditLimit"),
        ("employees", ",13,Sales", ",99,Sales", "99 is not in employees.csv"),
        ("payments", "1905.00", "0.00", "payments.csv, line 2, amount: '0.00' is no amount above zero"),
        ("payments", "201,AA100001", "999,AA100001", "payments.csv, line 2: 999 is not in customers.csv"),
        ("payments", "AA100001", "A" * 41, "checkNumber: '" + "A" * 40 + "' has 41 characters; 40 are the most"),
        (
            "customers",
            "201,Lakeside Models",
            "201,Lake\x07side",
            "customerName: 'Lake\\x07side' has a control character",
        ),
        ("customers", "Rhône", "Rh\x00ne", "customers.csv, line 3"),
        ("orders", "2023-02-14", "14.02.2023", "orderDate: '14.02.2023' is no date (YYYY-MM-DD)"),
        ("orders", "2023-02-14", "20230214", "orderDate: '20230214' is no date (YYYY-MM-DD)"),
        ("payments", ",1905.00", "", "payments.csv, line 2: 3 columns instead of 4; is a comma or a quote missing?"),
        ("payments", "1905.00", "1,905.00", "payments.csv, line 2: 5 columns instead of 4"),
        ("payments", "paymentDate", "amount", "payments.csv: without the columns paymentDate"),
        ("payments", "paymentDate", "paymentDate,amount", "payments.csv: two columns are called amount"),
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
    (folder / "payments.csv").write_bytes((folder / "payments.csv").read_bytes().decode().encode("utf-16"))
    told = complaint(folder)
    assert "offices.csv: there is no such file in the folder" in told
    assert "products.csv: line 2 is not UTF-8 (byte 0xe9). Save the file as UTF-8." in told
    assert "payments.csv: line 1 is not UTF-8" in told


def test_empty_files_are_told(folder):
    (folder / "payments.csv").write_text("")
    (folder / "products.csv").write_text("\n\n")
    told = complaint(folder)
    assert "payments.csv: the file is empty. Its first line must name the columns" in told
    assert "products.csv: " in told
    assert "without the columns" not in told


def test_a_file_without_rows(folder):
    """Nobody need have paid; but without customers there is nothing to import."""
    path = folder / "payments.csv"
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert files.read(folder).payments == []
    for name in ("customers", "orders", "orderdetails"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text().splitlines()[0] + "\n")
    assert "customers.csv: holds no row" in complaint(folder)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_another_separator_is_told(folder, separator):
    path = folder / "payments.csv"
    path.write_text(path.read_text().replace(",", separator))
    assert "payments.csv: columns are separated by commas, not as in 'customerNumber" in complaint(folder)


def test_a_country_that_is_not_known(folder):
    path = folder / "customers.csv"
    path.write_text(path.read_text().replace("France", "Atlantis"))
    assert "customers.csv, line 3, country: 'Atlantis' is no country that is known" in complaint(folder)


def test_a_quote_that_is_not_closed(folder):
    path = folder / "payments.csv"
    path.write_text(path.read_text().replace("201,AA100001", '201,"AA100001'))
    assert "payments.csv, line " in complaint(folder)


@pytest.mark.parametrize("name", ["nowhere", "books/payments.csv"])
def test_a_folder_that_is_none(folder, name):
    with pytest.raises(Failure, match="There is no folder .*Name the one that holds offices.csv"):
        files.read(folder.parent / name)


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
