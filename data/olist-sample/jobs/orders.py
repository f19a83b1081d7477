"""Orders, from raw to trusted: one wide row for each order that has items.

Reads five tables of zone sor and publishes tbl_brecommerce_orders of zone sot: a snapshot for each run date, in the
partition anomesdia=yyyymmdd. Where to read first: run() is the whole job, trusted_orders() the whole transformation.
The transformations are pure functions from DataFrames to DataFrames; they run on a laptop as they do on Glue.

Arguments: --sor_bucket, --sot_bucket, --sot_database; optional: --anomesdia (run date; today in UTC when left out) and
--run_id (names the run's folder; Glue's own run id when left out).
"""

import argparse
import csv
import json
import re
import sys
import uuid
from datetime import datetime, timezone
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

try:  # exists only on Glue
    from awsglue.context import GlueContext
    from awsglue.job import Job
    from awsglue.utils import getResolvedOptions
except ImportError:
    GlueContext = Job = getResolvedOptions = None

TABLE = "tbl_brecommerce_orders"
REQUIRED = ["sor_bucket", "sot_bucket", "sot_database"]
OPTIONAL = ["anomesdia", "run_id", "JOB_NAME"]
# Athena reads files of about this size best. What is written takes this share of what was read (measured).
FILE_BYTES, SHARE = 128 * 1024 * 1024, 0.2
# A table of fewer bytes is copied to each worker when it is joined, instead of moving all rows of both sides.
BROADCAST_BYTES = 64 * 1024 * 1024

# Spark ignores the catalog's skip.header.line.count (SPARK-11374): the job reads paths, with its own schemas. A table
# may also be Parquet: publishing converts what Athena could not read with its types, such as the public Olist files.
SCHEMAS = {
    "tbl_brecommerce_orders": "order_id string, customer_id string, order_status string, "
    "order_purchase_timestamp timestamp, order_approved_at timestamp, order_delivered_carrier_date timestamp, "
    "order_delivered_customer_date timestamp, order_estimated_delivery_date timestamp",
    "tbl_brecommerce_order_items": "order_id string, order_item_id int, product_id string, seller_id string, "
    "shipping_limit_date timestamp, price double, freight_value double",
    "tbl_brecommerce_customers": "customer_id string, customer_unique_id string, customer_zip_code_prefix string, "
    "customer_city string, customer_state string",
    "tbl_brecommerce_payments": "order_id string, payment_sequential int, payment_type string, "
    "payment_installments int, payment_value double",
    "tbl_brecommerce_reviews": "review_id string, order_id string, review_score int, review_comment_title string, "
    "review_comment_message string, review_creation_date timestamp, review_answer_timestamp timestamp",
}
JSON_LINES = {"tbl_brecommerce_reviews"}
CORRUPT = "_corrupt_record"


class RunFailed(Exception):
    """Why a run ended, in a sentence that says what to put right. Nothing was published."""


def configure(spark: SparkSession) -> None:
    """Strictness that Spark leaves to us. Glue's clocks run in UTC; a laptop's may not."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", str(BROADCAST_BYTES))
    spark.conf.set("spark.sql.ansi.enabled", "true")  # what does not fit is an error, not NULL
    spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")  # 30 February is no date
    spark.conf.set("spark.sql.csv.parser.columnPruning.enabled", "false")  # check headers and lines whole
    spark.conf.set("spark.sql.parquet.inferTimestampNTZ.enabled", "false")  # one type for times, as in the catalog


def scan(spark: SparkSession, path: str, table: str, mode: str, schema: str) -> DataFrame:
    """A raw table's files. Quotes are those of RFC 4180; each CSV's header has to name the columns in order."""
    options: dict[str, Any] = {"schema": schema, "mode": mode, "timestampFormat": "yyyy-MM-dd HH:mm:ss"}
    if table in JSON_LINES:
        return spark.read.json(path, columnNameOfCorruptRecord=CORRUPT, **options)
    return spark.read.csv(
        path, header=True, enforceSchema=False, escape='"', columnNameOfCorruptRecord=CORRUPT, **options
    )


def parquet_files(spark: SparkSession, path: str) -> list[str]:
    """A raw table's Parquet files; none if it is of another format."""
    return spark.read.format("binaryFile").option("pathGlobFilter", "*.parquet").load(path).inputFiles()


def typed(spark: SparkSession, files: list[str], path: str, table: str) -> DataFrame:
    """The rows of Parquet files, which have to have the table's columns with their types."""
    rows = spark.read.parquet(*files)
    found = {field.name: field.dataType.simpleString() for field in rows.schema}
    wanted = dict(column.split(" ") for column in SCHEMAS[table].split(", "))
    differ = [name for name, type_ in wanted.items() if found.get(name) != type_]
    if differ:
        wrong = [f"{name} is {found.get(name, 'missing')}, not {wanted[name]}" for name in differ]
        raise RunFailed(f"The Parquet files at {path} do not fit table {table}: {', '.join(wrong)}.")
    return rows.select(*wanted)


def read(spark: SparkSession, path: str, table: str) -> DataFrame:
    """A raw table that is there and has rows. A value that does not fit its type stops the run: no silent NULL."""
    try:
        files = parquet_files(spark, path)
        rows = typed(spark, files, path, table) if files else scan(spark, path, table, "FAILFAST", SCHEMAS[table])
    except AnalysisException as error:
        if error.getErrorClass() != "PATH_NOT_FOUND":
            raise
        raise RunFailed(f"Table {table} is missing: there is nothing at {path}. Rebuild the lab.") from None
    if not files and table in JSON_LINES:
        check_keys(spark, path, rows.columns)
    if not rows.head(1):
        raise RunFailed(f"Table {table} is empty: no file at {path} has a row.")
    return rows


def check_keys(spark: SparkSession, path: str, columns: list[str]) -> None:
    """JSON has no header: a renamed key would read as NULL in every row. So each column has to turn up early."""
    first = spark.read.text(path).limit(1000)
    keys = {row[0] for row in first.selectExpr("explode(json_object_keys(value))").distinct().collect()}
    if keys and not keys.issuperset(columns):
        missing, others = sorted(set(columns) - keys), sorted(keys - set(columns))
        raise RunFailed(f"The JSON at {path} lacks {missing} in its first 1000 lines. Unknown keys there: {others}.")


def bad_value(spark: SparkSession, path: str, table: str) -> str | None:
    """File, column and text of a value that does not fit. Only looked for once a run has failed: it reads all again."""
    if parquet_files(spark, path):
        return None
    rows = scan(spark, path, table, "PERMISSIVE", f"{SCHEMAS[table]}, {CORRUPT} string")
    row = rows.withColumn("file", F.input_file_name()).where(F.col(CORRUPT).isNotNull()).first()
    if row is None:
        return None
    names = rows.columns[:-1]
    try:
        line = row[CORRUPT]
        texts = json.loads(line) if table in JSON_LINES else dict(zip(names, next(csv.reader([line])), strict=True))
        wrong = [f"{name} is '{texts[name]}'" for name in names if row[name] is None and texts.get(name)]
    except ValueError:  # no JSON, or not as many fields as columns
        wrong = []
    return f"{row['file']} has a line that does not fit table {table}: {', '.join(wrong) or line}"


def why(error: Py4JJavaError, spark: SparkSession, paths: dict[str, str]) -> str:
    """The sentence at the bottom of Spark's stack trace, or a better one."""
    cause = error.java_exception
    while cause.getCause() is not None:
        cause = cause.getCause()
    message = " ".join(str(cause.getMessage()).split())
    if "CSV header" in message:  # names the file and both columns already
        return message
    try:
        return next(filter(None, (bad_value(spark, path, table) for table, path in paths.items())), message)
    except Py4JJavaError:  # the reason is another one, such as a bucket that may not be read
        return message


def cents(name: str) -> Column:
    """Money as whole cents: exact. Doubles add up to 0.30000000000000004, and differently in another order of rows."""
    return F.round(F.col(name) * 100).cast("bigint")


def amount(cents_: Column, name: str) -> Column:
    """Back to the currency's unit, rounded to the cent (half up)."""
    return (F.round(cents_) / 100).alias(name)


def summarise_items(items: DataFrame) -> DataFrame:
    """One row for each order. Six aggregates, one pass: Spark reads each row once, and shares what they share."""
    price, freight = cents("price"), cents("freight_value")
    return items.groupBy("order_id").agg(
        F.count("*").cast("int").alias("item_count"),
        amount(F.sum(price), "price_sum"),
        amount(F.sum(price) / F.count(price), "price_mean"),
        amount(F.max(price), "price_max"),
        amount(F.min(price), "price_min"),
        amount(F.sum(freight) / F.count(freight), "freight_mean"),
    )


def summarise_payments(payments: DataFrame) -> DataFrame:
    """One row for each order, in SQL: how much, how often, and mostly how (of equally many, the first by name).

    Two GROUP BYs would move the rows twice, by (order, type) and by order. Placed by order beforehand, once is enough.
    """
    payments.createOrReplaceTempView("payments")
    return payments.sparkSession.sql("""
        WITH placed AS (
            SELECT /*+ REPARTITION(order_id) */
                   order_id, payment_type, CAST(round(payment_value * 100) AS BIGINT) AS cents
            FROM payments
        ), per_type AS (
            SELECT order_id, payment_type, count(*) AS times, sum(cents) AS cents, count(cents) AS known
            FROM placed GROUP BY order_id, payment_type
        )
        SELECT order_id,
               sum(cents) / 100 AS payment_sum,
               round(sum(cents) / nullif(sum(known), 0)) / 100 AS payment_mean,
               CAST(sum(times) AS INT) AS payment_count,
               min(struct(-times, payment_type)) FILTER (WHERE payment_type IS NOT NULL).payment_type AS payment_type
        FROM per_type GROUP BY order_id""")


def best_reviews(reviews: DataFrame) -> DataFrame:
    """One row for each order: the highest score, of those the latest answer, of those the last by id."""
    best_first = [F.desc("review_score"), F.desc("review_answer_timestamp"), F.desc("review_id")]
    rank = F.row_number().over(Window.partitionBy("order_id").orderBy(*best_first))
    return reviews.withColumn("rank", rank).where("rank = 1").drop("rank")


def purchase_parts() -> list[Column]:
    """The purchase's time of day, date, and the date's parts."""
    bought = F.col("order_purchase_timestamp")
    return [
        F.date_format(bought, "HH:mm:ss").alias("purchase_time"),
        F.to_date(bought).alias("purchase_date"),
        F.year(bought).alias("purchase_year"),
        F.month(bought).alias("purchase_month"),
        F.dayofmonth(bought).alias("purchase_day"),
        F.dayofweek(bought).alias("purchase_weekday"),  # 1 is Sunday
        F.hour(bought).alias("purchase_hour"),
    ]


def trusted_orders(tables: dict[str, DataFrame]) -> DataFrame:
    """The whole transformation. Its columns are those of the table in the lab definition, in their order.

    It starts with what grouping has placed by order_id already. Orders and customers come to it, as copies for every
    worker (BROADCAST_BYTES); payments and reviews are grouped by the same key. So three tables move, each once.
    """
    orders, items, customers, payments, reviews = (tables[name] for name in SCHEMAS)
    delay = F.datediff("order_delivered_customer_date", "order_estimated_delivery_date")  # NULL: not delivered
    customer_columns = [name for name in customers.columns if name != "customer_id"]
    return (
        summarise_items(items)
        .join(orders, "order_id")
        .join(customers, "customer_id", "left")
        .join(summarise_payments(payments), "order_id", "left")
        .join(best_reviews(reviews), "order_id", "left")
        .select(
            *orders.columns,
            *customer_columns,
            *["item_count", "price_sum", "price_mean", "price_max", "price_min", "freight_mean"],
            *["payment_sum", "payment_mean", "payment_count", "payment_type"],
            *["review_id", "review_score", "review_comment_title", "review_comment_message"],
            *["review_creation_date", "review_answer_timestamp"],
            *purchase_parts(),
            delay.alias("delivery_delay_days"),
        )
    )


def write(trusted: DataFrame, location: str, input_bytes: int) -> None:
    """A task for each file, and a file for each 128 MB: many small files make every later query slow."""
    files = max(1, round(input_bytes * SHARE / FILE_BYTES))
    no_marker = {"mapreduce.fileoutputcommitter.marksuccessfuljobs": "false"}
    trusted.coalesce(files).write.options(compression="zstd", **no_marker).parquet(location)


def check(spark: SparkSession, root: str, location: str, anomesdia: str) -> int:
    """Reads back what was written, before anybody else does: there are rows, and one for each order.

    With basePath, the names of folders are columns. A condition on them is partition pruning: Spark opens no file of
    another date (see PartitionFilters in explain()). And of the files that it opens it reads one column.
    """
    written = spark.read.option("basePath", root).parquet(location).where(F.col("anomesdia") == anomesdia)
    rows, orders = written.agg(F.count("*"), F.countDistinct("order_id")).collect()[0]
    if rows == 0:
        raise RunFailed("No order has items: there is nothing to publish.")
    if rows != orders:
        raise RunFailed(f"{rows} rows for {orders} orders: an order_id or customer_id appears twice in its raw table.")
    return rows


def declared(glue: Any, database: str) -> dict[str, Any]:
    """How the catalog says that the table's files are read. Asked for first: without it nothing can be published."""
    try:
        return glue.get_table(DatabaseName=database, Name=TABLE)["Table"]["StorageDescriptor"]
    except glue.exceptions.EntityNotFoundException:
        raise RunFailed(f"Table {database}.{TABLE} is not in the catalog. Rebuild the lab.") from None


def publish(glue: Any, database: str, anomesdia: str, descriptor: dict[str, Any]) -> None:
    """Points the date's partition at a folder, whether or not there is one already: one call, so all or nothing."""
    partition = {"Values": [anomesdia], "StorageDescriptor": descriptor}
    table = {"DatabaseName": database, "TableName": TABLE}
    errors = glue.batch_create_partition(**table, PartitionInputList=[partition]).get("Errors", [])
    if [error["ErrorDetail"]["ErrorCode"] for error in errors] == ["AlreadyExistsException"]:
        entry = {"PartitionValueList": [anomesdia], "PartitionInput": partition}
        errors = glue.batch_update_partition(**table, Entries=[entry]).get("Errors", [])
    if errors:
        raise RuntimeError(f"Partition {anomesdia} of {database}.{TABLE} was not published: {errors}")


def run(spark: SparkSession, glue: Any, args: dict[str, str]) -> None:
    """The job. Writes to a folder of its own and publishes it last: queries see the snapshot before, or this one."""
    root = f"s3://{args['sot_bucket']}/{TABLE}/"
    location = f"{root}anomesdia={args['anomesdia']}/run={args['run_id']}/"
    paths = {table: f"s3://{args['sor_bucket']}/{table}/" for table in SCHEMAS}
    configure(spark)
    descriptor = declared(glue, args["sot_database"])
    try:
        tables = {table: read(spark, path, table) for table, path in paths.items()}
        sizes = spark.read.format("binaryFile").load(list(paths.values())).select("length")  # opens no file
        write(trusted_orders(tables), location, sizes.agg(F.sum("length")).collect()[0][0])
        rows = check(spark, root, location, args["anomesdia"])
    except Py4JJavaError as error:
        raise RunFailed(why(error, spark, paths)) from error
    publish(glue, args["sot_database"], args["anomesdia"], {**descriptor, "Location": location})
    print(f"Published {rows} orders of {args['anomesdia']}: {location}")


def arguments(argv: list[str]) -> dict[str, str]:
    """The job's arguments, checked. Glue passes more than ours, and so may whoever starts it."""
    given = [name for name in OPTIONAL if any(word.split("=")[0] == f"--{name}" for word in argv)]
    if getResolvedOptions is not None:
        args = getResolvedOptions(argv, REQUIRED + given)
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        for name in REQUIRED + given:
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--JOB_RUN_ID")
        args = vars(parser.parse_known_args(argv[1:])[0])
    anomesdia = args.get("anomesdia") or datetime.now(timezone.utc).strftime("%Y%m%d")
    run_id = args.get("run_id") or args.get("JOB_RUN_ID") or uuid.uuid4().hex
    try:
        if not re.fullmatch("[0-9]{8}", anomesdia):  # strptime would take 2026111 for 1 November
            raise ValueError
        datetime.strptime(anomesdia, "%Y%m%d")
    except ValueError:
        raise RunFailed(f"--anomesdia '{anomesdia}' is not a date: write it as yyyymmdd, such as 20261121.") from None
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", run_id):
        raise RunFailed(f"--run_id '{run_id}' is not a folder name: use letters, digits, '-' and '_'.")
    return {**args, "anomesdia": anomesdia, "run_id": run_id}


def main(argv: list[str]) -> None:
    """The thin part that knows Glue."""
    args = arguments(argv)  # before Spark starts: a typo should cost nothing
    import boto3

    spark = SparkSession.builder.appName("orders").getOrCreate()
    job = None
    if Job is not None:
        job = Job(GlueContext(spark.sparkContext))
        job.init(args.get("JOB_NAME", "orders"), args)
    run(spark, boto3.client("glue"), args)
    if job is not None:
        job.commit()


if __name__ == "__main__":
    main(sys.argv)
