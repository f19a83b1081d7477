"""Columns whose names only DuckDB reserves.

`select at from visits` and `order by "end", desc` are Athena's SQL where a table has such columns, but DuckDB has more
keywords than Trino. In a query, those that name a column of one of its tables get quotes, if they stand where only a
column can stand: not in `order by n desc limit 5`.
"""

import functools

from duckdb_types import identifier

# https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html, "Reserved keywords in SQL SELECT statements".
ATHENA = frozenset(
    """
    alter and as between by case cast constraint create cross cube current_catalog current_date current_path
    current_schema current_time current_timestamp current_user deallocate delete describe distinct drop else end escape
    except exclude execute exists extract false first for from full group grouping having in inner insert intersect into
    is join json_array json_exists json_object json_query json_table json_value last left like listagg localtime
    localtimestamp natural normalize not null of on or order outer prepare recursive right rollup select skip table then
    trim true uescape union unnest using values when where with
    """.split()
)

# A value is still to come after these. After other names, numbers, texts and closing brackets a word is syntax.
OPENING = frozenset(
    "select distinct all where and or not on having by when then else case between like in as set values".split()
)


def quoted_where_columns(athena, glue, duckdb):
    """Changes what MiniStack does with a query before it looks for tables from now on."""
    rows = duckdb.connect().execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    words = {word for (word,) in rows} - ATHENA
    rewrite = athena._rewrite_data_paths

    @functools.wraps(rewrite)
    async def rewrite_quoted(query, database, catalog=None):
        return await rewrite(quoted(athena, query, words & columns_in(athena, glue, query, database)), database, catalog)

    athena._rewrite_data_paths = rewrite_quoted


def columns_in(athena, glue, query, database):
    """Names of all columns of a query's tables."""
    names = set()
    for reference in athena._table_references(query):
        table = glue._tables.get(f"{reference.database or database or 'default'}/{reference.table}") or {}
        columns = (table.get("StorageDescriptor") or {}).get("Columns") or []
        names |= {column["Name"].lower() for column in [*columns, *(table.get("PartitionKeys") or [])]}
    return names


def quoted(athena, query, words):
    """The query with these words in quotes where they are columns."""
    tokens = list(athena._sql_tokens(query)) if words else []
    for number in reversed(range(len(tokens))):
        kind, word, start, end = tokens[number]
        if kind != "name" or word not in words:
            continue
        before = tokens[number - 1][:2] if number else (None, None)
        after = tokens[number + 1][:2] if number + 1 < len(tokens) else (None, None)
        if is_column(before, after):
            query = query[:start] + identifier(word) + query[end:]
    return query


def is_column(before, after):
    # A function, ARRAY[…], or the type of a literal: DATE '2026-01-01'.
    if after in (("punct", "("), ("punct", "[")) or after[0] == "str":
        return False
    kind, token = before
    if kind == "name":
        return token in OPENING
    return kind == "punct" and token not in ")]"
