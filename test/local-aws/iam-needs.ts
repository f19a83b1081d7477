import { cbor } from '@smithy/core/cbor';
import { isRecord } from '../../lab/json-of.ts';
import type { Lab } from '../../lab/names.ts';
import { workgroupName } from '../../lab/names.ts';
import type { Call } from './recording-proxy.ts';

/** A permission that a call needs. https://docs.aws.amazon.com/service-authorization/latest/reference/ has them all. */
export interface NeededPermission {
  /** `glue:GetTable` */
  readonly action: string;
  /** ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Condition keys of the request. */
  readonly context: Readonly<Record<string, string | string[]>>;
}

/** What a request says. */
export type Asked = Omit<Call, 'at' | 'status' | 'bytesSent'>;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
const boundedActions = ['CreateRole', 'PutRolePolicy', 'PutRolePermissionsBoundary'];

/** A request's members, whatever protocol it travelled by. */
class Body {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor({ body, service, headers }: Pick<Call, 'body' | 'service' | 'headers'>) {
    const type = headers['content-type'] ?? '';
    const value: unknown =
      service === 's3' || body.length === 0
        ? {}
        : type.includes('cbor')
          ? cbor.deserialize(body)
          : type.startsWith('application/x-www-form-urlencoded')
            ? Object.fromEntries(new URLSearchParams(body.toString()))
            : JSON.parse(body.toString());
    this.#members = isRecord(value) ? value : {};
  }

  /** Text at a path: `TableInput.Name`; of several paths, the first that is there. */
  text(...paths: readonly string[]): string {
    for (const path of paths) {
      const found = path
        .split('.')
        .reduce<unknown>(
          (at, key) => (Array.isArray(at) ? at[Number(key)] : isRecord(at) ? at[key] : undefined),
          this.#members,
        );
      if (typeof found === 'string') return found;
    }
    throw new Error(`no ${paths.join(' or ')} in ${JSON.stringify(this.#members)}`);
  }

  has(key: string): boolean {
    return (
      this.#members[key] !== undefined || Object.keys(this.#members).some(name => name.startsWith(`${key}.`))
    );
  }
}

type Needs = readonly NeededPermission[];
const needs = (action: string, ...resources: readonly string[]): Needs =>
  resources.map(resource => ({ action, resource, context: {} }));

/** S3 operations whose IAM action has another name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const s3Actions: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
  HeadObject: 'GetObject',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
};

const s3Arn = (path: string): string => `arn:aws:s3:::${path}`;

/** One for each object that a DeleteObjects names. */
const deletions = (bucket: string, body: string): Needs =>
  [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].flatMap(([, object = '']) => {
    const [, key = ''] = /<Key>(.*?)<\/Key>/s.exec(object) ?? [];
    const action = object.includes('<VersionId>') ? 's3:DeleteObjectVersion' : 's3:DeleteObject';
    return needs(action, s3Arn(`${bucket}/${key}`));
  });

const s3Needs = ({ operation, url, body, copySource, headers }: Asked): Needs => {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const path = decodeURIComponent(pathname.slice(1)).replace(/\/$/, '');
  if (operation === 'DeleteObjects') return deletions(path, body.toString());
  const name = s3Actions[operation] ?? operation;
  const ofVersion = searchParams.has('versionId') ? `${name}Version` : name;
  const ifMatch = headers['if-match'];
  const isConditional = operation === 'DeleteObject' && ifMatch !== undefined;
  return [
    ...(isConditional
      ? // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
        [
          { action: 's3:DeleteObject', resource: s3Arn(path), context: { 's3:if-match': ifMatch } },
          ...needs('s3:GetObject', s3Arn(path)),
        ]
      : needs(`s3:${ofVersion}`, s3Arn(path))),
    ...(copySource === undefined ? [] : needs('s3:GetObject', s3Arn(copySource.replace(/^\//, '')))),
    ...(operation === 'CreateBucket' && body.includes('<Tag') ? needs('s3:TagResource', s3Arn(path)) : []),
  ];
};

/** Where nothing better is known: an object that could be in a database, whatever its name. */
const any = 'any';

/** https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html: a table's catalog and database count, too. */
const glueNeeds = (operation: string, body: Body, arn: (resource: string) => string): Needs => {
  const action = `glue:${operation}`;
  if (/Tag/.test(operation)) return needs(action, body.text('ResourceArn'));
  if (/Database$/.test(operation)) {
    const name = body.text('Name', 'DatabaseInput.Name');
    const within = [`table/${name}/${any}`, `userDefinedFunction/${name}/${any}`];
    const all = ['catalog', `database/${name}`, ...(operation === 'DeleteDatabase' ? within : [])];
    return needs(action, ...all.map(arn));
  }
  if (/Tables?$|Partition/.test(operation)) {
    const database = body.text('DatabaseName');
    const table = operation === 'GetTables' ? any : body.text('TableName', 'Name', 'TableInput.Name');
    return needs(action, ...['catalog', `database/${database}`, `table/${database}/${table}`].map(arn));
  }
  const named = /Trigger$/.test(operation)
    ? arn(`trigger/${body.text('Name')}`)
    : arn(`job/${body.text('JobName', 'Name')}`);
  const passes = ['CreateJob', 'UpdateJob'].includes(operation);
  return [
    ...needs(action, named),
    ...(operation.startsWith('Create') && body.has('Tags') ? needs('glue:TagResource', named) : []),
    ...(passes
      ? [
          {
            action: 'iam:PassRole',
            resource: body.text('Role', 'JobUpdate.Role'),
            context: { 'iam:PassedToService': 'glue.amazonaws.com' },
          },
        ]
      : []),
  ];
};

/** Permissions for a saved query or a query's run are those for its workgroup, which the request does not name. */
const athenaNeeds = (operation: string, body: Body, workgroup: (name: string) => string, lab: Lab): Needs => {
  const action = `athena:${operation}`;
  if (/Tag/.test(operation)) return needs(action, body.text('ResourceARN'));
  const isCreated = operation === 'CreateWorkGroup';
  const name = isCreated
    ? body.text('Name')
    : body.has('WorkGroup')
      ? body.text('WorkGroup')
      : workgroupName(lab);
  const tagged = isCreated && body.has('Tags') ? needs('athena:TagResource', workgroup(name)) : [];
  return [...needs(action, workgroup(name)), ...tagged];
};

/** What IAM knows of roles besides what a request says: the boundary and the path of each, by name. */
export class KnownRoles {
  readonly #boundaries = new Map<string, string>();
  readonly #paths = new Map<string, string>();

  /** Takes in what a call that succeeded has changed. */
  note(call: Asked): void {
    if (call.service !== 'iam') return;
    const body = new Body(call);
    if (/^(CreateRole|PutRolePermissionsBoundary)$/.test(call.operation) && body.has('PermissionsBoundary'))
      this.#boundaries.set(body.text('RoleName'), body.text('PermissionsBoundary'));
    if (call.operation === 'CreateRole') this.#paths.set(body.text('RoleName'), this.path(body));
    if (call.operation === 'DeleteRole') this.#paths.delete(body.text('RoleName'));
  }

  /** Of the role that a request creates or names. Most requests name it without its path, which IAM knows if it exists. */
  path(body: Body): string {
    return body.has('Path') ? body.text('Path') : (this.#paths.get(body.text('RoleName')) ?? '/');
  }

  /** The key `iam:PermissionsBoundary` of a request: of the boundary that it gives a role, or that the role has. */
  context(body: Body): NeededPermission['context'] {
    const boundary = body.has('PermissionsBoundary')
      ? body.text('PermissionsBoundary')
      : this.#boundaries.get(body.text('RoleName'));
    return boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
  }
}

/**
 * The permissions that a call needs. Fails on a call that is not known here, so that none is overlooked.
 * @param roles as they were when the call was made
 */
export const neededFor = (call: Asked, lab: Lab, roles = new KnownRoles()): Needs => {
  const { service, operation } = call;
  const regional = (of: string) => (resource: string) =>
    `arn:${lab.partition}:${of}:${lab.region}:${lab.account}:${resource}`;
  const body = new Body(call);
  switch (service) {
    case 's3':
      return s3Needs(call);
    case 'glue':
      return glueNeeds(operation, body, regional('glue'));
    case 'athena':
      return athenaNeeds(operation, body, name => regional('athena')(`workgroup/${name}`), lab);
    case 'iam': {
      const role = `arn:${lab.partition}:iam::${lab.account}:role${roles.path(body)}${body.text('RoleName')}`;
      const tagged = operation === 'CreateRole' && body.has('Tags') ? needs('iam:TagRole', role) : [];
      const context = boundedActions.includes(operation) ? roles.context(body) : {};
      return [{ action: `iam:${operation}`, resource: role, context }, ...tagged];
    }
    case 'states':
      return needs(`states:${operation}`, body.text('stateMachineArn', 'executionArn'));
    case 'events': {
      const context = { 'events:source': [body.text('Entries.0.Source')] };
      return [{ action: `events:${operation}`, resource: regional('events')('event-bus/default'), context }];
    }
    case 'sns':
      return needs(`sns:${operation}`, body.text('TopicArn'));
    case 'monitoring': {
      const name = body.text('DashboardName', 'DashboardNames.0', 'DashboardNames.member.1');
      return needs(
        `cloudwatch:${operation}`,
        `arn:${lab.partition}:cloudwatch::${lab.account}:dashboard/${name}`,
      );
    }
    case 'sts':
      // Nobody can be denied it: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
      return [];
    case 'cloudformation': {
      const name = body.text('StackName');
      const stack = name.startsWith('arn:') ? name : regional('cloudformation')(`stack/${name}/${any}`);
      const template = body.has('TemplateURL')
        ? new URL(body.text('TemplateURL')).pathname.slice(1)
        : undefined;
      return [
        ...needs(`cloudformation:${operation}`, stack),
        ...(template === undefined ? [] : needs('s3:GetObject', s3Arn(template))),
      ];
    }
    case 'execute-api': {
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
      const api = call.headers.host?.split('.')[0];
      const { pathname } = new URL(call.url, 'http://local');
      return needs(
        'execute-api:Invoke',
        regional('execute-api')(`${api}/$default/${call.method}${pathname}`),
      );
    }
    case 'lakeformation':
      return needs(`lakeformation:${operation}`, '*');
    default:
      throw new Error(`what does ${service}:${operation} need? Say it here`);
  }
};
