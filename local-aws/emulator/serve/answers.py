"""Values as Athena writes them.

MiniStack writes what Python makes of DuckDB's values: `2026-03-02 11:00:00+00:00`, `10000000.0`, `{'a': None}`. Athena
writes `2026-03-02 11:00:00.000 UTC`, `1.0E7` and `{a=null}`, and a test that compares with it must see the same here.
https://docs.aws.amazon.com/athena/latest/ug/data-types.html, and Trino's client, whose texts these are:
https://trino.io/docs/current/language/types.html
"""

import datetime
import decimal
import functools
import struct


def as_athena_writes_them(athena):
    """Changes the rows and the types that MiniStack's Athena keeps from now on."""
    athena._DUCKDB_TYPE_MAP = Types(athena._DUCKDB_TYPE_MAP)
    athena._run_duckdb = written(athena._run_duckdb)


class Types(dict):
    """Athena's names for DuckDB's types; those that MiniStack's table lacks, too."""

    MORE = {"TIMESTAMP WITH TIME ZONE": "timestamp with time zone", "TIME WITH TIME ZONE": "time with time zone"}

    def get(self, name, default=None):
        if name.endswith("]"):
            return "array"
        return self.MORE.get(name) or super().get(name, default)


def written(run):
    """`_run_duckdb`, but with texts for values. None stays None."""

    @functools.wraps(run)
    async def run_written(*args, **kwargs):
        result = await run(*args, **kwargs)
        types = result["column_types"]
        result["rows"] = [[as_text(value, type) for value, type in zip(row, types)] for row in result["rows"]]
        return result

    return run_written


def as_text(value, type=None):
    """A value at the top level of a row."""
    if value is None:
        return None
    if type == "float" and isinstance(value, float):
        return java(value, single(value))
    return inner(value)


def inner(value):
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return java(value, repr(value))
        case decimal.Decimal():
            return format(value, "f")
        case datetime.datetime():
            moment = value.replace(tzinfo=None).isoformat(" ", "milliseconds")
            return moment if value.tzinfo is None else f"{moment} UTC"
        case datetime.time():
            return value.isoformat("milliseconds")
        case datetime.timedelta():
            seconds, milliseconds = value.seconds, value.microseconds // 1000
            return f"{value.days} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"
        case bytes():
            return value.hex(" ")
        case dict():
            return "{" + ", ".join(f"{inner(key)}={inner(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(inner, value)) + "]"
    return str(value)


def single(value):
    """The shortest digits that are this number in 32 bits."""
    for digits in range(1, 10):
        shorter = f"{value:.{digits}g}"
        try:
            if struct.pack("f", float(shorter)) == struct.pack("f", value):
                return shorter
        except OverflowError:
            continue
    return repr(value)


def java(value, digits):
    """As Java writes a number with these digits: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double)"""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    sign, figures, exponent = decimal.Decimal(digits).normalize().as_tuple()
    minus, size = "-" if sign or str(value)[0] == "-" else "", abs(value)
    if size == 0:
        return f"{minus}0.0"
    if 1e-3 <= size < 1e7:
        plain = format(abs(decimal.Decimal(digits)).normalize(), "f")
        return minus + (plain if "." in plain else f"{plain}.0")
    rest = "".join(map(str, figures[1:])) or "0"
    return f"{minus}{figures[0]}.{rest}E{exponent + len(figures) - 1}"
