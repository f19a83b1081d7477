/** What `--help` shows last, for each command. */
export const examples: Readonly<Record<string, string>> = {
  daybreak: `Examples:
  daybreak up --local                        a whole lab on this machine, with sample data
  daybreak query --local "select count(*) from tbl_brecommerce_orders"
  daybreak down --local
  AWS_PROFILE=sandbox AWS_REGION=us-east-1 daybreak up    the same in an AWS account

Exit codes: 0 done; 1 ran and failed; 2 bad usage or bad input; 130 interrupted.`,
  describe: `Examples:
  daybreak describe ./my-data                each sub-folder and each lone file becomes a table
  daybreak describe ./my-data --json         prints the definition and all guesses

Reads every value. Run it again after adding files: what you edited in lab.json stays as it is.`,
  check: `Examples:
  daybreak check ./my-data
  daybreak check ./my-data --json            { "folder": …, "ok": false, "tables": [ … ], "problems": [ … ], … }
  daybreak check ./base ./my-course          a course on top of a base, as \`seed publish\` takes them
  daybreak check data/olist-sample ./my-course    on top of the built-in sample

Reads the lab.json and every file that it names, and lists everything that \`up\` and \`seed publish\` would refuse, by
file, line and column. Nothing is started, changed or uploaded.

Exit codes: 0 nothing is wrong; 2 something is, or bad usage.`,
  up: `Examples:
  daybreak up --local
  daybreak up --local --seed ./my-data       a folder of files, with or without a lab.json
  daybreak up --local --seed s3://bucket/prefix/ --run-job --trust    also run its scripts on this machine
  daybreak up --local --sample --seed ./my-course    a course on top of the built-in sample
  daybreak up --seed s3://bucket/base/ --seed ./my-course    on top of a published seed
  daybreak up --seed s3://bucket/prefix/ --parameter MaxSeedGiB=20
  daybreak up --parameter ExistingRole=LabRole    if you may not create roles, as in AWS Academy`,
  doctor: `Examples:
  AWS_PROFILE=sandbox AWS_REGION=us-east-1 daybreak doctor
  daybreak doctor --seed s3://bucket/prefix/
  daybreak doctor --parameter ExistingRole=LabRole    also lists what LabRole lacks
  daybreak doctor --json                     { "ok": false, "checks": [ { "status": "missing", "needs": … } ] }

Tries what can be read, asks IAM to simulate what would be written, and checks whether names are taken. Changes nothing.
Each line is ok, missing or unknown (it can't be told from here). A missing one has the action, the resource, and a
sentence to send to the administrator. \`up\` does the same before it creates a stack in an account.

Exit codes: 0 nothing is missing; 1 something is; 2 bad usage.`,
  rebuild: `Examples:
  daybreak rebuild --local
  daybreak rebuild --datasets orders,customers
  daybreak rebuild --datasets none           without data: all tables are empty
  daybreak rebuild --run-job                 also run the jobs (2 to 15 US cents for the sample)
  daybreak rebuild --repair                  also undo changes made by hand, after saving them
  daybreak rebuild --set-aside               also move files out of tables' folders that do not belong there
  daybreak rebuild --adopt table/daybreak_sor.orders    take over a resource that has the lab's name`,
  trigger: `Examples:
  daybreak trigger --local
  daybreak trigger --datasets orders,customers
  daybreak trigger --no-wait --idempotency-key monday-class    starts one run, however often you call it

The credentials need execute-api:Invoke. If a rebuild is already under way, the command follows that one.`,
  seed: `Examples:
  daybreak seed create ./big --orders 99441
  daybreak seed publish ./my-data s3://my-bucket/sales/
  daybreak seed verify s3://my-bucket/sales/`,
  create: `Examples:
  daybreak seed create ./big --orders 99441              as many as in the public dataset: 132 MB
  daybreak seed create ./other --random-seed 7           as large as the built-in sample, with other data
  daybreak seed create ./olist --from ~/Downloads/olist  from the files on Kaggle, with their types

The same options give the same bytes on every machine. Nothing is overwritten.`,
  publish: `Examples:
  daybreak seed publish ./my-data s3://my-bucket/sales/            leaves the bucket's policy as it is
  daybreak seed publish ./my-data s3://my-bucket/sales/ --org o-a1b2c3d4e5
  daybreak seed publish ./my-data s3://my-bucket/sales/ --public    anyone on the internet can read it

  daybreak seed publish ./base ./course s3://my-bucket/course/     a course on top of a base
  daybreak seed publish ./my-data s3://my-bucket/sales/ --keep-raw    with the files as they were before conversion

Nothing is deleted, and labs can be built from the old seed until the new one is complete. If the command is
interrupted, run it again to continue. --public lifts the bucket's block on public policies.`,
  verify: `Examples:
  daybreak seed verify s3://my-bucket/sales/
  daybreak seed verify --local --json s3://my-bucket/sales/

Exit codes: 0 the seed is intact; 1 it is not; 2 bad usage.`,
  plan: `Examples:
  daybreak plan --local
  daybreak plan --local --repair             what a rebuild with --repair would do
  daybreak plan --local --json --exit-code

One line per resource: + to create, ~ to update, a to adopt, k changed by hand and kept, ! refused.

Exit codes: 0 planned, whatever the plan says; 1 a rebuild would not succeed, or the plan failed; 2 bad usage.
With --exit-code, 0 means that a rebuild would change nothing, and 3 that it would change something.`,
  status: `Examples:
  daybreak status --local
  daybreak status --lab sales --json
  daybreak status --last                     only what was last done, without looking
  daybreak status --history 20               the latest runs, and why they failed
  daybreak status --html lab.html            everything on one page, in one file that needs no network

Looking starts a plan, which writes nothing. While the lab is being rebuilt, the command does not look.

Exit codes: 0 whatever was found; 1 the look itself failed; 2 bad usage. For scripts: \`npx daybreak plan --exit-code\`.`,
  open: `Examples:
  daybreak open --local
  daybreak open --lab sales --no-browser     prints the address; open it in a browser on this machine
  daybreak open --port 8080

The page is served on 127.0.0.1 only, under an address that nobody can guess; other web pages can't reach it. It looks at
the lab as \`status\` does (in an account at most every ten minutes), and runs a query when you ask for one: in an account
Athena bills at least 10 MB for each. Ctrl-C stops it.`,
  query: `Examples:
  daybreak query --local "select count(*) from tbl_brecommerce_orders"
  daybreak query --lab sales --json "select current_date"
  daybreak query --local --csv "select * from tbl_brecommerce_orders" > orders.csv
  daybreak query --local --expanded "select * from tbl_brecommerce_orders limit 3"

An answer that is wider than the terminal is expanded: one line for each column. Tables without a database are those of
the raw zone, sor.`,
  env: `Examples:
  daybreak env --local
  eval "$(npx daybreak env --local)"         for this shell (bash, zsh): then start the AWS CLI, Python, dbt …
  npx daybreak env --local --shell fish | source
  daybreak env --lab sales --json            { "variables": { … }, "unset": [ … ] }

For the local AWS: its endpoints, credentials and region, and \`unset\` for variables that lead elsewhere. To undo it,
open a new shell. For an account: the region. Credentials are not printed; programs find them where this command did.
For both, the lab's names: DAYBREAK_WORKGROUP, DAYBREAK_DATABASE_SOR, DAYBREAK_BUCKET_SOR, DAYBREAK_API_URL …`,
  restore: `Examples:
  daybreak restore --local                   what has been displaced, newest first, and what is there now
  daybreak restore --local table/daybreak_sor.orders
  daybreak restore script/orders --run rebuild-20261126T103945-6c6e --yes

Says what it will do, asks, saves what it replaces, and brings back what was saved. Rebuilds keep it as somebody's change.
Nothing is deleted from displaced/, so you can undo a restore in the same way.

Exit codes: 0 done; 1 something could not be restored; 2 bad usage, or not confirmed.`,
  labs: `Examples:
  daybreak labs --local
  AWS_PROFILE=sandbox AWS_REGION=us-east-1 daybreak labs --json

One line per lab: when it was last rebuilt, how that ended, its stack and its data.`,
  tables: `Examples:
  daybreak tables --local
  daybreak tables --local order_items        its columns, with types and comments, and its partitions
  daybreak tables --json

Row counts are those that the last report proved; files and sizes are those of the definition.`,
  queries: `Examples:
  daybreak queries --local
  daybreak queries --local first-look        its SQL
  npx daybreak query --local "$(npx daybreak queries --local first-look)"    runs it`,
  policy: `Examples:
  daybreak policy > learner.json
  aws iam put-group-policy --group-name learners --policy-name daybreak --policy-document file://learner.json

For a role or a group of people who query in the lab's workgroup, read its zones, create tables in spec, run its jobs and
start rebuilds through its endpoint. It allows nothing on other labs, and does not allow destroying this one. Anybody who
may start a job can run any script with the rights of the jobs' role.`,
  destroy: `Examples:
  daybreak destroy --plan                    what would go, and what would stay
  daybreak destroy                           says the same, and asks for the lab's name
  daybreak destroy --local --confirm daybreak
  daybreak destroy --confirm daybreak --delete-foreign-objects

Deletes every resource with the lab's mark, with all its data. What is somebody else's stays, with the bucket, database
or workgroup that holds it: files, tables, saved queries, unfinished uploads, what repairs saved. The stack stays, too;
\`aws cloudformation delete-stack\` removes it, but not the lab.`,
  down: `Examples:
  daybreak down --local
  daybreak down --local --wipe               also deletes everything in it`,
};
