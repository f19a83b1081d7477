"""A lab without AWS in which a job's script runs unchanged: Spark, buckets in a folder, a catalog in memory."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "data" / "olist-sample"
SCRIPT = SAMPLE / "jobs" / "orders.py"
DEFINITION: dict[str, Any] = json.loads((SAMPLE / "lab.json").read_text(encoding="utf-8"))
SOT = "daybreak_sot"
TABLE = "tbl_brecommerce_orders"


def spark_settings(buckets: Mapping[str, Path]) -> dict[str, str]:
    """Settings that make `s3://bucket/…` a folder here, so that scripts can use their usual addresses in tests."""
    overloaded = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
    return {
        "spark.master": "local[2]",
        "spark.driver.memory": "1500m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "8",  # 200 tasks for a thousand rows would only take time
        "spark.hadoop.fs.s3.impl": overloaded,
        "spark.hadoop.fs.viewfs.overload.scheme.target.s3.impl": overloaded,
        **{f"spark.hadoop.{name}": value for name, value in mounts(buckets).items()},
    }


def mounts(buckets: Mapping[str, Path]) -> dict[str, str]:
    """Hadoop's settings that mount each bucket on its folder."""
    return {f"fs.viewfs.mounttable.{name}.linkFallback": folder.as_uri() for name, folder in buckets.items()}


def declared_table(zone: str, table: str, definition: Mapping[str, Any] = DEFINITION) -> dict[str, Any]:
    """A table without files, as the definition declares it."""
    return next(each for each in definition["tables"] if (each["zone"], each["table"]) == (zone, table))


def create_table(glue: Any, database: str, bucket: str, table: Mapping[str, Any]) -> None:
    """Puts a table of the definition into the catalog, as reconcile/table.ts does."""
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": table["table"],
            "TableType": "EXTERNAL_TABLE",
            "PartitionKeys": [{"Name": key["name"], "Type": key["type"]} for key in table["partitionKeys"]],
            "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
            "StorageDescriptor": {
                "Columns": [{"Name": column["name"], "Type": column["type"]} for column in table["columns"]],
                "Location": f"s3://{bucket}/{table['table']}/",
                "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                    "Parameters": {"serialization.format": "1"},
                },
            },
        },
    )


def node(code: str, *, stdin: str = "") -> str:
    """The output of TypeScript code that may import the project's modules."""
    program = REPOSITORY / "node_modules" / ".bin" / "node"
    command = [str(program), "--input-type=module", "--eval", code]
    return subprocess.run(command, cwd=REPOSITORY, input=stdin, text=True, check=True, stdout=subprocess.PIPE).stdout


def write_sample(folder: Path) -> None:
    """Writes the files of the built-in sample, as Daybreak generates them."""
    node(
        f"""
        import {{ mkdirSync, writeFileSync }} from 'node:fs';
        import {{ dirname, join }} from 'node:path';
        import {{ sampleFile, sampleFileKeys }} from './data/olist-sample/sample.ts';
        for (const key of sampleFileKeys) {{
          const path = join({json.dumps(str(folder))}, key);
          mkdirSync(dirname(path), {{ recursive: true }});
          writeFileSync(path, sampleFile(key));
        }}"""
    )


class Warehouse:
    """What a query of the lab's tables sees: only what a partition in the catalog points to."""

    def __init__(self, glue: Any, database: str, buckets: Mapping[str, Path]) -> None:
        self.glue = glue
        self.database = database
        self.buckets = buckets

    def folder(self, location: str) -> Path:
        bucket, key = location.removeprefix("s3://").split("/", 1)
        return self.buckets[bucket] / key

    def locations(self, table: str = TABLE) -> dict[str, str]:
        """Where each partition's files are, by its values."""
        found = self.glue.get_partitions(DatabaseName=self.database, TableName=table)["Partitions"]
        return {"/".join(each["Values"]): each["StorageDescriptor"]["Location"] for each in found}

    def files(self, partition: str, table: str = TABLE) -> list[Path]:
        """The files that Athena would open: it skips names that begin with a dot or an underscore."""
        everything = self.folder(self.locations(table)[partition]).rglob("*")
        return [each for each in everything if each.is_file() and not each.name.startswith((".", "_"))]

    def relation(self, partition: str, table: str = TABLE) -> duckdb.DuckDBPyRelation:
        files = [str(each) for each in self.files(partition, table)]
        return duckdb.connect().read_parquet(files, hive_partitioning=False)

    def count(self, partition: str, table: str = TABLE) -> int:
        return len(self.relation(partition, table))
