"""Keeps Athena's queries away from the files of this machine.

MiniStack copies a query's tables into folders just for that query and passes its SQL to DuckDB, which can read and
write every file that the user can: `read_text('/etc/hostname')`, `COPY … TO`, `ATTACH`. A lab's SQL can be someone
else's, so each query gets a connection that is confined to those folders.
https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
"""

import asyncio
import functools
import tempfile
from contextvars import ContextVar

from duckdb_types import text

ABOUT_US = "The local AWS lets a query read its tables, but no other file on this machine"

# The folders of the query that is running in this context, if any. MiniStack's thread for a query inherits it.
folders_of_query = ContextVar("folders_of_query", default=None)


def confine(athena, duckdb):
    """Confines what MiniStack's Athena runs on DuckDB from now on, and checks that it works. @raises SystemExit"""
    try:
        athena._hidden = no_paths_of_their_own(athena._hidden)
        athena._rewrite_data_paths = remembering_folders(athena._rewrite_data_paths)
        athena._run_duckdb = confined(athena._run_duckdb, duckdb)
        duckdb.connect = confining(duckdb.connect, duckdb)
        proof = asyncio.run(outcome(athena._run_duckdb(f"SELECT * FROM read_text({text(__file__)})", "default")))
    except Exception as error:
        proof = repr(error)
    if not proof.startswith(ABOUT_US):
        raise SystemExit(
            "The local AWS did not start, because it could not keep SQL away from the files of this machine. This may "
            "not be the MiniStack that Daybreak requires: delete .daybreak/venv and try again. What happened: " + proof
        )


def confined(run, duckdb):
    """`_run_duckdb`, but its connections see only the files of the query's tables."""

    @functools.wraps(run)
    async def run_confined(*args, **kwargs):
        before = folders_of_query.set([])
        try:
            return await run(*args, **kwargs)
        except duckdb.Error as error:
            if is_of_confinement(str(error)):
                raise PermissionError(f"{ABOUT_US}: {error}") from error
            raise
        finally:
            folders_of_query.reset(before)

    return run_confined


def remembering_folders(rewrite):
    """`_rewrite_data_paths`, which creates the folders; the third value it returns lists them for removal."""

    @functools.wraps(rewrite)
    async def rewrite_remembering(*args, **kwargs):
        query, buckets, folders = await rewrite(*args, **kwargs)
        # For data that does not fit in memory. DuckDB lets a query use this folder; all queries share the usual one.
        folders.append(tempfile.mkdtemp(prefix="daybreak-query-"))
        folders_of_query.get().extend(folders)
        return query, buckets, folders

    return rewrite_remembering


def no_paths_of_their_own(hidden):
    """`_hidden`, which is called with each object's key under a table's, just before a file is written there."""

    @functools.wraps(hidden)
    def hidden_or_refused(relative_key):
        # Joined to the query's folder, this would be a file outside it.
        if relative_key.startswith("/"):
            raise PermissionError(f"{ABOUT_US}: an object of a table has the key {relative_key} under the table's own")
        return hidden(relative_key)

    return hidden_or_refused


def confining(connect, duckdb):
    """`duckdb.connect`, confined if a query is running."""

    @functools.wraps(connect)
    def connect_confined(*args, **kwargs):
        connection = connect(*args, **kwargs)
        folders = folders_of_query.get()
        if folders is not None:
            try:
                # MiniStack's own setting, which it could no longer make. DuckDB 1.5 does not have this optimizer.
                connection.execute("SET disabled_optimizers = 'type_pushdown'")
            except duckdb.Error:
                pass
            connection.execute(f"SET temp_directory = {text(folders[-1] if folders else '')}")
            connection.execute("SET python_enable_replacements = false")
            connection.execute(f"SET allowed_directories = [{', '.join(map(text, folders))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
        return connection

    return connect_confined


def is_of_confinement(message):
    return message.startswith("Permission Error") or "configuration has been locked" in message


async def outcome(query):
    try:
        return f"it read {await query}"
    except PermissionError as error:
        return str(error)
