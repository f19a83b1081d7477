"""MiniStack as Daybreak runs it. `local-aws/emulator/launch.ts` starts this folder as a program."""

import os

# Functions inherit our environment, and must not be able to manage the account that they run in.
secret = os.environ.pop("DAYBREAK_SECRET", "")
# Functions inherit this one, as their credentials.
token = os.environ.get("AWS_SESSION_TOKEN", "")

import duckdb  # noqa: E402
from ministack import app as ministack  # noqa: E402
from ministack.services import athena, glue, kms, lambda_svc, s3, stepfunctions, sts  # noqa: E402
from ministack.services.cloudformation import provisioners as cloudformation  # noqa: E402

from answers import as_athena_writes_them  # noqa: E402
from athena_functions import with_athena_functions  # noqa: E402
from catalog_tables import as_the_catalog_describes_them  # noqa: E402
from confined_queries import confine  # noqa: E402
from copied_checksums import with_copied_checksums  # noqa: E402
from gate import gate, with_tokens  # noqa: E402
from glue_calls import with_more_calls  # noqa: E402
from history import as_aws_writes_it  # noqa: E402
from metadata import as_clients_ask_for_it  # noqa: E402
from reserved_words import quoted_where_columns  # noqa: E402
from security_configurations import with_one_key_for_each_alias, with_security_configurations  # noqa: E402
from tables import without_blanks  # noqa: E402
from whole_checksums import with_whole_checksums  # noqa: E402

# Before confine(), which checks the whole.
with_athena_functions(duckdb)
as_the_catalog_describes_them(athena, glue, s3, duckdb)
as_athena_writes_them(athena)
quoted_where_columns(athena, glue, duckdb)
confine(athena, duckdb)
as_clients_ask_for_it(athena, glue)
with_more_calls(glue, duckdb)
as_aws_writes_it(stepfunctions)
with_security_configurations(cloudformation, glue)
with_one_key_for_each_alias(cloudformation, kms)
without_blanks(glue)
with_copied_checksums(s3)
with_whole_checksums(s3)
with_tokens(sts, lambda_svc, token)
# main() looks this name up again and serves it.
ministack.app = gate(ministack.app, secret, token)
ministack.main()
