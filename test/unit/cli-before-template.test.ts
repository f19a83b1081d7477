import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../cli/command.ts';
import { seedPublish } from '../../cli/commands/seed.ts';
import { up } from '../../cli/commands/up.ts';
import { interruptOn } from '../../cli/interrupt.ts';

const nothing = async () => {};
const context: Context = {
  target: { labName: 'daybreak', isLocal: false },
  interrupt: interruptOn(new AbortController().signal),
  progress: { started: nothing, doing: nothing, ended: nothing, note: nothing, close: nothing },
  ask: undefined,
};

const lab = {
  title: 'A lab',
  version: '1.0.0',
  licence: 'CC0-1.0',
  source: 'made up',
  datasets: [
    { table: 't', zone: 'sor', format: 'csv', header: true, columns: [{ name: 'id', type: 'int' }] },
  ],
};
const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn>' +
  '<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const expired =
  '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The token has expired</Message></Error></ErrorResponse>';

describe('before the template is built', () => {
  const before = { ...process.env };
  let aws: Server;
  let accepts: boolean;
  let built: number;
  let bucketStatus: number;
  let payer: string;
  let folder: string;

  const build = async () => {
    built += 1;
    throw new Error('the template is built');
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-before-'));
    await mkdir(join(folder, 't'));
    await writeFile(join(folder, 'lab.json'), JSON.stringify(lab));
    await writeFile(join(folder, 't', 'a.csv'), 'id\n1\n');
    built = 0;
    accepts = true;
    bucketStatus = 404;
    payer = 'BucketOwner';
    // STS by POST; an empty S3. As on AWS, the answer to a HEAD has no body.
    aws = createServer(({ method, url }, response) => {
      if (method === 'HEAD') response.writeHead(bucketStatus).end();
      else if (url?.includes('requestPayment'))
        response.end(`<RequestPaymentConfiguration><Payer>${payer}</Payer></RequestPaymentConfiguration>`);
      else if (method === 'POST') response.writeHead(accepts ? 200 : 403).end(accepts ? identity : expired);
      else response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>');
    });
    await new Promise<void>(resolve => aws.listen(0, '127.0.0.1', resolve));
    const address = aws.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      AWS_MAX_ATTEMPTS: '1',
    });
  });
  afterEach(async () => {
    process.env = { ...before };
    await rm(folder, { recursive: true });
    aws.closeAllConnections();
    await new Promise(resolve => aws.close(resolve));
  });

  const told = async (work: Promise<unknown>, message: string) => {
    await expect(work).rejects.toThrow(message);
    expect(built).toBe(0);
  };

  test('a parameter that the template does not have is reported', () =>
    told(up(context, { parameter: ['Color=red'] }, build), 'has no parameter Color'));

  test('a value that a parameter refuses is reported', () =>
    told(up(context, { parameter: ['MaxSeedGiB=0'] }, build), "'0' is not a valid MaxSeedGiB"));

  test('a seed folder that does not exist is reported', () =>
    told(up(context, { parameter: [], seed: ['/nonexistent/seed'] }, build), 'There is no folder'));

  test('missing credentials are reported', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    await told(up(context, { parameter: [] }, build), 'No AWS credentials');
    await told(seedPublish(context, [folder, 's3://bucket/seed/'], {}, build), 'No AWS credentials');
  });

  test('credentials that expired with their sandbox are reported', async () => {
    accepts = false;
    await told(up(context, { parameter: [] }, build), 'AWS does not accept these credentials');
  });

  test('a seed in S3 that does not exist is reported', () =>
    told(
      up(context, { parameter: [], seed: ['s3://bucket/seed/'] }, build),
      's3://bucket/seed/lab.json does not exist. Check the address',
    ));

  test('a base in S3 that does not exist is reported', () =>
    told(
      up(context, { parameter: [], seed: ['s3://bucket/base/', folder] }, build),
      's3://bucket/base/lab.json does not exist',
    ));

  test('seeds that clash are reported', () =>
    told(
      up(context, { parameter: [], seed: [folder, folder] }, build),
      `${folder} and ${folder} both have table sor.t`,
    ));

  test('publishing without a folder, or from S3, is reported', async () => {
    await told(
      seedPublish(context, ['s3://bucket/seed/'], {}, build),
      'Give a folder and s3://bucket/prefix/',
    );
    await told(
      seedPublish(context, ['s3://bucket/base/', folder, 's3://bucket/seed/'], {}, build),
      "'s3://bucket/base/' is not a folder",
    );
  });

  test('a bucket whose readers would have to pay is not opened to them', async () => {
    bucketStatus = 200;
    payer = 'Requester';
    await told(
      seedPublish(context, [folder, 's3://bucket/seed/'], { public: true }, build),
      'In bucket bucket, readers pay for their requests (requester pays), and a lab in another account does not read',
    );
    // The owner can read it.
    await expect(seedPublish(context, [folder, 's3://bucket/seed/'], {}, build)).rejects.toThrow(
      'the template is built',
    );
  });

  test('a bucket to publish to that does not exist is reported', () =>
    told(seedPublish(context, [folder, 's3://bucket/seed/'], {}, build), 'There is no bucket bucket'));

  test("a bucket to publish to that is another account's is reported", async () => {
    bucketStatus = 403;
    await told(
      seedPublish(context, [folder, 's3://bucket/seed/'], {}, build),
      'Bucket bucket belongs to another account, or s3:ListBucket is denied on it',
    );
  });

  test('an address that the template would refuse is reported', () =>
    told(seedPublish(context, [folder, 's3://bucket/a*b/'], {}, build), 'SeedUri'));

  test('a column that no line of the folder fills is told, and stops nothing', async () => {
    const columns = [
      { name: 'id', type: 'int' },
      { name: 'detail_type', type: 'string' },
    ];
    const datasets = [{ table: 't', zone: 'sor', format: 'jsonl', columns }];
    await writeFile(join(folder, 'lab.json'), JSON.stringify({ ...lab, datasets }));
    await writeFile(join(folder, 't', 'a.csv'), '{"id":1,"detail-type":"x"}\n');
    const notes: string[] = [];
    const note = async (text: string) => void notes.push(text);
    const heard = { ...context, progress: { ...context.progress, note } };
    await told(seedPublish(heard, [folder, 's3://bucket/seed/'], {}, build), 'There is no bucket bucket');
    await expect(up(heard, { parameter: [], seed: [folder] }, build)).rejects.toThrow(
      'the template is built',
    );
    const words = expect.stringMatching(/^Table t: no line fills detail_type, .* are 'detail-type':/);
    expect(notes).toEqual([words, words]);
  });

  test('valid options reach the template', async () => {
    await expect(up(context, { parameter: ['MaxSeedGiB=20'] }, build)).rejects.toThrow(
      'the template is built',
    );
    expect(built).toBe(1);
  });
});
