/** What `--help` shows last, for each command. */
export const examples: Readonly<Record<string, string>> = {
  daybreak: `Examples:
  daybreak up --local                        a whole lab on this machine, with sample data
  daybreak query --local "select count(*) from tbl_brecommerce_orders"
  daybreak down --local
  AWS_PROFILE=sandbox AWS_REGION=us-east-1 daybreak up    the same in an account of AWS

Exit codes: 0 done; 1 ran and failed; 2 bad usage or bad input; 130 interrupted.`,
  up: `Examples:
  daybreak up --local
  daybreak up --local --seed ./my-data       a folder with a lab.json and the files that it names
  daybreak up --seed s3://bucket/prefix/ --parameter MaxSeedGiB=20
  daybreak up --parameter ExistingRole=LabRole    where roles may not be created, as in AWS Academy`,
  rebuild: `Examples:
  daybreak rebuild --local
  daybreak rebuild --datasets orders,customers
  daybreak rebuild --run-job                 also run the jobs: for the sample 2 to 15 US cents
  daybreak rebuild --repair                  also what somebody changed; it is saved first
  daybreak rebuild --adopt table/daybreak_sor.orders    take over what is there under the lab's name`,
  trigger: `Examples:
  daybreak trigger --local
  daybreak trigger --datasets orders,customers
  daybreak trigger --no-wait --idempotency-key monday-class    as often as you like: one run

The credentials need execute-api:Invoke. A rebuild that is under way already is followed instead.`,
  seed: `Example:
  daybreak seed publish ./my-data s3://my-bucket/sales/`,
  publish: `Examples:
  daybreak seed publish ./my-data s3://my-bucket/sales/            the bucket's policy stays as it is
  daybreak seed publish ./my-data s3://my-bucket/sales/ --org o-a1b2c3d4e5
  daybreak seed publish ./my-data s3://my-bucket/sales/ --public    everyone on the internet may read it

Nothing is deleted. --public takes away the bucket's block of public policies.`,
  plan: `Examples:
  daybreak plan --local
  daybreak plan --local --repair             what a rebuild that repairs would do
  daybreak plan --local --json --exit-code

Each resource is one line: + to create, ~ to update, a to adopt, k kept as somebody changed it, ! refused.

Exit codes: 0 the plan is made, whatever it says; 1 a rebuild would not succeed, or the plan failed; 2 bad usage.
With --exit-code, 0 says that a rebuild would change nothing, and 3 that it would change something.`,
  status: `Examples:
  daybreak status --local
  daybreak status --lab sales --json
  daybreak status --history 20               the latest runs, and why they failed`,
  query: `Examples:
  daybreak query --local "select count(*) from tbl_brecommerce_orders"
  daybreak query --lab sales --json "select current_date"`,
  destroy: `Examples:
  daybreak destroy                           asks for the lab's name
  daybreak destroy --local --confirm daybreak
  daybreak destroy --confirm daybreak --delete-foreign-objects

What carries the lab's mark goes, with all data. What others have put into its buckets stays, and with it these
buckets. The stack stays; \`aws cloudformation delete-stack\` removes it, and keeps a lab that is still there.`,
  down: `Examples:
  daybreak down --local
  daybreak down --local --wipe               deletes what is in it, too`,
};
