import { createServer, type Server } from 'node:http';
import { invocation } from './invocation.ts';

/** CloudFormation's address for the answer is signed: whoever has it can answer in the function's place. */
const signature = 'bYqOBBpCzeDTVdbX';

let server: Server;
let port: number;
let status: number;
let lines: string[];
const { info, warn, error } = console;

beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(status).end('{}')).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(() => server.close());
beforeEach(() => {
  lines = [];
  console.info = console.warn = console.error = (line: string) => lines.push(line);
});
afterEach(() => Object.assign(console, { info, warn, error }));

Object.assign(process.env, {
  POWERTOOLS_DEV: 'true',
  LAB_NAME: 'daybreak',
  LAB_ACCOUNT: '123456789012',
  LAB_REGION: 'eu-west-1',
  LAB_PARTITION: 'aws',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:daybreak-rebuild',
});
const { handler } = await import('../../functions/first-run/handler.ts');

const answered = async (ResponseURL: string): Promise<string> => {
  const ResourceProperties = { Wanted: 'false', Parameters: { ScheduleExpression: '' } } as const;
  const change = {
    RequestType: 'Create',
    ResponseURL,
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResourceProperties,
  } as const;
  await handler(change, invocation).catch(thrown => lines.push(String(thrown), thrown.stack));
  return lines.join('\n');
};
const addressOf = (place: string) =>
  `${place}/answer?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID&X-Amz-Signature=${signature}`;

test.each([
  ['accepts the answer', 200, () => addressOf(`http://127.0.0.1:${port}`), /ended/],
  ['refuses it', 403, () => addressOf(`http://127.0.0.1:${port}`), /did not accept the answer: 403/],
  ['is not there', 0, () => addressOf('http://127.0.0.1:1'), /could not be reached|fetch failed/],
  ['has an address that is none', 0, () => addressOf('http://['), /no valid address/],
])(
  'the signed address is in no log line and no error if CloudFormation %s',
  async (_, answer, address, told) => {
    status = answer;
    const text = await answered(address());
    expect(text).toMatch(told);
    expect(text).not.toMatch(/X-Amz-/);
    expect(text).not.toContain(signature);
  },
);
