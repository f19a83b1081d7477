"""Columns that a table has in the catalog and in none of its files.

MiniStack lets DuckDB take a table's columns from its JSON or Parquet files. For Athena the catalog decides: a column
that no file has is NULL in every row.
"""

import functools


def with_catalog_columns(relation):
    """`_table_relation`, with the catalog's columns that the files lack."""

    @functools.wraps(relation)
    def relation_with_columns(table_data, files):
        found = relation(table_data, files)
        # MiniStack itself gives CSV its columns, in a SELECT.
        columns = [] if found.startswith("(") else columns_of(table_data)
        if not columns:
            return found
        # A NULL without a type takes that of the files' column of the same name.
        nulls = ", ".join(f"NULL AS {name(column)}" for column in columns)
        return f"(SELECT * FROM {found} UNION ALL BY NAME SELECT {nulls} WHERE false)"

    return relation_with_columns


def columns_of(table_data):
    storage = table_data.get("StorageDescriptor") or {}
    return (storage.get("Columns") or []) + (table_data.get("PartitionKeys") or [])


def name(column):
    return '"' + str(column.get("Name", "")).replace('"', '""') + '"'
