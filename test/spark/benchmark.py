"""The job's transformation against a straightforward version of the same joins: time and bytes shuffled.

Both read the same files and write Parquet, alternately, in one Spark; look at the ratios.
Run it with `npm run test:spark -- test/spark/benchmark.py`.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import lab
import olist
from conftest import load
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

ORDERS = 100_000
ROUNDS = 5
Tables = dict[str, DataFrame]


def straightforward(tables: Tables) -> DataFrame:
    """The obvious first version: windows for the most or the best, and joins in the order of the questions."""
    orders, items, customers, payments, reviews = tables.values()

    def money(name: str):
        return F.col(name).cast("decimal(18,2)")

    item_sums = items.groupBy("order_id").agg(
        F.count("*").cast("int").alias("item_count"),
        F.round(F.sum(money("price")), 2).cast("double").alias("price_sum"),
        F.round(F.avg(money("price")), 2).cast("double").alias("price_mean"),
        F.max("price").alias("price_max"),
        F.min("price").alias("price_min"),
        F.round(F.avg(money("freight_value")), 2).cast("double").alias("freight_mean"),
    )
    payment_sums = payments.groupBy("order_id").agg(
        F.round(F.sum(money("payment_value")), 2).cast("double").alias("payment_sum"),
        F.round(F.avg(money("payment_value")), 2).cast("double").alias("payment_mean"),
        F.count("*").cast("int").alias("payment_count"),
    )
    most_used = Window.partitionBy("order_id").orderBy(F.desc("times"), "payment_type")
    payment_types = (
        payments.where("payment_type IS NOT NULL")
        .groupBy("order_id", "payment_type")
        .agg(F.count("*").alias("times"))
        .withColumn("rank", F.row_number().over(most_used))
        .where("rank = 1")
        .select("order_id", "payment_type")
    )
    best = Window.partitionBy("order_id").orderBy(
        F.desc("review_score"), F.desc("review_answer_timestamp"), F.desc("review_id")
    )
    best_reviews = reviews.withColumn("rank", F.row_number().over(best)).where("rank = 1").drop("rank")
    bought = F.col("order_purchase_timestamp")
    return (
        orders.join(item_sums, "order_id")
        .join(payment_sums, "order_id", "left")
        .join(payment_types, "order_id", "left")
        .join(best_reviews, "order_id", "left")
        .join(customers, "customer_id", "left")
        .withColumn("purchase_time", F.date_format(bought, "HH:mm:ss"))
        .withColumn("purchase_date", F.to_date(bought))
        .withColumn("purchase_year", F.year(bought))
        .withColumn("purchase_month", F.month(bought))
        .withColumn("purchase_day", F.dayofmonth(bought))
        .withColumn("purchase_weekday", F.dayofweek(bought))
        .withColumn("purchase_hour", F.hour(bought))
        .withColumn("delivery_delay_days", F.datediff("order_delivered_customer_date", "order_estimated_delivery_date"))
        .select(*[column["name"] for column in lab.declared_table("sot", lab.TABLE)["columns"]])
    )


@dataclass(frozen=True)
class Cost:
    """What one run of a version took. On a busy machine, CPU seconds vary less than elapsed ones."""

    seconds: float
    cpu_seconds: float
    shuffled: int


def cost(log: Path, start: float, end: float) -> Cost:
    """Sums over the tasks that started within these seconds, from Spark's own event log."""
    nanoseconds = moved = 0
    with log.open(encoding="utf-8") as file:
        for event in map(json.loads, file):
            if event["Event"] != "SparkListenerTaskEnd" or not start <= event["Task Info"]["Launch Time"] / 1000 <= end:
                continue
            nanoseconds += event["Task Metrics"]["Executor CPU Time"]
            moved += event["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    return Cost(end - start, nanoseconds / 1e9, moved)


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(each.seconds for each in costs),
        statistics.median(each.cpu_seconds for each in costs),
        int(statistics.median(each.shuffled for each in costs)),
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    with tempfile.TemporaryDirectory(prefix="daybreak-benchmark-") as scratch:
        folder = Path(scratch)
        sor, out, logs = folder / "sor", folder / "out", folder / "logs"
        olist.write(sor, olist.tables(count))
        logs.mkdir()
        builder = SparkSession.builder.appName("benchmark")
        defaults = {"spark.sql.shuffle.partitions": "200"}  # as on Glue
        settings = {
            **lab.spark_settings({}),
            **defaults,
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": logs.as_uri(),
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("OFF")
        job = load(lab.SCRIPT)
        input_bytes = sum(file.stat().st_size for file in sor.rglob("*") if file.is_file())

        def of_the_job(location: str) -> None:
            job.configure(spark)
            tables = {name: job.read(spark, f"{sor}/{name}/", name) for name in job.SCHEMAS}
            job.write(job.trusted_orders(tables), location, input_bytes)

        def of_a_beginner(location: str) -> None:
            job.configure(spark)
            spark.conf.unset("spark.sql.autoBroadcastJoinThreshold")
            tables = {name: job.read(spark, f"{sor}/{name}/", name) for name in job.SCHEMAS}
            straightforward(tables).coalesce(1).write.option("compression", "zstd").parquet(location)

        versions: dict[str, Callable[[str], None]] = {"job": of_the_job, "straightforward": of_a_beginner}
        windows: dict[str, list[tuple[float, float]]] = {name: [] for name in versions}
        for each in range(ROUNDS + 1):  # the first warms up
            for name, version in versions.items():
                start = time.time()
                version(str(out / f"{name}-{each}"))
                windows[name].append((start, time.time()))
        spark.stop()

        (log,) = [file for file in logs.iterdir() if not file.name.startswith(".")]
        costs = {name: median([cost(log, *window) for window in found[1:]]) for name, found in windows.items()}
        print(f"{count} orders, {input_bytes / 1e6:.1f} MB of raw files, median of {ROUNDS} runs on local[2]")
        for name, took in costs.items():
            sizes = [file.stat().st_size for file in (out / f"{name}-{ROUNDS}").glob("*.parquet")]
            print(
                f"{name:>16}: {took.seconds:5.1f} s, {took.cpu_seconds:5.1f} s of CPU, "
                f"{took.shuffled / 1e6:6.1f} MB shuffled, {len(sizes)} file(s), {sum(sizes) / 1e6:.1f} MB"
            )
        ours, theirs = costs["job"], costs["straightforward"]
        print(
            f"{'ratio':>16}: {ours.seconds / theirs.seconds:.2f} of the time, "
            f"{ours.cpu_seconds / theirs.cpu_seconds:.2f} of the CPU, {ours.shuffled / theirs.shuffled:.2f} of the bytes"
        )


if __name__ == "__main__":
    main()
