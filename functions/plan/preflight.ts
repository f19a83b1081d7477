import { type AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { GetDatabaseCommand, type GlueClient } from '@aws-sdk/client-glue';
import { SeedUnavailable, ServiceUnavailable } from '../../lab/errors.ts';
import { allOf } from '../../lab/in-parallel.ts';
import { databaseName, type Lab, workgroupName } from '../../lab/names.ts';
import { isDenied } from '../../reconcile/aws-errors.ts';

/** What was denied, in words; undefined if the service is there. */
const tryRead = async (
  service: string,
  action: string,
  read: Promise<unknown>,
): Promise<string | undefined> => {
  try {
    await read;
  } catch (error) {
    if (isDenied(error)) return `${service} (${action}: ${error.message})`;
    // A missing database or workgroup is not a denial; any other error will show where it matters.
  }
  return undefined;
};

/**
 * Tries the services that some sandboxes do not offer, before anything is created.
 * @throws ServiceUnavailable that names all that are missing, with the actions to ask for
 */
export const checkServices = async (
  { athena, glue }: { readonly athena: AthenaClient; readonly glue: GlueClient },
  lab: Lab,
): Promise<void> => {
  const tried = await allOf([
    tryRead(
      'AWS Glue',
      'glue:GetDatabase',
      glue.send(new GetDatabaseCommand({ Name: databaseName(lab, 'sor') })),
    ),
    tryRead(
      'Amazon Athena',
      'athena:GetWorkGroup',
      athena.send(new GetWorkGroupCommand({ WorkGroup: workgroupName(lab) })),
    ),
  ]);
  const missing = tried.flatMap(each => each ?? []);
  if (missing.length > 0)
    throw new ServiceUnavailable(
      `this account does not let the lab use ${missing.join(' and ')}, which it needs; nothing was created. ` +
        'Choose a sandbox that offers S3, Glue and Athena, or ask for these permissions',
    );
};

/**
 * Like `allOf`. If both the seed and a service are missing, the first one's error tells both: who asks an administrator
 * wants to ask once.
 */
export const toldTogether = async <const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Each in keyof Work]: Awaited<Work[Each]> }> => {
  const missing = (await Promise.allSettled(work)).flatMap(each =>
    each.status === 'rejected' &&
    (each.reason instanceof SeedUnavailable || each.reason instanceof ServiceUnavailable)
      ? [each.reason]
      : [],
  );
  const [first, second] = missing;
  if (first !== undefined && second !== undefined) first.message += `. Also: ${second.message}`;
  return allOf(work);
};
