import { execFileSync } from 'node:child_process';
import { labEnvironment } from '../../cli/env/lab-environment.ts';
import { shellCommands } from '../../cli/render/shell.ts';
import { clientEnvironment } from '../../local-aws/index.ts';
import { daybreak } from './command-in-process.ts';
import { testSession } from './test-session.ts';

const session = testSession('sales-lab');
const { local } = session;
if (local === undefined) throw new Error('a test session is on a local AWS');
const account = { ...session, local: undefined, endpoint: undefined };

const here = (around: NodeJS.ProcessEnv = {}) => labEnvironment(session, 'http://a.localhost:1', around);
const there = (around: NodeJS.ProcessEnv = {}) => labEnvironment(account, 'https://a.example', around);

/** The environment of a program that a shell starts after it has evaluated the commands. */
const evaluated = (commands: string, around: NodeJS.ProcessEnv = {}): Record<string, string> => {
  const shown = execFileSync('/bin/sh', ['-c', `eval "$COMMANDS"; unset COMMANDS; exec env -0`], {
    env: { PATH: process.env.PATH, ...around, COMMANDS: commands },
  });
  const entries = shown.toString().split('\0').filter(Boolean);
  return Object.fromEntries(entries.map(entry => [entry.split('=', 1)[0], entry.replace(/^[^=]*=/, '')]));
};

test('on this machine, a program gets everything that our own programs use, and the names of the lab', () => {
  expect(here().variables).toEqual({
    ...clientEnvironment(local),
    DAYBREAK_LAB: 'sales-lab',
    DAYBREAK_ACCOUNT: '123456789012',
    DAYBREAK_WORKGROUP: 'sales-lab',
    DAYBREAK_DATABASE_SOR: 'sales_lab_sor',
    DAYBREAK_DATABASE_SOT: 'sales_lab_sot',
    DAYBREAK_DATABASE_SPEC: 'sales_lab_spec',
    DAYBREAK_BUCKET_SOR: 'sales-lab-sor-123456789012-us-east-1',
    DAYBREAK_BUCKET_SOT: 'sales-lab-sot-123456789012-us-east-1',
    DAYBREAK_BUCKET_SPEC: 'sales-lab-spec-123456789012-us-east-1',
    DAYBREAK_BUCKET_ASSETS: 'sales-lab-assets-123456789012-us-east-1',
    DAYBREAK_BUCKET_ATHENA: 'sales-lab-athena-123456789012-us-east-1',
    DAYBREAK_RESULTS: 's3://sales-lab-athena-123456789012-us-east-1/results/',
    DAYBREAK_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:sales-lab-rebuild',
    DAYBREAK_API_URL: 'http://a.localhost:1',
  });
});

test('for an account it prints the region and the names, and no credentials or profile', () => {
  const secrets = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'top', AWS_SESSION_TOKEN: 'secret' };
  const { variables, unset } = there({ ...secrets, AWS_PROFILE: 'sandbox', HTTPS_PROXY: 'http://proxy' });
  expect(Object.keys(variables).filter(name => !name.startsWith('DAYBREAK_'))).toEqual([
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
  ]);
  expect(variables.DAYBREAK_API_URL).toBe('https://a.example');
  expect(unset).toEqual([]);
});

test('a stack without an endpoint has no address to print', () => {
  expect(labEnvironment(session, undefined, {}).variables).not.toHaveProperty('DAYBREAK_API_URL');
});

test('what leads programs to another account is unset; what does not, is left alone', () => {
  const elsewhere = {
    AWS_PROFILE: 'work',
    AWS_SESSION_TOKEN: 'of another account',
    AWS_ENDPOINT_URL_S3: 'https://s3.example',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  };
  const kept = { AWS_PAGER: 'less', AWS_CA_BUNDLE: '/ca.pem', HOME: '/home/ada' };
  const around = { ...elsewhere, ...kept, AWS_REGION: 'sa-east-1' };
  const environment = here(around);
  expect(environment.unset).toEqual(Object.keys(elsewhere).sort());
  const { PATH: _, PWD: __, SHLVL: ___, ...rest } = evaluated(shellCommands(environment, 'sh'), around);
  expect(rest).toEqual({ ...kept, ...environment.variables, ...(rest._ === undefined ? {} : { _: rest._ }) });
});

test('a name that is not a name is not written into a command', () => {
  expect(here({ 'AWS_X; touch /tmp/x': '1' }).unset).toEqual([]);
});

test.each([
  [{ HTTPS_PROXY: 'http://proxy' }, '127.0.0.1,localhost'],
  [{ http_proxy: 'http://proxy', NO_PROXY: 'intra.example, localhost' }, 'intra.example,localhost,127.0.0.1'],
  [{ http_proxy: 'http://proxy', no_proxy: '*' }, undefined],
  [{ http_proxy: '' }, undefined],
  [{}, undefined],
])('with the proxy settings %j, programs reach the local AWS without a proxy', (around, hosts) => {
  const { NO_PROXY, no_proxy } = here(around).variables;
  expect([NO_PROXY, no_proxy]).toEqual([hosts, hosts]);
});

test('a shell takes values literally', () => {
  const value = `it's $HOME, \`id\`, $(id), "x" \\ é; & | > #`;
  const commands = shellCommands({ variables: { DAYBREAK_X: value }, unset: [] }, 'sh');
  expect(evaluated(commands).DAYBREAK_X).toBe(value);
});

test('fish has its own commands', () => {
  const environment = { variables: { A: `it's a \\` }, unset: ['B'] };
  expect(shellCommands(environment, 'fish')).toBe(`set -e B\nset -gx A 'it\\'s a \\\\'`);
});

test('another shell is bad usage', async () => {
  const { code, stdout, stderr } = await daybreak(['env', '--local', '--shell', 'cmd']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Allowed choices are sh, bash, zsh, fish');
});
