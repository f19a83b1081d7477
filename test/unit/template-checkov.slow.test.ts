import { checkov } from '../checkov.ts';
import { labTemplate } from '../lab-template.ts';

/** Why the template does not do what a check asks for: by check, and the kind of resource that it is about. */
const reasons: Readonly<Record<string, string>> = {
  'CKV_AWS_115 AWS::Lambda::Function':
    'Reserved concurrency is taken from the account: learners have ten in all, and AWS refuses to leave fewer than that unreserved.',
  'CKV_AWS_116 AWS::Lambda::Function':
    'The state machine calls the steps, and retries and reports them. A rule or CloudFormation calls the others, and the next scheduled run makes up for a call that is lost.',
  'CKV_AWS_117 AWS::Lambda::Function':
    "The functions call AWS's public endpoints only. A VPC would need a NAT gateway or endpoints, which cost more than the lab, and which many sandboxes deny.",
  'CKV_AWS_173 AWS::Lambda::Function':
    'The variables are names of resources, and no secrets. Lambda encrypts them with its own key.',
  'CKV_AWS_95 AWS::ApiGatewayV2::Stage':
    'The stage has access logs wherever the stack may create roles: delivering logs needs a permission that ExistingRole may lack. Checkov does not read the condition.',
};

test('checkov finds nothing in the template that has no reason here, and each reason is needed', async () => {
  const { passed, failed } = await checkov(await labTemplate());
  expect(passed).toBeGreaterThan(100);
  const found = failed.map(({ check, resource }) => `${check} ${resource.split('.', 1)[0]}`);
  expect([...new Set(found)].sort()).toEqual(Object.keys(reasons).sort());
});

test('checkov does find a bucket that is open', async () => {
  const open = {
    Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicRead' } } },
  };
  const { failed } = await checkov(JSON.stringify(open));
  expect(failed).toContainEqual({
    check: 'CKV_AWS_20',
    title: expect.any(String),
    resource: 'AWS::S3::Bucket.Bucket',
  });
});
