import { Command, Option } from 'commander';
import { daybreakVersion } from '../lab/version.ts';
import type { Answer, Context } from './command.ts';
import { destroy } from './commands/destroy.ts';
import { down } from './commands/down.ts';
import { plan } from './commands/plan.ts';
import { query } from './commands/query.ts';
import { rebuild } from './commands/rebuild.ts';
import { seedPublish } from './commands/seed.ts';
import { status } from './commands/status.ts';
import { trigger } from './commands/trigger.ts';
import { up } from './commands/up.ts';
import { examples } from './examples.ts';
import { writeError, writeOutput } from './render/write.ts';

/** Runs one command with what all commands share. */
export type Run = (work: (context: Context) => Promise<Answer>) => Promise<void>;

const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Options that several commands take. */
const datasets = ['--datasets <a,b>', 'only these datasets'] as const;
const allowOlder = [
  '--allow-older',
  'let a definition in that is older than the one last built from',
] as const;

const runJob = ['--run-job', "run the lab's Glue jobs, too, and prove what they write; costs money"] as const;
const noRunJob = ['--no-run-job', "run none, whatever the stack's parameter RunJob says"] as const;

/** The command line: what it takes, and what each command does with it. */
export const makeProgram = (run: Run): Command => {
  const program = new Command('daybreak')
    .description('An analytics lab on AWS that rebuilds itself.')
    .version(daybreakVersion)
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
    .option(...allowOlder)
    .option(...runJob)
    .action(options => run(context => up(context, options)));
  program
    .command('rebuild')
    .description('put the lab right where it is not as its definition says')
    .option(...datasets)
    .option('--repair', 'also put right what somebody changed, after saving what that displaces')
    .option(
      '--adopt <id>',
      "take over what has the lab's name and not its mark; can be repeated",
      repeated,
      [],
    )
    .option(...allowOlder)
    .option(...runJob)
    .option(...noRunJob)
    .action(options => run(context => rebuild(context, options)));
  program
    .command('trigger')
    .description("rebuild by way of the lab's endpoint, as programs do")
    .option(...datasets)
    .option(...runJob)
    .option(...noRunJob)
    .option('--idempotency-key <key>', 'calls with the same key start one run')
    .option('--no-wait', 'only start it')
    .action(options => run(context => trigger(context, options)));
  program
    .command('plan')
    .description('say what a rebuild would do, and change nothing')
    .option(...datasets)
    .option('--repair', 'of a rebuild that repairs')
    .option('--adopt <id>', 'of a rebuild that takes this over; can be repeated', repeated, [])
    .option('--all', 'name what is unchanged, too')
    .option('--exit-code', 'exit with 3 when a rebuild would change something')
    .action(options => run(context => plan(context, options)));
  program
    .command('status')
    .description('say how the lab is')
    .option('--history [n]', 'list the latest runs instead, ten or so many')
    .action(options => run(context => status(context, options)));
  program
    .command('query')
    .description("ask Athena, in the lab's workgroup")
    .argument('<sql>', 'one query, in quotes')
    .action(sql => run(context => query(context, sql)));
  program
    .command('seed')
    .description('publish a seed that others can build labs from')
    .command('publish')
    .description('put a seed and the template into a bucket, and give the link that launches a lab from them')
    .argument('<folder>', 'with a lab.json and the files that it names')
    .argument('<s3 uri>', 's3://bucket/prefix/ in a bucket that exists')
    .addOption(
      new Option('--public', 'let everyone read it; opens the bucket to public policies').conflicts('org'),
    )
    .option('--org <o-id>', "let the organisation's accounts read it")
    .action((folder, uri, options) => run(context => seedPublish(context, folder, uri, options)));
  program
    .command('destroy')
    .description('take the lab away with all its data; the stack that rebuilds it stays')
    .option('--confirm <lab name>', 'confirm it here; asked for on a terminal')
    .option('--delete-foreign-objects', "also delete what others have put into the lab's buckets")
    .action(options => run(context => destroy(context, options)));
  program
    .command('down')
    .description('stop the local AWS')
    .option('--wipe', 'delete what is in it, too')
    .action(options => run(context => down(context, options)));

  for (const command of [program, ...program.commands.flatMap(known => [known, ...known.commands])])
    command
      .addHelpText('after', `\n${examples[command.name()] ?? ''}`)
      .configureOutput({ writeOut: writeOutput, writeErr: writeError, outputError: () => {} });
  return program;
};
