import {
  GetDataLakeSettingsCommand,
  type LakeFormationClient,
  type PrincipalPermissions,
} from '@aws-sdk/client-lakeformation';

/** IAM alone decides about new databases or tables: https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html */
const leftToIam = (permissions: readonly PrincipalPermissions[] = []): boolean =>
  permissions.some(
    ({ Principal, Permissions }) =>
      Principal?.DataLakePrincipalIdentifier === 'IAM_ALLOWED_PRINCIPALS' && Permissions?.includes('ALL'),
  );

/**
 * What there is to know about the account's Lake Formation: a sentence if it decides about what a rebuild creates.
 * Nothing if IAM decides, as in a new account, and nothing if the settings can't be read: few roles may.
 */
export const lakeFormationNotes = async (lakeFormation: LakeFormationClient): Promise<readonly string[]> => {
  try {
    const { DataLakeSettings } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
    if (DataLakeSettings === undefined) return [];
    const { CreateDatabaseDefaultPermissions, CreateTableDefaultPermissions } = DataLakeSettings;
    const governed = [
      ...(leftToIam(CreateDatabaseDefaultPermissions) ? [] : ['databases']),
      ...(leftToIam(CreateTableDefaultPermissions) ? [] : ['tables']),
    ];
    if (governed.length === 0) return [];
    return [
      `Lake Formation decides in this account who sees new ${governed.join(' and ')}: people and jobs may not see the ` +
        "lab's until a data lake administrator grants them access",
    ];
  } catch {
    return [];
  }
};
