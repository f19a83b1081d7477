import { Command, Option } from 'commander';
import { daybreakVersion } from '../lab/daybreak-version.ts';
import type { Answer, Context } from './command.ts';
import { examples } from './examples.ts';
import { outputColumns } from './render/output-columns.ts';
import { shellNames } from './render/shell.ts';
import { asParagraphs, wrappedText } from './render/wrapped.ts';
import { writeError, writeOutput } from './render/write.ts';

/** Runs one command in the context that all commands share. */
export type Run = (work: (context: Context) => Promise<Answer>) => Promise<void>;

const repeated = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** As Commander's own, but a command in the text stays whole; what leaves too little room is wrapped when it is written. */
const boxWrap = (text: string, columns: number): string => (columns < 40 ? text : wrappedText(text, columns));

/** Texts end their lines where a file can be read well; on a terminal its width decides. */
const fitting = (text: string): string =>
  outputColumns() === Number.POSITIVE_INFINITY ? text : asParagraphs(text);

/** Options that several commands take. */
const datasets = ['--datasets <a,b>', 'only these datasets, or none for empty tables'] as const;
const allowOlder = [
  '--allow-older',
  'accept a definition that is older than the one that the lab was built from',
] as const;

const runJob = ['--run-job', "also run the lab's Glue jobs and prove what they write; costs money"] as const;
const noRunJob = ['--no-run-job', "don't run jobs, whatever the stack's parameter RunJob says"] as const;

const trust = [
  '--trust',
  "with --local: let the scripts of the lab's jobs run on this machine, where they can do whatever you can",
] as const;

const keepRaw = [
  '--keep-raw',
  'also publish the original files of tables that are converted to Parquet, below raw/ in the seed',
] as const;

/** The command line: commands, options, and what each command runs. */
export const makeProgram = (run: Run): Command => {
  const program = new Command('daybreak')
    .description('An analytics lab on AWS that rebuilds itself.')
    .version(daybreakVersion)
    .option('--lab <name>', 'name of the lab', 'daybreak')
    .option('--local', 'use the local AWS (or set DAYBREAK_LOCAL=1)')
    .option('--json', 'print exactly one JSON document to stdout; progress goes to stderr')
    .configureHelp({ showGlobalOptions: true, boxWrap })
    .showSuggestionAfterError()
    .exitOverride();

  program
    .command('describe')
    .description('write a lab.json for a folder of files: its tables, their columns and types')
    .argument('<folder>', 'folder with files of csv, tsv, JSON or Parquet')
    .action(folder =>
      run(async context => (await import('./commands/describe.ts')).describe(context, folder)),
    );
  program
    .command('check')
    .description('list everything that is wrong with a folder of data; needs no AWS')
    .argument(
      '<folders...>',
      'a folder with a lab.json and the files it names, or several, each on top of those before it',
    )
    .action(folders => run(async context => (await import('./commands/check.ts')).check(context, folders)));
  program
    .command('up')
    .description('deploy the stack that rebuilds the lab, and build the lab')
    .addOption(
      new Option(
        '--seed <folder or s3://…>',
        "the lab's definition and data (default: what the lab already uses); can be repeated, each on top of those before it",
      ).argParser(repeated),
    )
    .option('--sample', 'the built-in sample: alone, or with --seed on top of it')
    .option(...keepRaw)
    .option('--parameter <Key=Value>', "parameter of the stack's template; can be repeated", repeated, [])
    .option(...allowOlder)
    .option(...runJob)
    .option(...trust)
    .option(
      '--skip-checks',
      'in an account: create the stack even if `npx daybreak doctor` finds something missing',
    )
    .action(options => run(async context => (await import('./commands/up.ts')).up(context, options)));
  program
    .command('doctor')
    .description('list everything that the account lacks for a lab; creates nothing')
    .option('--seed <s3 uri>', 'also verify this published seed')
    .option('--parameter <Key=Value>', "parameter of the stack's template; can be repeated", repeated, [])
    .action(options => run(async context => (await import('./commands/doctor.ts')).doctor(context, options)));
  program
    .command('rebuild')
    .description('bring the lab back to its definition')
    .option(...datasets)
    .option('--repair', 'also repair what was changed by hand, after saving it')
    .option(
      '--set-aside',
      "also move files that the definition does not name out of the tables' folders, to displaced/",
    )
    .option(
      '--adopt <id>',
      "take over a resource that has the lab's name but not its mark; can be repeated",
      repeated,
      [],
    )
    .option(...allowOlder)
    .option(...runJob)
    .option(...noRunJob)
    .option(...trust)
    .action(options =>
      run(async context => (await import('./commands/rebuild.ts')).rebuild(context, options)),
    );
  program
    .command('trigger')
    .description("rebuild through the lab's endpoint, as programs do")
    .option(...datasets)
    .option(...runJob)
    .option(...noRunJob)
    .option('--idempotency-key <key>', 'calls with the same key start one run')
    .option('--no-wait', 'start the rebuild without following it')
    .action(options =>
      run(async context => (await import('./commands/trigger.ts')).trigger(context, options)),
    );
  program
    .command('plan')
    .description('show what a rebuild would do, without changing anything')
    .option(...datasets)
    .option('--repair', 'plan a rebuild with --repair')
    .option('--set-aside', 'plan a rebuild with --set-aside')
    .option('--adopt <id>', 'plan a rebuild that takes this resource over; can be repeated', repeated, [])
    .option('--all', 'also list unchanged resources')
    .option('--exit-code', 'exit with 3 if a rebuild would change something')
    .action(options => run(async context => (await import('./commands/plan.ts')).plan(context, options)));
  program
    .command('status')
    .description('show how the lab is: what was last done to it, and what has changed since')
    .option('--last', 'only say what was last done, without looking at the lab')
    .option('--history [n]', 'list the latest runs instead (default: 10)')
    .addOption(
      new Option('--html <file>', 'save the status as a page in one file instead').conflicts('history'),
    )
    .option('--overwrite', 'with --html: replace the file even if it is not a page that Daybreak wrote')
    .action(options => run(async context => (await import('./commands/status.ts')).status(context, options)));
  program
    .command('open')
    .description('show the lab in a browser: its tables, its runs, and a field for queries')
    .option('--port <n>', 'port to serve the page on (default: any that is free)')
    .option('--no-browser', 'print the address, and open no browser')
    .action(options => run(async context => (await import('./commands/open.ts')).open(context, options)));
  program
    .command('query')
    .description("run an Athena query in the lab's workgroup")
    .argument('<sql>', 'one query, in quotes')
    .option('--expanded', 'one line per column, as for answers that are wider than the terminal')
    .option('--csv', 'only the rows, as CSV with a header; an empty field is NULL, an empty text is ""')
    .action((sql, options) =>
      run(async context =>
        (await import('./commands/query.ts')).query(context, sql, { ...options, json: program.opts().json }),
      ),
    );
  program
    .command('restore')
    .description('list what repairs, adoptions and --set-aside displaced, or bring some of it back')
    .argument('[ids...]', 'what to bring back: ids from the list, or addresses from a report')
    .option('--run <name>', 'the run that displaced it, if several did')
    .option('--yes', 'restore without being asked')
    .action((ids, options) =>
      run(async context => (await import('./commands/restore.ts')).restore(context, ids, options)),
    );
  program
    .command('labs')
    .description('list the labs in the account and region')
    .action(() => run(async context => (await import('./commands/labs.ts')).labs(context)));
  program
    .command('tables')
    .description("list the lab's tables, or show the columns of one")
    .argument('[name]', 'a table, or a part of its name')
    .action(name => run(async context => (await import('./commands/tables.ts')).tables(context, name)));
  program
    .command('queries')
    .description("list the saved queries in the lab's workgroup, or print the SQL of one")
    .argument('[name]', 'a saved query, or a part of its name')
    .action(name => run(async context => (await import('./commands/queries.ts')).queries(context, name)));
  program
    .command('env')
    .description('print the environment variables that other programs need to work with the lab')
    .addOption(new Option('--shell <name>', 'shell that reads them').choices(shellNames).default('sh'))
    .action(options => run(async context => (await import('./commands/env.ts')).env(context, options)));
  program
    .command('policy')
    .description("print the IAM policy for people who use the lab but don't run it")
    .action(() => run(async context => (await import('./commands/policy.ts')).policy(context)));
  const seed = program
    .command('seed')
    .description('create seeds, publish them for others to build labs from, and verify them');
  seed
    .command('create')
    .description("write a seed with the sample's tables: made-up data of any size, or the public files")
    .argument('<folder>', 'a new folder, or an empty one')
    .option(
      '--orders <n>',
      "the shop's orders; other tables grow with them (default: 9944, as in the sample)",
    )
    .option('--from <folder>', 'use the public files in this folder; what is missing is made up')
    .option('--random-seed <n>', 'another number makes other data of the same kind (default: 0)')
    .action((folder, options) =>
      run(async context => (await import('./commands/seed-create.ts')).seedCreate(context, folder, options)),
    );
  seed
    .command('publish')
    .description(
      'upload a seed and the template to a bucket, and print the link that launches a lab from them',
    )
    .usage('[options] <folder>… <s3 uri>')
    .argument(
      '<names...>',
      'a folder with a lab.json and the files it names, or several, each on top of those before it; ' +
        'then s3://bucket/prefix/ in an existing bucket',
    )
    .addOption(
      new Option('--public', 'let anyone read it; lifts the block on public policies').conflicts('org'),
    )
    .option('--org <o-id>', "let the organisation's accounts read it")
    .option(...keepRaw)
    .action((names, options) =>
      run(async context => (await import('./commands/seed.ts')).seedPublish(context, names, options)),
    );
  seed
    .command('verify')
    .description('check that every file of a published seed is there, intact, and readable from this account')
    .argument('<s3 uri>', 's3://bucket/prefix/ of the seed')
    .action(uri =>
      run(async context => (await import('./commands/seed-verify.ts')).seedVerify(context, uri)),
    );
  program
    .command('destroy')
    .description('delete the lab with all its data, but keep the stack that rebuilds it')
    .option('--plan', 'only say what would go and what would stay')
    .option('--confirm <lab name>', 'confirm without being asked')
    .option('--delete-foreign-objects', "also delete other people's objects in the lab's buckets")
    .action(options =>
      run(async context => (await import('./commands/destroy.ts')).destroy(context, options)),
    );
  program
    .command('down')
    .description('stop the local AWS')
    .option('--wipe', 'also delete everything in it')
    .action(options => run(async context => (await import('./commands/down.ts')).down(context, options)));

  for (const command of [program, ...program.commands.flatMap(known => [known, ...known.commands])])
    command
      .addHelpText('after', () => `\n${fitting(examples[command.name()] ?? '')}`)
      .configureOutput({ writeOut: writeOutput, writeErr: writeError, outputError: () => {} });
  return program;
};
