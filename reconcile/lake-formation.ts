import { LakeFormationDenied } from '../lab/errors.ts';

/** Glue and Athena answer "Insufficient Lake Formation permission(s): Required Create Database on Catalog". */
const denial = /Insufficient Lake Formation permission/i;

/**
 * An error as it came; if Lake Formation caused it, one that says who can do what about it. AWS's own text does not say
 * that IAM policies, which people look at first, don't help.
 */
export const explainLakeFormation = (error: Error): Error => {
  if (error instanceof LakeFormationDenied || !denial.test(error.message)) return error;
  return new LakeFormationDenied(
    `${error.message}. Lake Formation governs this account's catalog, so IAM policies are not enough: a data lake ` +
      'administrator has to grant this to the step\'s role, or turn on "Use only IAM access control" for new databases ' +
      'and tables and let IAMAllowedPrincipals create databases. Then start the rebuild again',
    { cause: error },
  );
};
