import { RoleNotReady } from '../../lab/errors.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws, named } from './aws-fake.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const role = 'arn:aws:iam::123456789012:role/daybreak-glue-job-us-east-1';

const creating = (error: Error): Promise<unknown> => {
  const { glue } = fakeAws({ CreateJob: [error] });
  const [visit] = smallDefinition.jobs;
  if (visit === undefined) throw new Error('the small lab has no job');
  const resource = job(glue, lab, visit, role);
  return resource.create(resource.desired(), {});
};

test.each([
  ['InvalidInputException', `Role ${role} should be given assume role permissions for Glue Service.`],
  ['ValidationException', `Role ${role} should be given assume role permissions for Glue Service.`],
  ['InvalidInputException', "Service is unable to assume provided role. Please verify role's TrustPolicy"],
  ['InvalidInputException', `Service is unable to assume role ${role}. Please verify role's TrustPolicy`],
])('%s: %s is a role that may be new', async (name, message) => {
  await expect(creating(named(name, message))).rejects.toThrow(RoleNotReady);
});

test.each([
  ['InvalidInputException', 'Worker type cannot be assumed by this version'],
  ['AccessDeniedException', `Service is unable to assume role ${role}`],
])('%s: %s is final', async (name, message) => {
  await expect(creating(named(name, message))).rejects.not.toThrow(RoleNotReady);
});
