import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Context } from '../../cli/command.ts';
import { doctor } from '../../cli/commands/doctor.ts';
import { up } from '../../cli/commands/up.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import { labTemplate } from '../lab-template.ts';

const nothing = async () => {};
const context: Context = {
  target: { labName: 'daybreak', isLocal: false },
  interrupt: interruptOn(new AbortController().signal),
  progress: { started: nothing, doing: nothing, ended: nothing, note: nothing, close: nothing },
  ask: undefined,
};

const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn>' +
  '<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const queryError = (code: string, message: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** An account in which there is nothing yet, and in which some services are denied. */
describe('before the first stack of an account', () => {
  const before = { ...process.env };
  let aws: Server;
  /** Prefixes of targets that are denied: `AWSGlue`. */
  let denied: readonly string[];
  /** Requests that make something. */
  let made: string[];

  beforeEach(async () => {
    denied = [];
    made = [];
    aws = createServer(async (request, response) => {
      const { method, url = '', headers } = request;
      const target = String(headers['x-amz-target'] ?? '');
      const body = await text(request);
      if (method === 'PUT' || /Action=(Create|Put)|\.(Create|Put|Start)/.test(body + target))
        made.push(`${method} ${url}`);
      const answer = (status: number, content: string) => response.writeHead(status).end(content);
      const json = (type: string) => answer(400, JSON.stringify({ __type: type, message: 'not for you' }));
      if (denied.some(prefix => target.startsWith(prefix))) return json('AccessDeniedException');
      if (body.includes('GetCallerIdentity')) return answer(200, identity);
      if (body.includes('DescribeStack'))
        return answer(400, queryError('ValidationError', 'Stack does not exist'));
      if (target.startsWith('AWSStepFunctions')) return json('StateMachineDoesNotExist');
      if (target.startsWith('AmazonAthena')) return json('InvalidRequestException');
      if (target !== '') return json('EntityNotFoundException');
      // Ends `up` where the checks are over.
      if (method === 'PUT')
        return answer(403, '<Error><Code>AccessDenied</Code><Message>no bucket for you</Message></Error>');
      if (method === 'POST') return answer(403, queryError('AccessDenied', 'no'));
      return answer(404, '<Error><Code>NoSuchBucket</Code><Message>no</Message></Error>');
    });
    await new Promise<void>(resolve => aws.listen(0, '127.0.0.1', resolve));
    const address = aws.address();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
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
    await new Promise(resolve => aws.close(resolve));
  });

  test('up tells all that is missing at once, and makes nothing', async () => {
    denied = ['AWSGlue', 'AmazonAthena'];
    const failing = up(context, { parameter: [] }, labTemplate);
    await expect(failing).rejects.toMatchObject({ name: 'Failed' });
    for (const told of ['2 things are missing', 'glue:GetDatabase', 'athena:GetWorkGroup', '--skip-checks'])
      await expect(failing).rejects.toThrow(told);
    expect(made).toEqual([]);
  });

  test('up goes on where nothing is missing, although permissions are unknown', async () => {
    await expect(up(context, { parameter: [] }, labTemplate)).rejects.toThrow('no bucket for you');
    expect(made[0]).toContain('PUT /daybreak-deploy-123456789012-eu-west-1');
  });

  test('--skip-checks goes on where something is', async () => {
    denied = ['AWSGlue'];
    await expect(up(context, { skipChecks: true, parameter: [] }, labTemplate)).rejects.toThrow(
      'no bucket for you',
    );
    expect(made).not.toEqual([]);
  });

  test('doctor tells the same, makes nothing, and does not need a lab', async () => {
    denied = ['AWSGlue'];
    const { document, failure, text: page } = await doctor(context, { parameter: [] }, labTemplate);
    expect(document).toMatchObject({ account: '123456789012', region: 'eu-west-1', ok: false });
    expect(failure).toBe('1 thing is missing; nothing was created.');
    expect(page).toContain('Please allow glue:GetDatabase on');
    expect(made).toEqual([]);
  });

  test('a seed that is not there is one of the things', async () => {
    const { text: page } = await doctor(context, { seed: 's3://nowhere/seed/', parameter: [] }, labTemplate);
    expect(page).toContain('missing  s3://nowhere/seed/');
    expect(page).toContain('is in a bucket that does not exist');
  });

  test.each([
    [{ seed: './folder', parameter: [] }, 'npx daybreak check'],
    [{ seed: 's3://UPPER/', parameter: [] }, "can't exist"],
    [{ parameter: ['Color=red'] }, 'has no parameter Color'],
  ])('bad usage is refused before anything is asked: %p', async (options, told) => {
    await expect(doctor(context, options, labTemplate)).rejects.toThrow(told);
  });
});
