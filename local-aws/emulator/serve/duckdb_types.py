"""The catalog's types, and names and texts, in DuckDB's SQL."""

import re
from typing import NamedTuple


class Scalar(NamedTuple):
    sql: str


class Array(NamedTuple):
    item: object

    @property
    def sql(self):
        return f"{self.item.sql}[]"


class Map(NamedTuple):
    key: object
    value: object

    @property
    def sql(self):
        return f"MAP({self.key.sql}, {self.value.sql})"


class Struct(NamedTuple):
    fields: list

    @property
    def sql(self):
        return f"STRUCT({', '.join(f'{identifier(name)} {each.sql}' for name, each in self.fields)})"


SCALARS = {
    "boolean": "BOOLEAN",
    "tinyint": "TINYINT",
    "smallint": "SMALLINT",
    "int": "INTEGER",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "float": "FLOAT",
    "real": "FLOAT",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "binary": "BLOB",
    "varbinary": "BLOB",
}


def duckdb_type(glue):
    """The type for one of the catalog's, such as `array<struct<name:string>>`. Text for one that we do not know."""
    type = (glue or "string").strip()
    outer, _, inner = type.removesuffix(">").partition("<")
    match outer.strip().lower():
        case "array" if inner:
            return Array(duckdb_type(inner))
        case "map" if len(parts(inner)) == 2:
            return Map(*map(duckdb_type, parts(inner)))
        case "struct" if inner:
            fields = [part.partition(":") for part in parts(inner)]
            return Struct([(name.strip(), duckdb_type(each)) for name, _, each in fields])
    decimal = re.fullmatch(r"decimal(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?", type.lower())
    if decimal:
        # Hive's default. https://cwiki.apache.org/confluence/display/Hive/LanguageManual+Types
        return Scalar(f"DECIMAL({decimal[1] or 10},{decimal[2] or 0})")
    return Scalar(SCALARS.get(type.lower(), "VARCHAR"))


def parts(inner):
    """Splits at the commas outside all brackets."""
    found, depth = [""], 0
    for character in inner:
        depth += (character in "<(") - (character in ">)")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return found


def identifier(name):
    return '"' + name.replace('"', '""') + '"'


def text(value):
    return "'" + value.replace("'", "''") + "'"
