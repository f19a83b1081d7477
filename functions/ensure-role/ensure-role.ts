import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { LabEncryption } from '../../lab/key-use.ts';
import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { jobRole, type RoleRules } from '../../reconcile/kinds/role.ts';
import { moodOf } from '../frame/mood.ts';

/**
 * Reconciles the jobs' role. A role that the account provides (`existingRole`) is never compared or changed.
 * @param tables that the jobs may write, as `zone.table`
 */
export const ensureRole = async (
  iam: IAMClient,
  s3: S3Client,
  run: Run,
  storage: StepResult,
  tables: readonly string[],
  rules: RoleRules & { readonly existingRole: string; readonly encryption: LabEncryption },
): Promise<Outcome[]> =>
  rules.existingRole === ''
    ? [await reconcile(jobRole(iam, run.lab, tables, rules, rules.encryption), moodOf(s3, run, storage))]
    : [];
