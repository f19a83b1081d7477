"""Tables as the Glue catalog describes them.

Athena reads the columns that the catalog has, as the types that it has, and the partitions that it has, wherever they
lie. MiniStack lets DuckDB guess: types from the values of JSON, columns and types from the schema of Parquet,
partitions from folder names with `=` in them. So text that looks like a date became a date, a folder `run=5` became a
column, and a partition `ric=EUR=` was an error.

What DuckDB has no reader for (Avro, ORC), and tables of Iceberg, are left to MiniStack.
https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
"""

import functools
import os
import tempfile
from typing import NamedTuple
from urllib.parse import unquote

from duckdb_types import Array, Map, Scalar, Struct, duckdb_type, identifier, text

# A folder for each partition, read by DuckDB as a column.
PARTITION = "daybreak_partition"

# `->` looks for the exact name; the SerDes for JSON compare names without regard to case.
MACROS = (
    """CREATE TEMP MACRO daybreak_member(object, name) AS coalesce(
    object -> ('$."' || name || '"'),
    object -> ('$."' || list_filter(json_keys(object), lambda key: lower(key) = lower(name))[1] || '"'))""",
    # A cast to TIMESTAMP ignores the offset in `2026-03-02T00:00:05+02:00`.
    """CREATE TEMP MACRO daybreak_timestamp(value) AS
    TRY_CAST(TRY_CAST(value AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP)""",
)


class Place(NamedTuple):
    """What `_rewrite_data_paths` hands from one function to the next in place of a list of files."""

    location: str
    workdirs: list


class Partition(NamedTuple):
    location: str
    values: list


def as_the_catalog_describes_them(athena, glue, s3, duckdb):
    """Changes which relation MiniStack puts into a query for a table from now on."""
    files_of, relation_of = athena._materialize_table_files, athena._table_relation

    def relation(table, place):
        form = format_of(athena, table)
        if form is None:
            files = files_of(place.location, place.workdirs)
            return relation_of(table, files) if files else athena._empty_relation(table)
        partitions = partitions_of(athena, glue, s3, table, place.location)
        files = copied(athena, s3, partitions, place.workdirs)
        return relation_over(form, table, partitions, files)

    athena._materialize_table_files = Place
    athena._table_relation = relation
    duckdb.connect = prepared(duckdb.connect)


def prepared(connect):
    """`duckdb.connect`, in Athena's time zone and with our macros. Before a query's connection is locked."""

    @functools.wraps(connect)
    def connect_prepared(*args, **kwargs):
        connection = connect(*args, **kwargs)
        for statement in ("SET TimeZone = 'UTC'", *MACROS):
            connection.execute(statement)
        return connection

    return connect_prepared


def format_of(athena, table):
    """The function that reads the table's files, or None."""
    storage = table.get("StorageDescriptor") or {}
    if not storage.get("Columns") or parameter(table, "table_type").upper() == "ICEBERG":
        return None
    return {"csv": csv, "json": json_lines, "parquet": parquet}.get(athena._data_format(table))


def parameter(table, name):
    return str((table.get("Parameters") or {}).get(name, ""))


def partitions_of(athena, glue, s3, table, location):
    """The places to read, with the values of their partition keys. A table without keys is one place."""
    keys = table.get("PartitionKeys") or []
    if not keys:
        return [Partition(location, [])]
    if parameter(table, "projection.enabled").lower() == "true":
        return projected(athena, s3, keys, location)
    registered = glue._partitions.get(f"{table['DatabaseName']}/{table['Name']}", [])
    return [
        Partition((one.get("StorageDescriptor") or {}).get("Location") or "", one.get("Values") or [])
        for one in registered
    ]


def projected(athena, s3, keys, location):
    """Partitions that are calculated instead of registered: those whose usual folders exist."""
    names = [key["Name"].lower() for key in keys]
    found = {}
    for key, relative in objects_under(athena, s3, location):
        folders = [folder.split("=", 1) for folder in relative.split("/")[:-1][: len(names)]]
        if [folder[0].lower() for folder in folders] != names or any(len(folder) < 2 for folder in folders):
            continue
        bucket, _ = bucket_and_prefix(location)
        folder = "/".join(["=".join(folder) for folder in folders])
        found[f"s3://{bucket}/{key[: len(key) - len(relative)]}{folder}/"] = [unquote(folder[1]) for folder in folders]
    return [Partition(place, values) for place, values in found.items()]


def bucket_and_prefix(location):
    """A location is no URL: `#`, `?` and `%` in it are parts of the name."""
    bucket, _, prefix = location.partition("://")[2].partition("/")
    prefix = prefix.strip("/")
    return bucket, f"{prefix}/" if prefix else ""


def objects_under(athena, s3, location):
    """Keys of the objects that belong to a location, each with its part under the location."""
    name, prefix = bucket_and_prefix(location)
    bucket = s3._buckets.get(name) or {"objects": {}}
    for key in sorted(key for key in list(bucket["objects"]) if key.startswith(prefix) and not key.endswith("/")):
        if not athena._hidden(key[len(prefix) :]):
            yield key, key[len(prefix) :]


def copied(athena, s3, partitions, workdirs):
    """Paths of copies of the partitions' files, in a folder for each partition."""
    wanted = [list(objects_under(athena, s3, partition.location)) for partition in partitions]
    root = tempfile.mkdtemp(prefix="ministack-athena-")
    workdirs.append(root)
    files = []
    for number, (partition, objects) in enumerate(zip(partitions, wanted)):
        folder = os.path.join(root, f"{PARTITION}={number}")
        for key, relative in objects:
            data = s3._get_object_data(bucket_and_prefix(partition.location)[0], key)
            # An empty Parquet file is none.
            if not data:
                continue
            os.makedirs(folder, exist_ok=True)
            # The ending says how it is compressed. Not the whole name: DuckDB would look for `=` in it.
            ending = os.path.splitext(relative)[1]
            path = os.path.join(folder, f"{len(files)}{ending if ending[1:].isalnum() else ''}")
            with open(path, "wb") as file:
                file.write(data)
            files.append(path)
    return files


def relation_over(form, table, partitions, files):
    """A relation with the catalog's columns, and after them its partition keys."""
    columns = table["StorageDescriptor"]["Columns"]
    keys = table.get("PartitionKeys") or []
    if not files:
        nothing = [f"CAST(NULL AS {duckdb_type(each.get('Type')).sql})" for each in [*columns, *keys]]
        return f"(SELECT {selected(nothing, [*columns, *keys])} WHERE FALSE)"
    read = f"[{', '.join(map(text, files))}], hive_partitioning = true, hive_types = {{'{PARTITION}': INTEGER}}"
    expressions, source = form(table, columns, read)
    values = [key_value(number, key, partitions) for number, key in enumerate(keys)]
    return f"(SELECT {selected([*expressions, *values], [*columns, *keys])} FROM {source})"


def selected(expressions, columns):
    return ", ".join(f"{each} AS {identifier(column['Name'])}" for each, column in zip(expressions, columns))


def key_value(number, key, partitions):
    """The value of the partition key in a row's partition. Hive's name for NULL is a folder's name."""
    values = [one.values[number] if number < len(one.values) else None for one in partitions]
    known = ["NULL" if each in (None, "__HIVE_DEFAULT_PARTITION__") else text(each) for each in values]
    return f"TRY_CAST(([{', '.join(known)}]::VARCHAR[])[{PARTITION} + 1] AS {duckdb_type(key.get('Type')).sql})"


def csv(table, columns, read):
    """Fields by their position, as Hive's SerDes read them."""
    serde = table["StorageDescriptor"].get("SerdeInfo") or {}
    given = serde.get("Parameters") or {}
    if "OpenCSVSerde" in (serde.get("SerializationLibrary") or ""):
        delimiter, quote = given.get("separatorChar", ","), given.get("quoteChar", '"')
    elif "LazySimpleSerDe" in (serde.get("SerializationLibrary") or ""):
        delimiter, quote = given.get("field.delim", given.get("serialization.format", "\x01")), ""
        delimiter = "\x01" if delimiter == "1" else delimiter
    else:
        delimiter, quote = given.get("field.delim", ","), '"'
    header = parameter(table, "skip.header.line.count")
    fields = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(columns)))
    source = (
        f"read_csv({read}, auto_detect = false, header = false, skip = {int(header) if header.isdigit() else 0}, "
        f"delim = {text(delimiter)}, quote = {text(quote)}, escape = {text(quote)}, columns = {{{fields}}}, "
        "null_padding = true, strict_mode = false)"
    )
    return [
        f'TRY_CAST("c{number}" AS {duckdb_type(column.get("Type")).sql})' for number, column in enumerate(columns)
    ], source


def json_lines(table, columns, read):
    """Members by their names."""
    given = (table["StorageDescriptor"].get("SerdeInfo") or {}).get("Parameters") or {}

    def column_value(column):
        # https://github.com/rcongiu/Hive-JSON-Serde#mapping-hive-keywords
        name = given.get(f"mapping.{column['Name']}", column["Name"])
        return json_value(f'daybreak_member("json", {text(name)})', duckdb_type(column.get("Type")))

    source = f"read_json_objects({read}, format = 'newline_delimited')"
    return [column_value(column) for column in columns], source


def json_value(json, type, depth=0):
    """A JSON value as a value of the type; NULL where it is not one."""
    match type:
        case Scalar(sql="TIMESTAMP"):
            return f"daybreak_timestamp({json} ->> '$')"
        case Scalar(sql=sql):
            return f"TRY_CAST({json} ->> '$' AS {sql})"
        case Array(item=item):
            each = json_value(f"x{depth}", item, depth + 1)
            return f"list_transform(TRY_CAST({json} AS JSON[]), lambda x{depth}: {each})"
        case Map(key=key, value=value):
            entry = f"x{depth}"
            pair = (
                f"{{'k': TRY_CAST({entry}.key AS {key.sql}), 'v': {json_value(f'{entry}.value', value, depth + 1)}}}"
            )
            entries = f"map_entries(TRY_CAST({json} AS MAP(VARCHAR, JSON)))"
            return f"map_from_entries(list_transform({entries}, lambda {entry}: {pair}))"
        case Struct(fields=fields):
            members = ", ".join(
                f"{identifier(name)} := {json_value(f'daybreak_member({json}, {text(name)})', each, depth)}"
                for name, each in fields
            )
            return f"CASE WHEN json_type({json}) = 'OBJECT' THEN struct_pack({members}) END"


def parquet(_, columns, read):
    """Columns by their names. One that a file does not have is NULL."""
    types = [duckdb_type(column.get("Type")) for column in columns]
    nothing = [f"CAST(NULL AS {type.sql})" for type in types]
    # Older writers did not mark text as such.
    binary = "false" if any(type.sql == "BLOB" for type in types) else "true"
    source = (
        f"((SELECT {selected(nothing, columns)} WHERE FALSE) UNION ALL BY NAME "
        f"(SELECT * FROM read_parquet({read}, union_by_name = true, binary_as_string = {binary})))"
    )
    return [f"CAST({identifier(column['Name'])} AS {type.sql})" for column, type in zip(columns, types)], source
