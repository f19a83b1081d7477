import {
  bucketName,
  bucketPurposes,
  databaseName,
  queryResults,
  workgroupName,
  zones,
} from '../../lab/names.ts';
import { clientEnvironment } from '../../local-aws/index.ts';
import type { Session } from '../session.ts';

/** What a program needs to work on a lab. */
export interface LabEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that are set now and would lead programs to another account. */
  readonly unset: readonly string[];
}

/** The lab's names, so that no program has to know how they are made. */
const labVariables = (
  { lab, stateMachineArn }: Session,
  apiUrl: string | undefined,
): Record<string, string> => ({
  DAYBREAK_LAB: lab.name,
  DAYBREAK_ACCOUNT: lab.account,
  DAYBREAK_WORKGROUP: workgroupName(lab),
  ...Object.fromEntries(
    zones.map(zone => [`DAYBREAK_DATABASE_${zone.toUpperCase()}`, databaseName(lab, zone)]),
  ),
  ...Object.fromEntries(
    bucketPurposes.map(purpose => [`DAYBREAK_BUCKET_${purpose.toUpperCase()}`, bucketName(lab, purpose)]),
  ),
  DAYBREAK_RESULTS: `s3://${bucketName(lab, 'athena')}/${queryResults}`,
  DAYBREAK_STATE_MACHINE_ARN: stateMachineArn,
  ...(apiUrl === undefined ? {} : { DAYBREAK_API_URL: apiUrl }),
});

/** A profile, a session's token, an endpoint of one service …: all of AWS's settings but those about manners. */
const leadsElsewhere =
  /^AWS_(?!(CA_BUNDLE|PAGER|CLI_.*|DEFAULT_OUTPUT|MAX_ATTEMPTS|RETRY_MODE)$)[A-Za-z0-9_]+$/;

/** Hosts of this machine that a proxy can't reach. */
const ourHosts = ['127.0.0.1', 'localhost'];

/** Programs that use a proxy would look for the local AWS behind it. Some read one of these names, some the other. */
const withoutProxy = (around: NodeJS.ProcessEnv): Record<string, string> => {
  const isProxy = ([name, value]: readonly [string, string | undefined]) =>
    /^(http|https|all)_proxy$/i.test(name) && value !== '';
  if (!Object.entries(around).some(isProxy)) return {};
  const excepted = (around.no_proxy ?? around.NO_PROXY ?? '').split(',').map(host => host.trim());
  if (excepted.includes('*')) return {};
  const hosts = [...new Set([...excepted, ...ourHosts])].filter(host => host !== '').join(',');
  return { NO_PROXY: hosts, no_proxy: hosts };
};

/**
 * The environment of a program that works on the session's lab.
 *
 * For an account it has no credentials: programs find them where this command found them. Temporary ones would
 * otherwise be copied to where they outlive their profile, and into the terminal's scrollback.
 * @param around the environment that the program would have otherwise
 */
export const labEnvironment = (
  session: Session,
  apiUrl: string | undefined,
  around: NodeJS.ProcessEnv,
): LabEnvironment => {
  const { lab, local } = session;
  const names = labVariables(session, apiUrl);
  if (local === undefined)
    return { variables: { AWS_REGION: lab.region, AWS_DEFAULT_REGION: lab.region, ...names }, unset: [] };
  const aws = clientEnvironment(local);
  return {
    variables: { ...aws, ...withoutProxy(around), ...names },
    unset: Object.keys(around)
      .filter(name => leadsElsewhere.test(name) && !(name in aws))
      .sort(),
  };
};
