"""The job writes what another engine computes from the same files, and what the lab declares."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import lab
import olist
import pytest
from conftest import Job

ORACLE = Path(__file__).with_name("oracle.sql").read_text(encoding="utf-8")
NAMES = [column["name"] for column in lab.declared_table("sot", lab.TABLE)["columns"]]
DATE = "20261121"


def differences(sor: Path, files: list[Path]) -> dict[str, Any]:
    """Row counts of both sides, and in how many rows each column differs."""
    database = duckdb.connect()
    database.execute(f"CREATE TABLE expected AS {ORACLE.replace('$sor', repr(str(sor)))}")
    listed = ", ".join(repr(str(file)) for file in files)
    database.execute(f"CREATE TABLE written AS FROM read_parquet([{listed}], hive_partitioning = false)")
    counts = ", ".join(f"count(*) FILTER (e.{name} IS DISTINCT FROM w.{name}) AS {name}" for name in NAMES)
    both = f"SELECT {counts} FROM expected e FULL JOIN written w USING (order_id)"
    row = database.execute(both).fetchone()
    assert row is not None
    sizes = database.execute("SELECT (SELECT count(*) FROM expected), (SELECT count(*) FROM written)").fetchone()
    assert sizes is not None
    return {"rows": sizes, "columns": {name: count for name, count in zip(NAMES, row, strict=True) if count}}


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_every_column_is_what_duckdb_computes(
    job_on: Callable[[Path], Job], raw: Callable[[int], Path], count: int
) -> None:
    job = job_on(raw(count))
    job.run(anomesdia=DATE)
    found = differences(job.sor, job.warehouse.files(DATE))
    with_items = count - len(range(7, count, 50))
    assert found == {"rows": (with_items, with_items), "columns": {}}


def test_tables_that_publishing_converted_give_the_same(
    job_on: Callable[[Path], Job], raw: Callable[[int], Path], tmp_path: Path
) -> None:
    sor = tmp_path / "converted"
    olist.write_parquet(sor, raw(1_000))
    job = job_on(sor)
    job.run(anomesdia=DATE)
    assert differences(raw(1_000), job.warehouse.files(DATE)) == {"rows": (980, 980), "columns": {}}


def test_the_built_in_sample_gives_9867_orders(job_on: Callable[[Path], Job], tmp_path: Path) -> None:
    sor = tmp_path / "sample"
    lab.write_sample(sor)
    job = job_on(sor)
    job.run(anomesdia=DATE)
    assert differences(sor, job.warehouse.files(DATE)) == {"rows": (9867, 9867), "columns": {}}
