import { SFNClient } from '@aws-sdk/client-sfn';
import { stateMachineName } from '../../lab/names.ts';
import { awsCalls } from '../../reconcile/aws-calls.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { readEnvironment } from '../frame/environment.ts';
import { handlerOf } from '../frame/step.ts';
import { answerCloudFormation, type StackChange } from './answer.ts';
import { startFirstRun } from './first-run.ts';
import { environment } from './function.ts';
import { scheduleName, scheduleStart } from './schedule-start.ts';

const sfn = forNewRole(new SFNClient(awsCalls));
const variable = readEnvironment(environment);

export const handler = handlerOf(
  'first-run',
  ({ RequestId }: StackChange) => ({ lab: variable('LAB_NAME'), request: RequestId }),
  async (change, logger) => {
    const started = await startFirstRun(sfn, variable('STATE_MACHINE_ARN'), change);
    if (started.Note !== '') logger.warn('no run was started', { why: started.Note });
    const ScheduleStart = scheduleStart(change.ResourceProperties.Parameters.ScheduleExpression, new Date());
    const ScheduleName = scheduleName(stateMachineName({ name: variable('LAB_NAME') }), ScheduleStart);
    // CloudFormation fails if an attribute that the template uses is missing.
    const attributes = { ...started, ScheduleStart, ScheduleName };
    await answerCloudFormation(change, attributes);
    return attributes;
  },
);
