import * as z from 'zod/mini';
import { list, mostJobFiles } from './bounds.ts';
import { duplicate } from './duplicate.ts';
import { glueArguments, type JobSettings } from './job-arguments.ts';
import { fileNameOf, jobFiles, keyOf } from './job-files.ts';
import { jobPolicySchema } from './job-statements.ts';
import { assetKeys } from './names.ts';
import { scheduleProblem } from './schedule.ts';
import { mostKeyBytes, sized } from './texts.ts';

/** https://docs.aws.amazon.com/glue/latest/dg/release-notes.html */
export const glueVersions = ['4.0', '5.0', '5.1', '6.0'] as const;

/** One requirement for pip; Glue separates requirements by commas, so it has no commas and no spaces. */
const requirement = /^[A-Za-z0-9][\w.-]*(\[[\w.-]+\])?((===?|~=|!=|<=?|>=?)[\w.*+!-]+)?$/;

/** Optional settings of a job in `lab.json`: files, imports, modules, logging, policy and schedule. */
export const jobSettings = <File extends z.ZodMiniType>(file: File) => ({
  files: z.optional(
    list(file, mostJobFiles).check(z.describe('Files of the seed that the script opens by their file names')),
  ),
  pythonFiles: z.optional(
    list(file, mostJobFiles).check(
      z.describe('.py, .zip and .whl files of the seed that the script imports; a .whl is installed by pip'),
    ),
  ),
  pythonModules: z.optional(
    list(
      sized(255).check(
        z.regex(requirement, {
          error:
            'is not a requirement such as pyarrow==17.0.0: write one name and one version, without commas or spaces',
        }),
      ),
      100,
    ).check(z.describe('Modules that pip installs from PyPI when a run begins: pyarrow==17.0.0')),
  ),
  sparkUi: z.optional(
    z.boolean().check(z.describe("Keeps each run's Spark UI, in spark-ui/<job>/ of the assets bucket")),
  ),
  continuousLogs: z.optional(
    z.boolean().check(z.describe('Writes logs while a run is under way; Glue 5.0 and newer always do')),
  ),
  policy: jobPolicySchema,
  schedule: z.optional(
    sized(256).check(
      z.describe(
        'Starts the job on a schedule: cron(0 6 * * ? *) is 06:00 UTC each day. Every run costs workers × DPU × $0.44 an hour, ' +
          'one minute at least: two G.1X workers cost from $0.015 (a minute) to $0.15 (10 minutes) a run, so every hour is ' +
          '$0.35 to $3.52 a day',
      ),
      z.refine(text => scheduleProblem(text) === undefined, {
        error: issue => scheduleProblem(String(issue.input)) ?? '',
      }),
    ),
  ),
});

type Finding = readonly [path: readonly (string | number)[], message: string];
type Settings = JobSettings & { readonly arguments: Readonly<Record<string, string>> };

function* fileFindings(job: Settings): Generator<Finding> {
  const files = job.files ?? [];
  const all = jobFiles(job);
  const at = (index: number): Finding[0] =>
    index < files.length ? ['files', index] : ['pythonFiles', index - files.length];
  // Glue splits the list of files at commas and reads their addresses as URLs.
  for (const [index, file] of all.entries())
    if (!/^[\w.+-]+$/.test(fileNameOf(file)))
      yield [
        at(index),
        `'${keyOf(file)}' can't be passed to Glue: use only letters, digits, '.', '_', '-' and '+' in a file's name`,
      ];
    else if (assetKeys.jobFile(job.name, fileNameOf(file)).length > mostKeyBytes)
      yield [
        at(index),
        `'${keyOf(file)}' has too long a name: S3 takes at most ${mostKeyBytes} bytes for its key`,
      ];
  for (const [index, file] of (job.pythonFiles ?? []).entries())
    if (!/\.(py|zip|whl)$/.test(keyOf(file)))
      yield [
        ['pythonFiles', index],
        `'${keyOf(file)}' can't be imported: its name must end in .py, .zip or .whl`,
      ];
  const twice = duplicate(all.map(fileNameOf));
  const again = all[twice];
  if (again !== undefined)
    yield [
      at(twice),
      `the job has a second '${fileNameOf(again)}', and Glue puts its files into one folder: rename one`,
    ];
}

/** The contradictions in one job, with their paths in it. */
export function* jobFindings(job: Settings): Generator<Finding> {
  yield* fileFindings(job);
  const modules = (job.pythonModules ?? []).map(each => each.split(/[[=~!<>]/)[0]?.toLowerCase() ?? '');
  const twice = duplicate(modules);
  if (twice >= 0) yield [['pythonModules', twice], `'${modules[twice]}' appears twice`];
  for (const { setting, argument } of glueArguments(job, ''))
    if (job.arguments[argument] !== undefined)
      yield [['arguments', argument], `"${setting}" of the job sets this argument: leave one of the two out`];
  for (const argument of Object.keys(job.arguments))
    if (argument.startsWith('--daybreak-'))
      yield [['arguments', argument], "is Daybreak's own: give it another name"];
}
