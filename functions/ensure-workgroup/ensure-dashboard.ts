import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { StepOutcomes, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { errorText, isDenied } from '../../reconcile/aws-errors.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { dashboard, dashboardOf } from '../../reconcile/kinds/dashboard.ts';
import { moodOf } from '../frame/mood.ts';
import { readDefinition } from '../seed/definition.ts';

/**
 * The lab's dashboard. The lab is complete without one, so it fails no rebuild: an account that denies it, and anything
 * else that goes wrong with it, is only reported.
 * @param wanted whether the stack's parameter asks for one; one that is there is reported where it does not
 */
export const ensureDashboard = async (
  cloudWatch: CloudWatchClient,
  s3: S3Client,
  run: Run,
  storage: StepResult,
  wanted: boolean,
): Promise<Required<StepOutcomes>> => {
  const existing = dashboardOf(cloudWatch, run.lab);
  try {
    if (!wanted) {
      const left = (await existing.observe()).is === 'ours';
      return { outcomes: [], orphaned: left ? [existing.id] : [] };
    }
    const definition = await readDefinition(s3, run.definition, {
      title: sample.title,
      synthetic: sample.synthetic,
      datasets: sample.describedDatasets,
      tables: sample.describedTables,
    });
    const outcome = await reconcile(dashboard(cloudWatch, run.lab, definition), moodOf(s3, run, storage));
    return { outcomes: [outcome], orphaned: [] };
  } catch (error) {
    const why = errorText(error);
    const notes = [
      isDenied(error) ? `this account does not allow the dashboard: ${why}` : `no dashboard: ${why}`,
    ];
    return { outcomes: wanted ? [outcomeOf(existing, 'refused', { notes })] : [], orphaned: [] };
  }
};
