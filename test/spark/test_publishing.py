"""A run publishes everything at once, last, and only its own date; whatever happens, earlier data stays readable."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import lab
import olist
import pytest
from conftest import Job, load
from pyspark.sql import SparkSession

TODAY, YESTERDAY = "20261121", "20261120"
PROCESSES = 120  # seconds that another Python with another Spark may take


def rows_of(count: int) -> int:
    """How many of this many generated orders have items."""
    return count - len(range(7, count, 50))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "sor"
    olist.write(folder, olist.tables(100))
    return folder


@pytest.fixture()
def published(job_on: Callable[[Path], Job], small: Path) -> Job:
    """A job that has run for two days."""
    job = job_on(small)
    job.run(anomesdia=YESTERDAY, run_id="before")
    job.run(anomesdia=TODAY, run_id="first")
    return job


def all_files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_each_date_has_a_partition_that_points_to_one_run(published: Job) -> None:
    sot = f"s3://{published.buckets['sot']}/{lab.TABLE}"
    assert published.warehouse.locations() == {
        YESTERDAY: f"{sot}/anomesdia={YESTERDAY}/run=before/",
        TODAY: f"{sot}/anomesdia={TODAY}/run=first/",
    }
    assert published.warehouse.count(TODAY) == rows_of(100)


def test_the_partition_is_read_as_its_table_is(published: Job) -> None:
    glue, database = published.warehouse.glue, published.warehouse.database
    table = glue.get_table(DatabaseName=database, Name=lab.TABLE)["Table"]["StorageDescriptor"]
    partition = glue.get_partition(DatabaseName=database, TableName=lab.TABLE, PartitionValues=[TODAY])["Partition"]
    assert {**partition["StorageDescriptor"], "Location": ""} == {**table, "Location": ""}


def test_the_files_have_the_declared_columns_and_types_in_their_order(published: Job) -> None:
    of_duckdb = {"INTEGER": "int", "VARCHAR": "string", "DOUBLE": "double", "TIMESTAMP": "timestamp", "DATE": "date"}
    relation = published.warehouse.relation(TODAY)
    written = [(name, of_duckdb[str(type_)]) for name, type_ in zip(relation.columns, relation.types, strict=True)]
    declared = lab.declared_table("sot", lab.TABLE)["columns"]
    assert written == [(column["name"], column["type"]) for column in declared]


def test_the_script_reads_with_the_schemas_of_the_lab_definition(published: Job) -> None:
    schemas = {
        each["table"]: ", ".join(f"{column['name']} {column['type']}" for column in each["columns"])
        for each in lab.DEFINITION["datasets"]
    }
    for table, schema in published.module.SCHEMAS.items():
        assert schema == schemas[table]


def test_a_small_run_writes_one_compressed_file_and_nothing_else(published: Job) -> None:
    """Hadoop's checksum files (.crc) exist only on local disks."""
    run = published.root / f"anomesdia={TODAY}" / "run=first"
    (file,) = [each.name for each in run.iterdir() if not each.name.endswith(".crc")]
    assert file.startswith("part-00000-") and file.endswith(".zstd.parquet")
    codecs = duckdb.sql(f"SELECT DISTINCT compression FROM parquet_metadata('{run / file}')").fetchall()
    assert codecs == [("ZSTD",)]


def test_more_data_makes_more_files(published: Job, spark: SparkSession, tmp_path: Path) -> None:
    """For 2 GB of raw files, about 0.4 GB are written: three files of about 128 MB."""
    rows = spark.range(0, 3000, 1, 8)
    published.module.write(rows, (tmp_path / "out").as_uri(), 2 * 1024**3)
    assert len(list((tmp_path / "out").glob("*.parquet"))) == 3


def test_rerunning_a_date_replaces_that_date_and_nothing_else(published: Job) -> None:
    before = all_files(published.root)
    published.run(anomesdia=TODAY, run_id="second")
    assert published.warehouse.locations()[TODAY].endswith(f"anomesdia={TODAY}/run=second/")
    assert published.warehouse.locations()[YESTERDAY].endswith(f"anomesdia={YESTERDAY}/run=before/")
    assert published.warehouse.count(TODAY) == rows_of(100)
    assert before.items() <= all_files(published.root).items()


def test_rerunning_over_changed_data_shows_the_new_data(job_on: Callable[[Path], Job], tmp_path: Path) -> None:
    sor = tmp_path / "sor"
    olist.write(sor, olist.tables(100))
    job = job_on(sor)
    job.run(anomesdia=TODAY)
    shutil.rmtree(sor)
    olist.write(sor, olist.tables(60))
    job.run(anomesdia=TODAY)
    assert job.warehouse.count(TODAY) == rows_of(60)


def test_a_run_id_can_be_used_only_once(published: Job) -> None:
    with pytest.raises(Exception, match="PATH_ALREADY_EXISTS"):
        published.run(anomesdia=TODAY, run_id="first")
    assert published.warehouse.count(TODAY) == rows_of(100)


def test_run_ids_come_from_glue_or_are_new_each_time(published: Job) -> None:
    of = published.module.arguments
    assert of(["x", *published.arguments(JOB_RUN_ID="jr_1")])["run_id"] == "jr_1"
    assert of(["x", *published.arguments(JOB_RUN_ID="jr_1", run_id="mine")])["run_id"] == "mine"
    first, second = (of(["x", *published.arguments()])["run_id"] for _ in range(2))
    assert first != second


def test_the_default_date_is_today_in_utc(published: Job) -> None:
    now = time.strftime("%Y%m%d", time.gmtime())
    assert published.module.arguments(["x", *published.arguments()])["anomesdia"] in (
        now,
        time.strftime("%Y%m%d", time.gmtime()),
    )
    assert published.module.arguments(["x", *published.arguments(), "--anomesdia=20200229"])["anomesdia"] == "20200229"


def test_other_peoples_files_are_kept_and_do_no_harm(published: Job) -> None:
    day = published.root / f"anomesdia={TODAY}"
    (published.root / "notes.txt").write_text("mine")
    (published.root / "other" / "x=1").mkdir(parents=True)
    (published.root / "other" / "x=1" / "data.csv").write_text("a,b\n")
    (day / "upload.parquet").write_text("no parquet at all")
    (day / "run=theirs").mkdir()
    (day / "run=theirs" / "part-0.parquet").write_text("nor this")
    before = all_files(published.root)
    published.run(anomesdia=TODAY, run_id="second")
    assert before.items() <= all_files(published.root).items()
    assert published.warehouse.count(TODAY) == rows_of(100)


def test_a_failure_before_publishing_leaves_what_was_there(published: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("the catalog is away")

    monkeypatch.setattr(published.module, "publish", fails)
    before = published.warehouse.locations()
    with pytest.raises(RuntimeError, match="the catalog is away"):
        published.run(anomesdia=TODAY, run_id="failed")
    assert published.warehouse.locations() == before
    assert published.warehouse.count(TODAY) == rows_of(100)
    assert (published.root / f"anomesdia={TODAY}" / "run=failed").is_dir()  # written, but no query sees it
    monkeypatch.undo()
    published.run(anomesdia=TODAY, run_id="again")
    assert published.warehouse.locations()[TODAY].endswith("/run=again/")


def test_an_error_in_glues_answer_fails_the_run(published: Job) -> None:
    class Refusing:
        def batch_create_partition(self, **_: object) -> dict[str, object]:
            return {"Errors": [{"PartitionValues": [TODAY], "ErrorDetail": {"ErrorCode": "InternalServiceException"}}]}

    with pytest.raises(RuntimeError, match=f"Partition {TODAY} of d.{lab.TABLE} was not published.*InternalService"):
        published.module.publish(Refusing(), "d", TODAY, {})


def started(job: Job, *arguments: str) -> subprocess.Popen[bytes]:
    """Starts the script as Glue does: as its own process, with nothing but arguments and settings."""
    settings = lab.spark_settings(job.warehouse.buckets)
    confs = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": " ".join([*confs, "pyspark-shell"])}
    command = [sys.executable, str(lab.SCRIPT), *job.arguments(), *arguments]
    return subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.PIPE)


def test_a_run_that_is_killed_while_it_writes_leaves_what_was_there(published: Job) -> None:
    before = published.warehouse.locations()
    process = started(published, "--anomesdia", TODAY, "--run_id", "killed")
    folder = published.root / f"anomesdia={TODAY}" / "run=killed"
    give_up = time.monotonic() + PROCESSES
    while not folder.exists() and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.01)
    assert folder.exists(), process.communicate()[1].decode()[-2000:]
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert published.warehouse.locations() == before
    assert published.warehouse.count(TODAY) == rows_of(100)
    published.run(anomesdia=TODAY, run_id="again")
    assert published.warehouse.locations()[TODAY].endswith("/run=again/")


def test_the_script_runs_as_a_process_and_ignores_unknown_arguments(published: Job) -> None:
    process = started(
        published, "--anomesdia", TODAY, "--daybreak-lab", "x", "--JOB_RUN_ID", "jr_7", "--TempDir", "s3://x/"
    )
    errors = process.communicate(timeout=PROCESSES)[1].decode()
    assert process.returncode == 0, errors[-2000:]
    assert published.warehouse.locations()[TODAY].endswith("/run=jr_7/")


def test_a_process_with_an_invalid_date_ends_with_one_sentence(published: Job) -> None:
    process = started(published, "--anomesdia", "tomorrow")
    errors = process.communicate(timeout=PROCESSES)[1].decode()
    assert process.returncode == 1
    assert errors.rstrip().endswith(
        "RunFailed: --anomesdia 'tomorrow' is not a date: write it as yyyymmdd, such as 20261121."
    )


@pytest.mark.parametrize("date", [TODAY, "20261122"], ids=["a date that is there", "a new date"])
def test_of_two_concurrent_runs_the_last_to_publish_wins_completely(
    published: Job, job_on: Callable[[Path], Job], spark: SparkSession, tmp_path: Path, date: str
) -> None:
    """Both have written before either publishes; they read different data, so that a mixture would show."""
    olist.write(tmp_path / "other", olist.tables(60, seed=2))
    other = job_on(tmp_path / "other")
    glue = published.warehouse.glue
    written = threading.Barrier(2)
    order: list[str] = []

    def run(name: str, sor: str) -> None:
        module = load(lab.SCRIPT)
        publish = module.publish

        def together(*args: object) -> None:
            written.wait(PROCESSES)
            publish(*args)
            order.append(name)

        module.publish = together
        words = ["x", *published.arguments(sor_bucket=sor, anomesdia=date, run_id=name)]
        module.run(spark.newSession(), glue, module.arguments(words))

    threads = [
        threading.Thread(target=run, args=("one", published.buckets["sor"])),
        threading.Thread(target=run, args=("two", other.buckets["sor"])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PROCESSES)
    assert sorted(order) == ["one", "two"]
    winner = published.warehouse.locations()[date].rstrip("/").rsplit("=", 1)[1]
    assert winner in order
    assert published.warehouse.count(date) == {"one": rows_of(100), "two": rows_of(60)}[winner]
    assert published.warehouse.count(YESTERDAY) == rows_of(100)


def test_a_query_of_one_day_opens_only_that_day(published: Job, spark: SparkSession) -> None:
    """Partition pruning, as in the script's check() and docs/jobs.md: folder names answer the condition."""
    root = f"s3://{published.buckets['sot']}/{lab.TABLE}/"
    day = spark.read.parquet(root).where(f"anomesdia = '{TODAY}' AND item_count > 1").select("order_id")
    plan = day._jdf.queryExecution().toString()
    assert "PartitionFilters: [isnotnull(anomesdia" in plan
    assert "ReadSchema: struct<order_id:string,item_count:int>" in plan


def test_on_glue_the_job_is_committed_once_it_has_published(published: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for `awsglue`, which exists only on Glue; its getResolvedOptions refuses what Glue's does."""
    happened: list[str] = []

    def get_resolved_options(argv: list[str], options: list[str]) -> dict[str, str]:
        assert not {"JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION"} & set(options), "reserved by Glue"
        parser = argparse.ArgumentParser()
        for name in ["JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION", "TempDir"]:
            parser.add_argument(f"--{name}")
        for name in options:
            parser.add_argument(f"--{name}", required=True)
        return vars(parser.parse_known_args(argv[1:])[0])

    class GlueJob:
        def __init__(self, _context: object) -> None:
            pass

        def init(self, name: str, _args: dict[str, str]) -> None:
            happened.append(f"init {name}")

        def commit(self) -> None:
            happened.append("commit at " + published.warehouse.locations()["20261123"].rstrip("/").rsplit("/", 1)[1])

    stand_ins: dict[str, dict[str, Any]] = {
        "awsglue": {},
        "awsglue.context": {"GlueContext": lambda context: context},
        "awsglue.job": {"Job": GlueJob},
        "awsglue.utils": {"getResolvedOptions": get_resolved_options},
    }
    for name, stand_in in stand_ins.items():
        module = ModuleType(name)
        vars(module).update(stand_in)
        monkeypatch.setitem(sys.modules, name, module)
    words = published.arguments(anomesdia="20261123", JOB_NAME="daybreak-orders", JOB_RUN_ID="jr_9", TempDir="s3://t/")
    load(lab.SCRIPT).main(["orders.py", *words, "--enable-metrics"])
    assert happened == ["init daybreak-orders", "commit at run=jr_9"]
