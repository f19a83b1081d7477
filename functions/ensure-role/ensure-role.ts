import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { JobStatement } from '../../lab/job-statements.ts';
import type { LabEncryption } from '../../lab/key-use.ts';
import type { StepOutcomes, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { jobRole, type RoleRules } from '../../reconcile/kinds/role.ts';
import { moodOf } from '../frame/mood.ts';

const notGiven =
  "jobs have policies of their own in lab.json, which the lab can't give to an existing role: it has to allow the same";

/**
 * Reconciles the jobs' role. A role that the account provides (`existingRole`) is never compared or changed.
 * @param tables that the jobs may write, as `zone.table`
 * @param statements what they may do besides
 */
export const ensureRole = async (
  iam: IAMClient,
  s3: S3Client,
  run: Run,
  storage: StepResult,
  {
    tables,
    statements,
  }: { readonly tables: readonly string[]; readonly statements: readonly JobStatement[] },
  rules: RoleRules & { readonly existingRole: string; readonly encryption: LabEncryption },
): Promise<StepOutcomes> => {
  if (rules.existingRole !== '')
    return { outcomes: [], ...(statements.length === 0 ? {} : { notes: [notGiven] }) };
  const role = jobRole(iam, run.lab, tables, rules, rules.encryption, statements);
  return { outcomes: [await reconcile(role, moodOf(s3, run, storage))] };
};
