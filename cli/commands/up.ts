import type { S3Client } from '@aws-sdk/client-s3';
import { bytes, counted } from '../../lab/words/units.ts';
import { localOptions, startLocalAws } from '../../local-aws/index.ts';
import { unlessDenied } from '../../reconcile/aws-errors.ts';
import { actionOf } from '../../reconcile/runs.ts';
import type { Answer, Context } from '../command.ts';
import { ensureDeployBucket } from '../deploy/bucket.ts';
import { labStack } from '../deploy/lab-stack.ts';
import { makeTemplate } from '../deploy/make-template.ts';
import { checkParameters, parseParameters, type Values } from '../deploy/parameters.ts';
import {
  areHere,
  checkSeed,
  parseSeedOption,
  publishFolder,
  readSeedStep,
  type SeedOption,
} from '../deploy/seed.ts';
import { type Deployment, deployStack } from '../deploy/stack.ts';
import { stageTemplate } from '../deploy/stage-template.ts';
import { checkTrustOption, settleTrust } from '../deploy/trust.ts';
import { checkAll } from '../doctor/all-checks.ts';
import { Failed, UsageError } from '../errors.ts';
import { followRun, type RunResult } from '../follow/follow-run.ts';
import { requestOf } from '../follow/request.ts';
import { runToEnd } from '../follow/run-to-end.ts';
import { latestRuns } from '../follow/runs.ts';
import { doctorPage } from '../render/doctor-page.ts';
import { commandFor } from '../render/next.ts';
import { asStep, type Progress } from '../render/progress.ts';
import { plainStyle } from '../render/style.ts';
import type { SeedFolder } from '../seed/seed-folder.ts';
import { localSession, openSession, type Session, within } from '../session.ts';
import { missingWords } from './doctor.ts';
import { rebuildAnswer } from './rebuild.ts';

export interface UpOptions {
  /** Folders and addresses in S3, each on top of those before it. */
  readonly seed?: readonly string[];
  /** The built-in sample: alone, or below the seeds. */
  readonly sample?: boolean;
  /** Publishes the originals of converted files, too. */
  readonly keepRaw?: boolean;
  /** Accepts a definition that is older than the one that the lab was built from. */
  readonly allowOlder?: boolean;
  /** Runs the lab's jobs in this rebuild. */
  readonly runJob?: boolean;
  /** Trusts the scripts of the lab's jobs on this machine. */
  readonly trust?: boolean;
  /** Creates the stack although something is missing. */
  readonly skipChecks?: boolean;
  readonly parameter: readonly string[];
}

const templateStep = (progress: Progress, template: () => Promise<string>): Promise<string> =>
  asStep(progress, 'Template', async () => {
    const made = await template();
    return [made, bytes(Buffer.byteLength(made))];
  });

const startStep = ({ progress, target }: Context): Promise<Session> =>
  asStep(progress, 'Local AWS', async say => {
    const local = await startLocalAws(localOptions, { onProgress: say });
    return [localSession(target.labName, local), local.endpoint];
  });

const publishStep = (
  context: Context,
  session: Session,
  bucket: string,
  folder: SeedFolder,
): Promise<Values> =>
  asStep(context.progress, 'Seed', async say => {
    const { uri, words } = await publishFolder(session, bucket, folder, context.interrupt, say);
    return [{ SeedUri: uri }, words];
  });

const stackStep = (
  { progress, interrupt }: Context,
  session: Session,
  bucket: string,
  template: string,
  values: Values,
): Promise<Deployment> =>
  asStep(progress, 'Stack', async say => {
    const url = await stageTemplate(session, bucket, template);
    const deployed = await deployStack(session, url, values, interrupt, say);
    return [deployed, deployed.outcome];
  });

/**
 * A run that began before the stack changed uses the old functions, and perhaps another seed. A run that the stack
 * started accepts no older definition, and does not know that jobs were asked for.
 */
const rebuildAfter = async (
  context: Context,
  session: Session,
  { since }: Deployment,
  { allowOlder = false, runJob }: UpOptions,
): Promise<RunResult> => {
  const { interrupt, progress } = context;
  interrupt.means(
    `You pressed Ctrl-C. The rebuild continues: see its progress with \`${commandFor(session, 'status')}\`.`,
  );
  for (const { arn, status, startedAt } of await latestRuns(session)) {
    const isNew = since !== undefined && startedAt >= since;
    if (!(isNew || status === 'RUNNING')) continue;
    const action = await actionOf(session.sfn, arn);
    if (action === 'plan' || (action === 'destroy' && status !== 'RUNNING')) continue;
    if (action === 'rebuild' && !(allowOlder || runJob) && (since === undefined || isNew))
      return followRun(session, arn, progress, interrupt);
    await progress.note(
      action === 'destroy'
        ? 'The lab is being destroyed: waiting for that to finish.'
        : 'A rebuild is under way, but it does not do what you asked for: waiting for it to finish.',
    );
    await followRun(session, arn, progress, interrupt);
    await progress.note('Starting one that does what you asked for.');
    break;
  }
  return runToEnd(context, session, requestOf('rebuild', { allowOlder, runJob }));
};

/**
 * Checks an account before the first stack is created in it. A stack that is there has passed, and changes by what
 * CloudFormation finds.
 * @throws Failed that lists all that is missing
 */
const checkStep = async (
  { progress }: Context,
  session: Session,
  template: string,
  parameters: Values,
  definition: SeedFolder['definition'] | undefined,
): Promise<void> => {
  // A denial is one of the things that the checks list.
  const stack = await unlessDenied(labStack(session));
  if (stack !== undefined && stack.StackStatus !== 'ROLLBACK_COMPLETE') return;
  await asStep(progress, 'Checks', async say => {
    const found = await checkAll(session, { template, parameters, definition }, say);
    const missing = missingWords(found);
    if (missing !== undefined)
      throw new Failed(
        `${missing}, so nothing was created:\n${doctorPage(
          found.checks.filter(({ status }) => status === 'missing'),
          plainStyle,
        )}\n\n` +
          `See everything with \`${commandFor(session, 'doctor')}\`, or go on regardless with --skip-checks.`,
      );
    return [undefined, counted(found.checks.length, 'check')];
  });
};

/** Whether a lab gets nothing but the built-in sample, or what it has. */
const isOfOurs = (seed: SeedOption): boolean =>
  seed.from === 'kept' || (seed.from === 'uri' && seed.uri === '');

const rolesOfSeed =
  "With ExistingRole, the seed's queries and scripts may do everything that this role may, in the whole account: " +
  'see docs/security.md.';

/**
 * Brings a lab up: the local AWS if asked for, the seed, the stack, and a rebuild. Mistakes in the options or the
 * credentials are found before the template is made and before anything changes.
 *
 * @param template makes the stack's template
 */
export const up = async (
  context: Context,
  options: UpOptions,
  template: () => Promise<string> = makeTemplate,
): Promise<Answer> => {
  const { progress, interrupt, target } = context;
  interrupt.means('You pressed Ctrl-C. Nothing is left half done: run the same command again to continue.');
  const given = parseParameters(options.parameter);
  checkParameters(given);
  checkTrustOption(options, target);
  const seed = parseSeedOption(options);
  const sources = seed.from === 'sources' ? seed.sources : [];
  const { keepRaw, skipChecks } = options;
  if (keepRaw === true && !sources.some(({ from }) => from === 'folder'))
    throw new UsageError('--keep-raw keeps the files of a folder: give one with --seed.');
  const read = async (s3?: S3Client): Promise<SeedFolder | undefined> =>
    sources.length === 0 ? undefined : readSeedStep(context, sources, { s3, keepRaw });
  const early = areHere(sources) ? await read() : undefined;
  interrupt.check();
  const session = target.isLocal ? await startStep(context) : await openSession(target);
  return within(session, async () => {
    interrupt.check();
    if (seed.from === 'uri' && seed.uri !== '') await checkSeed(session, seed.uri);
    const folder = early ?? (await read(session.s3));
    if (given.ExistingRole !== undefined && given.ExistingRole !== '' && !isOfOurs(seed))
      await progress.note(rolesOfSeed);
    await settleTrust(context, session, folder ?? (seed.from === 'uri' ? seed : 'stack'), options);
    const made = await templateStep(progress, template);
    interrupt.check();
    if (!target.isLocal && skipChecks !== true) {
      const uri: Values = seed.from === 'uri' ? { SeedUri: seed.uri } : {};
      await checkStep(context, session, made, { ...given, ...uri }, folder?.definition);
    }
    interrupt.check();
    const bucket = await ensureDeployBucket(session.s3, session.lab);
    const published = folder === undefined ? {} : await publishStep(context, session, bucket, folder);
    const values = { ...given, ...(seed.from === 'uri' ? { SeedUri: seed.uri } : published) };
    interrupt.check();
    const deployed = await stackStep(context, session, bucket, made, values);
    return rebuildAnswer(session, await rebuildAfter(context, session, deployed, options));
  });
};
