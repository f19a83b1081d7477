"""Athena's view of the catalog, as clients ask for it.

PyAthena and dbt write the catalog's name in lower case, which AWS accepts. AWS refuses to describe a table that does not
exist; MiniStack makes one up.
https://docs.aws.amazon.com/athena/latest/APIReference/API_GetTableMetadata.html
"""

import functools

CATALOG = "AwsDataCatalog"


def as_clients_ask_for_it(athena, glue):
    """Changes what MiniStack's Athena answers from now on."""
    for name in ("_get_data_catalog", "_get_database", "_list_databases", "_list_table_metadata"):
        setattr(athena, name, in_any_case(getattr(athena, name)))
    athena._get_table_metadata = of_a_table_that_exists(in_any_case(athena._get_table_metadata), athena, glue)


def in_any_case(call):
    @functools.wraps(call)
    def call_in_any_case(data):
        member = "CatalogName" if "CatalogName" in data else "Name"
        if (data.get(member) or "").lower() == CATALOG.lower():
            data = {**data, member: CATALOG}
        return call(data)

    return call_in_any_case


def of_a_table_that_exists(call, athena, glue):
    @functools.wraps(call)
    def call_if_it_exists(data):
        # The catalog has names in lower case.
        database, table = (data.get(name, "").lower() for name in ("DatabaseName", "TableName"))
        if f"{database}/{table}" not in glue._tables:
            why = f"EntityNotFoundException: Entity Not Found (table {table} in {database})"
            return athena.error_response_json("MetadataException", why, 400)
        return call({**data, "DatabaseName": database, "TableName": table})

    return call_if_it_exists
