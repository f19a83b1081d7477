import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { LabDefinition } from '../../lab/definition.ts';
import type { SeedUri } from '../../lab/seed-uri.ts';
import type { Values } from '../deploy/parameters.ts';
import type { OnProgress } from '../render/progress.ts';
import { readSample } from '../seed/read-sample.ts';
import type { Session } from '../session.ts';
import type { Asker, Check } from './check.ts';
import { type CheckClients, checkClients } from './clients.ts';
import { checkNames } from './names.ts';
import { checkPermissions } from './permissions.ts';
import { checkConcurrency } from './quotas.ts';
import { checkSeed } from './seed.ts';
import { checkServices } from './services.ts';

export interface Checked {
  /** ARN of who asked. */
  readonly caller: string;
  readonly checks: readonly Check[];
}

/** What is to be checked. */
export interface Wanted {
  /** The stack's template: what it needs is read off it. */
  readonly template: string;
  /** The stack's parameters that are not the default. */
  readonly parameters: Values;
  /** A published seed to verify. */
  readonly seed?: SeedUri | undefined;
  /** The definition, if it was read already; it names the jobs. */
  readonly definition?: Pick<LabDefinition, 'jobs'> | undefined;
}

/**
 * Everything that an account lacks for a lab, as far as the caller can tell: nothing is created or changed, and nothing
 * that fails keeps another check from being made.
 */
export const checkAll = async (
  session: Session,
  { template, parameters, seed, definition }: Wanted,
  say: OnProgress = () => {},
  clients: CheckClients = checkClients(session),
): Promise<Checked> => {
  const { lab } = session;
  const { Arn: caller = 'the caller' } = await clients.sts.send(new GetCallerIdentityCommand({}));
  const asker: Asker = { caller, account: lab.account, region: lab.region };
  say('services');
  const services = await checkServices(session, clients, parameters, asker);
  say('permissions');
  const permissions = await checkPermissions(clients.iam, lab, template, parameters, asker);
  const quotas = await checkConcurrency(session, asker);
  if (seed !== undefined) say('the seed');
  const verified = seed === undefined ? undefined : await checkSeed(session.s3, seed, lab.account);
  const known = definition ?? (seed === undefined ? (await readSample()).definition : verified?.definition);
  say('names');
  const names = await checkNames(session, clients, known, parameters);
  const seeds = verified === undefined ? [] : [verified.check];
  return { caller, checks: [...services, ...permissions, quotas, ...names, ...seeds] };
};
