"""Functions of Athena's engine that DuckDB has under another name."""

import functools

# https://trino.io/docs/476/functions/json.html#json_format
MACROS = ("CREATE MACRO json_format(value) AS CAST(value AS VARCHAR)",)


def with_athena_functions(duckdb):
    """Lets queries use them from now on. @raises duckdb.Error"""
    connect = duckdb.connect

    @functools.wraps(connect)
    def connect_with_functions(*args, **kwargs):
        connection = connect(*args, **kwargs)
        for macro in MACROS:
            connection.execute(macro)
        return connection

    duckdb.connect = connect_with_functions
