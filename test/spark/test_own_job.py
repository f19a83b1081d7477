"""The second job of docs/jobs.md, unchanged: its definition parses, and its script does what the docs say."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import lab
import pytest
from conftest import Job
from pyspark.sql import SparkSession

DOCS = (lab.REPOSITORY / "docs" / "jobs.md").read_text(encoding="utf-8")
TABLE = "tbl_late_deliveries"
DATE = "20261121"


def example(language: str) -> str:
    """The only block of this language in the docs."""
    (block,) = re.findall(rf"^```{language}\n(.+?)^```", DOCS, flags=re.DOTALL | re.MULTILINE)
    return block


@pytest.fixture(scope="module")
def definition() -> dict[str, Any]:
    """The sample's definition with the example's lines added, as Daybreak's own parser reads it."""
    added = json.loads(example("json"))
    merged = {**lab.DEFINITION, **{name: [*lab.DEFINITION[name], *added[name]] for name in added}}
    parse = """
        import { text } from 'node:stream/consumers';
        import { parseLabSource } from './lab/source-definition.ts';
        console.log(JSON.stringify(parseLabSource(await text(process.stdin))));"""
    return json.loads(lab.node(parse, stdin=json.dumps(merged)))


def test_it_is_ten_lines() -> None:
    assert len(example("json").splitlines()) == 10


def test_the_parser_takes_it_and_fills_in_small_workers(definition: dict[str, Any]) -> None:
    assert [job["name"] for job in definition["jobs"]] == ["orders", "late-deliveries"]
    job = definition["jobs"][1]
    assert (job["glueVersion"], job["workerType"], job["workers"], job["timeoutMinutes"]) == ("5.0", "G.1X", 2, 10)
    assert [table["table"] for table in definition["tables"]] == [lab.TABLE, TABLE]


def test_it_counts_late_deliveries_of_the_newest_snapshot(
    job: Job,
    definition: dict[str, Any],
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bucket: Callable[[str, Path], None],
) -> None:
    job.run(anomesdia="20261120")
    job.run(anomesdia=DATE)
    name = job.buckets["sot"].replace("sot", "spec")
    folder = tmp_path / name
    folder.mkdir()
    bucket(name, folder)
    glue, database = job.warehouse.glue, name.replace("-", "_")
    glue.create_database(DatabaseInput={"Name": database})
    lab.create_table(glue, database, name, lab.declared_table("spec", TABLE, definition))

    values = {"${sot}": job.warehouse.database, "${spec}": database, "${spec.bucket}": name}
    words = [word for key, value in definition["jobs"][1]["arguments"].items() for word in (key, values[value])]
    for run in ["jr_1", "jr_2"]:  # the second replaces the first
        monkeypatch.setattr("sys.argv", ["late_deliveries.py", *words, "--JOB_RUN_ID", run])
        exec(compile(example("python"), "late_deliveries.py", "exec"), {"__name__": "__main__"})

    spec = lab.Warehouse(glue, database, {name: folder})
    assert list(spec.locations(TABLE)) == [DATE]
    assert spec.locations(TABLE)[DATE].rstrip("/").endswith("run=jr_2")  # how a rebuild finds it
    written = spec.relation(DATE, TABLE)
    expected = (
        duckdb.connect()
        .execute(
            f"""
        WITH arrived AS (
            SELECT customer_state, date_trunc('month', order_purchase_timestamp)::DATE AS purchase_month,
                   order_delivered_customer_date::DATE > order_estimated_delivery_date::DATE AS late
            FROM read_parquet({[str(file) for file in job.warehouse.files(DATE)]!r})
            WHERE order_delivered_customer_date IS NOT NULL
        )
        SELECT customer_state, purchase_month, count(*), count(*) FILTER (late),
               round(count(*) FILTER (late) / count(*), 3)
        FROM arrived GROUP BY ALL ORDER BY ALL"""
        )
        .fetchall()
    )
    assert written.order("ALL").fetchall() == expected
    of_duckdb = {"VARCHAR": "string", "DATE": "date", "BIGINT": "bigint", "DOUBLE": "double"}
    columns = [(column["name"], column["type"]) for column in lab.declared_table("spec", TABLE, definition)["columns"]]
    types = [of_duckdb[str(type_)] for type_ in written.types]
    assert list(zip(written.columns, types, strict=True)) == columns
