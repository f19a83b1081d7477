import { Command, Option } from 'commander';
import type { Answer, Context } from './command.ts';
import { down } from './commands/down.ts';
import { query } from './commands/query.ts';
import { plan, rebuild } from './commands/rebuild.ts';
import { status } from './commands/status.ts';
import { up } from './commands/up.ts';

/** Runs one command with what all commands share. */
export type Run = (work: (context: Context) => Promise<Answer>) => Promise<void>;

const examples: Readonly<Record<string, string>> = {
  daybreak: `Examples:
  daybreak up --local                        a whole lab on this machine, with sample data
  daybreak query --local "select count(*) from tbl_brecommerce_orders"
  daybreak down --local
  AWS_PROFILE=sandbox AWS_REGION=us-east-1 daybreak up    the same in an account of AWS`,
  up: `Examples:
  daybreak up --local
  daybreak up --local --seed ./my-data       a folder with a lab.json and the files that it names
  daybreak up --seed s3://bucket/prefix/ --parameter MaxSeedGiB=20
  daybreak up --parameter ExistingRole=LabRole    where roles may not be created, as in AWS Academy`,
  rebuild: `Examples:
  daybreak rebuild --local
  daybreak rebuild --datasets orders,customers`,
  plan: `Examples:
  daybreak plan --local
  daybreak plan --local --json`,
  status: `Examples:
  daybreak status --local
  daybreak status --lab sales --json`,
  query: `Examples:
  daybreak query --local "select count(*) from tbl_brecommerce_orders"
  daybreak query --lab sales --json "select current_date"`,
  down: `Examples:
  daybreak down --local
  daybreak down --local --wipe               deletes what is in it, too`,
};

const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** The command line: what it takes, and what each command does with it. */
export const makeProgram = (run: Run): Command => {
  const program = new Command('daybreak')
    .description('An analytics lab on AWS that rebuilds itself.')
    .option('--lab <name>', 'name of the lab', 'daybreak')
    .option('--local', 'work on the local AWS (or DAYBREAK_LOCAL=1)')
    .option('--json', 'exactly one JSON document on stdout; progress goes to stderr')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride();

  program
    .command('up')
    .description('deploy what rebuilds the lab, and build it')
    .addOption(
      new Option('--seed <folder or s3://…>', "the lab's definition and data; without it, what the lab has"),
    )
    .addOption(new Option('--sample', 'go back to the built-in sample').conflicts('seed'))
    .option('--parameter <Key=Value>', "a parameter of the stack's template; can be repeated", repeated, [])
    .action(options => run(context => up(context, options)));
  program
    .command('rebuild')
    .description('put the lab right where it is not as its definition says')
    .option('--datasets <a,b>', 'only these datasets')
    .action(options => run(context => rebuild(context, options)));
  program
    .command('plan')
    .description('say what a rebuild would do, and change nothing')
    .option('--datasets <a,b>', 'only these datasets')
    .action(options => run(context => plan(context, options)));
  program
    .command('status')
    .description('say how the lab is')
    .action(() => run(status));
  program
    .command('query')
    .description("ask Athena, in the lab's workgroup")
    .argument('<sql>', 'one query, in quotes')
    .action(sql => run(context => query(context, sql)));
  program
    .command('down')
    .description('stop the local AWS')
    .option('--wipe', 'delete what is in it, too')
    .action(options => run(context => down(context, options)));

  for (const command of [program, ...program.commands])
    command
      .addHelpText('after', `\n${examples[command.name()] ?? ''}`)
      .configureOutput({ outputError: () => {} });
  return program;
};
