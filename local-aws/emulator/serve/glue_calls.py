"""Calls of Glue that MiniStack does not know, or does not take at their word.

dbt reads and deletes the versions of a table, and replaces the partitions that an expression selects: a GetPartitions
that ignores the expression would make it delete them all.
https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
"""

import copy
import functools
import json

from confined_queries import folders_of_query
from duckdb_types import duckdb_type, identifier, text


def with_more_calls(glue, duckdb):
    """Changes what MiniStack's Glue answers from now on."""
    # Kept with the rest of Glue's state. Older versions only; the current one is the table.
    versions = glue._ALL_STATE["table_versions"] = type(glue._tables)()
    calls = {
        "GetTableVersions": functools.partial(get_table_versions, glue, versions),
        "GetTableVersion": functools.partial(get_table_version, glue, versions),
        "DeleteTableVersion": functools.partial(delete_table_version, glue, versions),
        "BatchDeleteTableVersion": functools.partial(batch_delete_table_version, glue, versions),
        "BatchDeletePartition": functools.partial(batch_delete_partition, glue),
        "UpdatePartition": functools.partial(update_partition, glue),
    }
    glue._handle_request_sync = answering(glue._handle_request_sync, calls)
    glue._create_table = forgetting(glue._create_table, versions)
    glue._update_table = archiving(glue._update_table, glue, versions)
    glue._get_partitions = selecting(glue._get_partitions, glue, duckdb)
    glue.reset = clearing(glue.reset, versions)


def answering(handle, calls):
    @functools.wraps(handle)
    def handle_more(method, path, headers, body, query_params):
        call = calls.get(headers.get("x-amz-target", "").removeprefix("AWSGlue."))
        return handle(method, path, headers, body, query_params) if call is None else call(json.loads(body or "{}"))

    return handle_more


def key_of(data, name="TableName"):
    return f"{data.get('DatabaseName')}/{data.get(name)}"


def not_found(glue, what):
    return glue.error_response_json("EntityNotFoundException", f"{what} not found.", 400)


# Versions of a table


def forgetting(create, versions):
    """`_create_table`, which begins anew, also under the name of a deleted table."""

    @functools.wraps(create)
    def create_anew(data):
        answer = create(data)
        if answer[0] < 300:
            versions.pop(f"{data.get('DatabaseName')}/{data.get('TableInput', {}).get('Name')}", None)
        return answer

    return create_anew


def archiving(update, glue, versions):
    @functools.wraps(update)
    def update_archiving(data):
        key = f"{data.get('DatabaseName')}/{data.get('TableInput', {}).get('Name')}"
        before = copy.deepcopy(glue._tables.get(key))
        answer = update(data)
        if answer[0] < 300 and not data.get("SkipArchive"):
            versions[key] = [*versions.get(key, []), before]
        return answer

    return update_archiving


def clearing(reset, versions):
    @functools.wraps(reset)
    def reset_all():
        reset()
        versions.clear()

    return reset_all


def versions_of(glue, versions, data):
    """All versions, latest first; None if there is no such table."""
    table = glue._tables.get(key_of(data))
    return None if table is None else [table, *reversed(versions.get(key_of(data), []))]


def written(table):
    return {"Table": table, "VersionId": table["VersionId"]}


def get_table_versions(glue, versions, data):
    found = versions_of(glue, versions, data)
    if found is None:
        return not_found(glue, f"Table {data.get('TableName')}")
    return glue.json_response({"TableVersions": list(map(written, found))})


def get_table_version(glue, versions, data):
    found = versions_of(glue, versions, data) or []
    wanted = data.get("VersionId")
    for table in found if wanted else found[:1]:
        if wanted in (None, table["VersionId"]):
            return glue.json_response({"TableVersion": written(table)})
    return not_found(glue, f"Version {wanted} of table {data.get('TableName')}")


def delete_table_version(glue, versions, data):
    key, wanted = key_of(data), data.get("VersionId")
    kept = [table for table in versions.get(key, []) if table["VersionId"] != wanted]
    if len(kept) == len(versions.get(key, [])):
        return not_found(glue, f"Version {wanted} of table {data.get('TableName')}")
    versions[key] = kept
    return glue.json_response({})


def batch_delete_table_version(glue, versions, data):
    errors = []
    for wanted in data.get("VersionIds", []):
        answer = delete_table_version(glue, versions, {**data, "VersionId": wanted})
        if answer[0] >= 300:
            detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Version not found."}
            errors.append({"TableName": data.get("TableName"), "VersionId": wanted, "ErrorDetail": detail})
    return glue.json_response({"Errors": errors})


# Partitions


def batch_delete_partition(glue, data):
    if key_of(data) not in glue._tables:
        return not_found(glue, f"Table {data.get('TableName')}")
    errors = []
    for values in (each.get("Values", []) for each in data.get("PartitionsToDelete", [])):
        if any(one.get("Values") == values for one in glue._partitions.get(key_of(data), [])):
            glue._delete_partition({**data, "PartitionValues": values})
        else:
            detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Partition not found."}
            errors.append({"PartitionValues": values, "ErrorDetail": detail})
    return glue.json_response({"Errors": errors})


def update_partition(glue, data):
    entry = {name: data.get(name) for name in ("PartitionValueList", "PartitionInput")}
    status, _, body = answer = glue._batch_update_partition({**data, "Entries": [entry]})
    if status >= 300:
        return answer
    for error in json.loads(body).get("Errors", []):
        return glue.error_response_json(error["ErrorDetail"]["ErrorCode"], error["ErrorDetail"]["ErrorMessage"], 400)
    return glue.json_response({})


def selecting(get, glue, duckdb):
    """`_get_partitions`, but only what the expression selects. Its grammar is that of a WHERE clause."""

    @functools.wraps(get)
    def get_selected(data):
        table = glue._tables.get(key_of(data))
        if not (data.get("Expression") or "").strip() or table is None:
            return get(data)
        partitions = glue._partitions.get(key_of(data), [])
        try:
            numbers = selected(duckdb, table.get("PartitionKeys") or [], partitions, data["Expression"])
        except duckdb.Error as error:
            return glue.error_response_json("InvalidInputException", f"Unsupported expression: {error}", 400)
        return glue.json_response({"Partitions": [partitions[number] for number in numbers]})

    return get_selected


def selected(duckdb, keys, partitions, expression):
    """Numbers of the partitions that an expression selects."""
    if not partitions:
        return []
    rows = ", ".join(
        f"({', '.join([str(number), *(text(str(value)) for value in one.get('Values', []))])})"
        for number, one in enumerate(partitions)
    )
    columns = [(identifier(key["Name"]), duckdb_type(key.get("Type")).sql) for key in keys]
    names = ", ".join(["daybreak_number", *(name for name, _ in columns)])
    typed = ", ".join(["daybreak_number", *(f"TRY_CAST({name} AS {sql}) AS {name}" for name, sql in columns)])
    sql = f"SELECT daybreak_number FROM (SELECT {typed} FROM (VALUES {rows}) AS p({names})) WHERE ({expression})"
    # A confined connection, as for a query, without any folder.
    before = folders_of_query.set([])
    try:
        with duckdb.connect(":memory:") as connection:
            return [number for (number,) in connection.execute(f"{sql} ORDER BY 1").fetchall()]
    finally:
        folders_of_query.reset(before)
