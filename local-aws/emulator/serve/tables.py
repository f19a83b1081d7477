"""Tables of the catalog as Glue keeps them: what nobody gave them, they do not have.

MiniStack gives a table without a description an empty one. Trino takes a description for the table's comment, and
knows its views by their comment, so it would not find them again.
"""

import functools


def without_blanks(glue):
    """Changes how MiniStack's Glue creates tables from now on."""
    create = glue._create_table

    @functools.wraps(create)
    def create_without_blanks(data):
        given = data.get("TableInput", {})
        key = f"{data.get('DatabaseName')}/{given.get('Name')}"
        is_new = key not in glue._tables
        answer = create(data)
        if is_new and key in glue._tables:
            table = glue._tables[key]
            for name in ("Description", "Owner"):
                if name not in given:
                    table.pop(name, None)
        return answer

    glue._create_table = create_without_blanks
