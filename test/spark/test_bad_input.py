"""A mistake in the input is reported in one sentence, and nothing is published."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import lab
import olist
import pytest
from conftest import Job

DATE = "20261121"


@pytest.fixture()
def own(job_on: Callable[[Path], Job], tmp_path: Path) -> Job:
    """A job over forty orders that a test may spoil."""
    sor = tmp_path / "sor"
    olist.write(sor, olist.tables(40))
    return job_on(sor)


def refused(job: Job, sentence: str, **given: str) -> None:
    """The run fails with a message of one line, and without a partition."""
    with pytest.raises(job.module.RunFailed) as error:
        job.run(**{"anomesdia": DATE, **given})
    assert re.search(sentence, str(error.value)), str(error.value)
    assert "\n" not in str(error.value)
    assert job.warehouse.locations() == {}


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("date", ["2026-11-21", "20261301", "2026111", "20260229", "today", "２０２６１１２１"])
def test_a_run_date_that_is_not_a_date_is_refused_before_anything_is_read(own: Job, date: str) -> None:
    shutil.rmtree(own.sor)
    refused(own, f"--anomesdia '{date}' is not a date: write it as yyyymmdd", anomesdia=date)


def test_a_run_id_that_is_not_a_folder_name_is_refused(own: Job) -> None:
    refused(own, "--run_id '../x' is not a folder name", run_id="../x")


@pytest.mark.parametrize("table", ["orders", "order_items", "customers", "payments", "reviews"])
def test_a_missing_table_is_named(own: Job, table: str) -> None:
    shutil.rmtree(own.sor / f"tbl_brecommerce_{table}")
    refused(
        own, rf"Table tbl_brecommerce_{table} is missing: there is nothing at s3://sor-\w+/tbl_brecommerce_{table}/"
    )


@pytest.mark.parametrize("table", ["orders", "order_items", "customers", "payments", "reviews"])
def test_an_empty_table_is_named(own: Job, table: str) -> None:
    for file in (own.sor / f"tbl_brecommerce_{table}").iterdir():
        with file.open(encoding="utf-8") as opened:
            header = "" if table == "reviews" else opened.readline()
        file.write_text(header, encoding="utf-8")
    refused(own, f"Table tbl_brecommerce_{table} is empty")


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("tbl_brecommerce_orders/orders_0.csv", "order_approved_at"),
        ("tbl_brecommerce_order_items/order_items_2.csv", "price"),
        ("tbl_brecommerce_order_items/order_items_1.csv", "seller_id"),  # not used by the job
        ("tbl_brecommerce_customers/customers_0.csv", "customer_city"),
        ("tbl_brecommerce_payments/payments_0.csv", "payment_value"),
    ],
)
def test_a_renamed_column_is_named_with_its_file(own: Job, file: str, column: str) -> None:
    edit(own.sor / file, column, "renamed")
    refused(own, f"Expected: {column} but found: renamed CSV file: s3://.*{file}")


def test_a_missing_column_is_reported_with_its_file(own: Job) -> None:
    file = own.sor / "tbl_brecommerce_payments" / "payments_0.csv"
    rows = [line.rsplit(",", 1)[0] for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    refused(own, "Header length: 4, schema size: 5 CSV file: s3://.*/payments_0.csv")


def test_a_renamed_key_of_the_reviews_is_named(own: Job) -> None:
    file = own.sor / "tbl_brecommerce_reviews" / "reviews_0.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('"review_score"', '"stars"'), encoding="utf-8")
    refused(own, r"tbl_brecommerce_reviews/ lacks \['review_score'\] .*Unknown keys there: \['stars'\]")


def spoil(file: Path, row: int, column: int, value: str) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    fields = lines[row].split(",")
    fields[column] = value
    lines[row] = ",".join(fields)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "column", "name", "value"),
    [
        ("tbl_brecommerce_order_items/order_items_1.csv", 5, "price", "cheap"),
        ("tbl_brecommerce_order_items/order_items_0.csv", 6, "freight_value", "12.5 kg"),
        ("tbl_brecommerce_payments/payments_0.csv", 4, "payment_value", "R$ 10"),
        ("tbl_brecommerce_orders/orders_0.csv", 3, "order_purchase_timestamp", "2017-02-30 00:00:00"),
    ],
)
def test_text_in_a_number_column_is_named_with_file_and_column(
    own: Job, file: str, column: int, name: str, value: str
) -> None:
    spoil(own.sor / file, 3, column, value)
    refused(own, f"s3://.*{file} has a line that does not fit table .*: {name} is '{re.escape(value)}'")


def test_nan_is_not_accepted_as_a_number(own: Job) -> None:
    spoil(own.sor / "tbl_brecommerce_order_items" / "order_items_0.csv", 2, 5, "NaN")
    refused(own, "NaN")


def test_a_line_with_too_few_fields_is_reported(own: Job) -> None:
    file = own.sor / "tbl_brecommerce_payments" / "payments_0.csv"
    edit(file, "\n", "\nabc,1\n")
    refused(own, "payments_0.csv has a line that does not fit table tbl_brecommerce_payments: abc,1$")


def test_text_in_a_number_of_the_reviews_is_named(own: Job) -> None:
    file = own.sor / "tbl_brecommerce_reviews" / "reviews_0.jsonl"
    edit(file, '"review_score": 5', '"review_score": "five"')
    refused(own, "reviews_0.jsonl has a line that does not fit .*: review_score is 'five'")


def test_a_line_that_is_not_json_is_reported(own: Job) -> None:
    edit(own.sor / "tbl_brecommerce_reviews" / "reviews_0.jsonl", "\n", "\n{oops\n")
    refused(own, "reviews_0.jsonl has a line that does not fit .*: {oops")


def test_a_duplicate_order_is_reported(own: Job) -> None:
    file = own.sor / "tbl_brecommerce_orders" / "orders_0.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    refused(own, r"\d+ rows for \d+ orders: an order_id or customer_id appears twice")


def test_no_order_with_items_publishes_nothing(own: Job) -> None:
    for file in (own.sor / "tbl_brecommerce_order_items").iterdir():
        lines = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([lines[0], *["x" + line for line in lines[1:]]]) + "\n", encoding="utf-8")
    refused(own, "No order has items")


def test_a_table_that_is_not_declared_is_reported_before_anything_is_read(own: Job) -> None:
    own.warehouse.glue.delete_table(DatabaseName=own.warehouse.database, Name=lab.TABLE)
    shutil.rmtree(own.sor)
    with pytest.raises(own.module.RunFailed, match="is not in the catalog. Rebuild the lab"):
        own.run(anomesdia=DATE)


def test_parquet_of_other_types_is_refused(own: Job, tmp_path: Path) -> None:
    converted = tmp_path / "converted"
    olist.write_parquet(converted, own.sor)
    table = "tbl_brecommerce_payments"
    file = converted / table / "part-00001.parquet"
    rows = duckdb.read_parquet(str(file)).select("* REPLACE (CAST(payment_value AS VARCHAR) AS payment_value)")
    shutil.rmtree(own.sor / table)
    (own.sor / table).mkdir()
    rows.write_parquet(str(own.sor / table / "part-00001.parquet"))
    refused(own, f"The Parquet files at s3://sor-.* do not fit table {table}: payment_value is string, not double.")
