import { type AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { GetDatabaseCommand, type GlueClient } from '@aws-sdk/client-glue';
import { ServiceUnavailable } from '../../lab/errors.ts';
import { allOf } from '../../lab/in-parallel.ts';
import { databaseName, type Lab, workgroupName } from '../../lab/names.ts';
import { isDenied } from '../../reconcile/aws-errors.ts';

const tryRead = async (service: string, read: Promise<unknown>): Promise<void> => {
  try {
    await read;
  } catch (error) {
    if (isDenied(error))
      throw new ServiceUnavailable(
        `this account does not let the lab use ${service}, which it needs (${error.message}); nothing was created. ` +
          'Choose a sandbox that offers S3, Glue and Athena, or ask for the permission',
      );
    // A missing database or workgroup is not a denial; any other error will show where it matters.
  }
};

/**
 * Tries the services that some sandboxes do not offer, before anything is created.
 * @throws ServiceUnavailable that names the service
 */
export const checkServices = async (
  { athena, glue }: { readonly athena: AthenaClient; readonly glue: GlueClient },
  lab: Lab,
): Promise<void> => {
  await allOf([
    tryRead('AWS Glue', glue.send(new GetDatabaseCommand({ Name: databaseName(lab, 'sor') }))),
    tryRead('Amazon Athena', athena.send(new GetWorkGroupCommand({ WorkGroup: workgroupName(lab) }))),
  ]);
};
