import { CreateTriggerCommand, DeleteTriggerCommand, StopTriggerCommand } from '@aws-sdk/client-glue';
import { jobTrigger } from '../../../reconcile/kinds/trigger.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { changeTrigger } from '../learner.ts';

const drift = ({ glue }: Clients): DriftingKind => {
  const Name = 'daybreak-visit';
  const change = (how: Parameters<typeof changeTrigger>[2]) => () => changeTrigger(glue, Name, how);
  const theirs = [{ JobName: Name, Arguments: { '--mine': 'yes' } }];
  return {
    resource: jobTrigger(glue, lab, { name: 'visit', schedule: 'cron(0 6 * * ? *)' }),
    drifts: {
      // Written over whole, mark and all: the tags still say whose it is.
      description: { theirs: 'mine', make: change(() => ({ Description: 'mine' })) },
      schedule: {
        theirs: 'cron(0 7 * * ? *)',
        make: change(() => ({ Schedule: 'cron(0 7 * * ? *)' })),
      },
      actions: { theirs, make: change(() => ({ Actions: theirs })) },
      enabled: { theirs: false, make: () => glue.send(new StopTriggerCommand({ Name })) },
    },
  };
};

export const triggerFixture: KindFixture = {
  drift,
  strangers: {
    "a schedule of the job's name": {
      id: 'trigger/daybreak-visit',
      observed: /^trigger daybreak-visit/,
      make: ({ glue }) =>
        glue.send(
          new CreateTriggerCommand({
            Name: 'daybreak-visit',
            Type: 'SCHEDULED',
            Description: 'theirs',
            Schedule: 'cron(0 7 * * ? *)',
            Actions: [{ JobName: 'theirs' }],
          }),
        ),
    },
  },
  removals: { trigger: ({ glue }) => glue.send(new DeleteTriggerCommand({ Name: 'daybreak-visit' })) },
};
