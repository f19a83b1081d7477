"""Orders, from raw to trusted: one row for each order that has items.

Reads tbl_brecommerce_orders, _order_items and _customers of zone sor, and publishes tbl_brecommerce_orders of zone
sot, a snapshot a day in the partition anomesdia=yyyyMMdd. Every run writes to a folder of its own and points the
partition there when all of it is written: whoever queries meanwhile sees the snapshot before, never half of one.

Arguments: --sor_bucket, --sot_bucket, --sot_database; optional: --anomesdia (today in UTC when left out).
"""

import argparse
import sys
import uuid
from datetime import datetime, timezone

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

try:  # exists only on Glue
    from awsglue.utils import getResolvedOptions
except ImportError:
    getResolvedOptions = None

TABLE = "tbl_brecommerce_orders"
REQUIRED = ["sor_bucket", "sot_bucket", "sot_database"]

# Spark ignores the catalog's skip.header.line.count (SPARK-11374): the job reads paths, with its own schemas.
SCHEMAS = {
    "tbl_brecommerce_orders": "order_id string, customer_id string, order_status string, "
    "order_purchase_timestamp timestamp, order_approved_at timestamp, order_delivered_carrier_date timestamp, "
    "order_delivered_customer_date timestamp, order_estimated_delivery_date timestamp",
    "tbl_brecommerce_order_items": "order_id string, order_item_id int, product_id string, seller_id string, "
    "shipping_limit_date timestamp, price double, freight_value double",
    "tbl_brecommerce_customers": "customer_id string, customer_unique_id string, customer_zip_code_prefix string, "
    "customer_city string, customer_state string",
}


def read(spark: SparkSession, sor_bucket: str, table: str) -> DataFrame:
    """The CSV files of a raw table; a value that does not fit its type fails the run instead of becoming null."""
    return spark.read.csv(
        f"s3://{sor_bucket}/{table}/",
        schema=SCHEMAS[table],
        header=True,
        mode="FAILFAST",
        timestampFormat="yyyy-MM-dd HH:mm:ss",
    )


def summarise_items(items: DataFrame) -> DataFrame:
    """One row for each order: how many items, and what they cost."""
    return items.groupBy("order_id").agg(
        F.count("*").cast("int").alias("item_count"),
        F.round(F.sum("price"), 2).alias("price_sum"),
        F.round(F.avg("price"), 2).alias("price_mean"),
        F.max("price").alias("price_max"),
        F.min("price").alias("price_min"),
        F.round(F.avg("freight_value"), 2).alias("freight_mean"),
    )


def add_purchase_date(orders: DataFrame) -> DataFrame:
    """The purchase's date and its parts; weekday 1 is Sunday."""
    bought = F.col("order_purchase_timestamp")
    return (
        orders.withColumn("purchase_date", F.to_date(bought))
        .withColumn("purchase_year", F.year(bought))
        .withColumn("purchase_month", F.month(bought))
        .withColumn("purchase_day", F.dayofmonth(bought))
        .withColumn("purchase_weekday", F.dayofweek(bought))
    )


def add_delivery_delay(orders: DataFrame) -> DataFrame:
    """Days after the estimated date; negative: early, null: not delivered."""
    delay = F.datediff("order_delivered_customer_date", "order_estimated_delivery_date")
    return orders.withColumn("delivery_delay_days", delay)


def trusted_orders(orders: DataFrame, items: DataFrame, customers: DataFrame) -> DataFrame:
    """The whole transformation. Its columns are those of the table in the lab definition, in their order."""
    joined = orders.join(summarise_items(items), "order_id").join(customers, "customer_id")
    return add_delivery_delay(add_purchase_date(joined)).select(
        "order_id",
        "customer_id",
        "order_status",
        "order_purchase_timestamp",
        "order_approved_at",
        "order_delivered_carrier_date",
        "order_delivered_customer_date",
        "order_estimated_delivery_date",
        "customer_unique_id",
        "customer_zip_code_prefix",
        "customer_city",
        "customer_state",
        "item_count",
        "price_sum",
        "price_mean",
        "price_max",
        "price_min",
        "freight_mean",
        "purchase_date",
        "purchase_year",
        "purchase_month",
        "purchase_day",
        "purchase_weekday",
        "delivery_delay_days",
    )


def publish(glue, database: str, anomesdia: str, location: str) -> None:
    """Points the day's partition at a folder, whether or not the day has one already."""
    descriptor = glue.get_table(DatabaseName=database, Name=TABLE)["Table"]["StorageDescriptor"]
    partition = {"Values": [anomesdia], "StorageDescriptor": {**descriptor, "Location": location}}
    table = {"DatabaseName": database, "TableName": TABLE}
    created = glue.batch_create_partition(**table, PartitionInputList=[partition])
    errors = created.get("Errors", [])
    if [error["ErrorDetail"]["ErrorCode"] for error in errors] == ["AlreadyExistsException"]:
        entry = {"PartitionValueList": [anomesdia], "PartitionInput": partition}
        errors = glue.batch_update_partition(**table, Entries=[entry]).get("Errors", [])
    if errors:
        raise RuntimeError(f"Partition {anomesdia} of {database}.{TABLE} was not published: {errors}")


def arguments(argv: list[str]) -> dict[str, str]:
    """The job's arguments. Glue passes more than ours, and so may whoever starts it."""
    optional = [name for name in ["anomesdia"] if f"--{name}" in argv]
    if getResolvedOptions is not None:
        return getResolvedOptions(argv, REQUIRED + optional)
    parser = argparse.ArgumentParser(description=__doc__)
    for name in REQUIRED + optional:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--JOB_RUN_ID")
    return vars(parser.parse_known_args(argv[1:])[0])


def main(argv: list[str]) -> None:
    import boto3

    args = arguments(argv)
    anomesdia = args.get("anomesdia") or datetime.now(timezone.utc).strftime("%Y%m%d")
    run = args.get("JOB_RUN_ID") or uuid.uuid4().hex
    location = f"s3://{args['sot_bucket']}/{TABLE}/anomesdia={anomesdia}/run={run}/"

    spark = SparkSession.builder.appName("orders").getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    orders, items, customers = (read(spark, args["sor_bucket"], table) for table in SCHEMAS)
    trusted_orders(orders, items, customers).write.parquet(location)
    publish(boto3.client("glue"), args["sot_database"], anomesdia, location)


if __name__ == "__main__":
    main(sys.argv)
