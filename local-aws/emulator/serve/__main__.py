"""MiniStack as Daybreak runs it. `local-aws/emulator/launch.ts` starts this folder as a program."""

import os

# Functions inherit our environment, and must not be able to manage the account that they run in.
secret = os.environ.pop("DAYBREAK_SECRET", "")

import duckdb  # noqa: E402
from ministack import app as ministack  # noqa: E402
from ministack.services import athena, glue, stepfunctions  # noqa: E402

from catalog_columns import with_catalog_columns  # noqa: E402
from confined_queries import confine  # noqa: E402
from gate import gate  # noqa: E402
from history import as_aws_writes_it  # noqa: E402
from tables import without_blanks  # noqa: E402

confine(athena, duckdb)
athena._table_relation = with_catalog_columns(athena._table_relation)
as_aws_writes_it(stepfunctions)
without_blanks(glue)
# main() looks this name up again and serves it.
ministack.app = gate(ministack.app, secret)
ministack.main()
