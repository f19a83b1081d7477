import { CreateJobCommand, DeleteJobCommand } from '@aws-sdk/client-glue';
import { bucketName } from '../../../lab/names.ts';
import { job } from '../../../reconcile/kinds/job.ts';
import { jobRoleArn } from '../../../reconcile/kinds/role.ts';
import type { Clients, DriftingKind, KindFixture, Stranger } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { changeJob } from '../learner.ts';
import { firstOf, smallDefinition } from '../small-definition.ts';

const drift = ({ glue }: Clients): DriftingKind => {
  const change = (how: Parameters<typeof changeJob>[2]) => () => changeJob(glue, 'daybreak-visit', how);
  return {
    resource: job(glue, lab, firstOf(smallDefinition.jobs), jobRoleArn(lab, '/')),
    drifts: {
      description: { theirs: 'mine', make: change(() => ({ Description: 'mine' })) },
      role: {
        theirs: 'arn:aws:iam::1:role/mine',
        make: change(() => ({ Role: 'arn:aws:iam::1:role/mine' })),
      },
      script: {
        theirs: 's3://mine/job.py',
        make: change(({ Command }) => ({ Command: { ...Command, ScriptLocation: 's3://mine/job.py' } })),
      },
      glueVersion: { theirs: '4.0', make: change(() => ({ GlueVersion: '4.0' })) },
      workerType: { theirs: 'G.2X', make: change(() => ({ WorkerType: 'G.2X' })) },
      workers: { theirs: 5, make: change(() => ({ NumberOfWorkers: 5 })) },
      timeout: { theirs: 60, make: change(() => ({ Timeout: 60 })) },
      arguments: {
        theirs: {
          '--zone': bucketName(lab, 'spec'),
          '--extra-files': `s3://${bucketName(lab, 'assets')}/jobs/visit/regions.csv`,
          '--mine': 'yes',
        },
        make: change(({ DefaultArguments }) => ({
          DefaultArguments: { ...DefaultArguments, '--mine': 'yes' },
        })),
      },
    },
  };
};

export const foreignJob: Stranger = {
  id: 'job/daybreak-visit',
  observed: /^job daybreak-visit/,
  make: ({ glue }) =>
    glue.send(
      new CreateJobCommand({
        Name: 'daybreak-visit',
        Role: 'arn:aws:iam::123456789012:role/theirs',
        Command: { Name: 'pythonshell', ScriptLocation: 's3://theirs/job.py' },
        DefaultArguments: { '--theirs': 'yes' },
        MaxRetries: 3,
      }),
    ),
};

export const jobFixture: KindFixture = {
  drift,
  strangers: { 'a job': foreignJob },
  removals: { job: ({ glue }) => glue.send(new DeleteJobCommand({ JobName: 'daybreak-visit' })) },
};
