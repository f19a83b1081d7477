import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateDatabaseCommand,
  GetDatabasesCommand,
  GlueClient,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import {
  CreateBucketCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  clientConfig,
  findLocalAws,
  type LocalAws,
  localAwsHome,
  startLocalAws,
  stopLocalAws,
  stoppedData,
  wipeLocalAws,
} from '../../local-aws/index.ts';
import { runningProcesses } from '../../local-aws/processes.ts';
import { isWrite, startRecordingProxy } from '../local-aws/recording-proxy.ts';

const projectRoot = join(import.meta.dirname, '../..');
const { home: realHome } = localAwsHome(projectRoot);

const withHome = async (
  test: (options: { home: string; projectRoot: string; venv: string }) => Promise<void>,
) => {
  const home = await mkdtemp(join(tmpdir(), 'daybreak-local-aws-'));
  const options = { home, projectRoot, venv: join(realHome, 'venv') };
  try {
    await test(options);
  } finally {
    await wipeLocalAws(options);
    await rm(home, { recursive: true });
  }
};

const frontsOf = async ({ token }: LocalAws) =>
  (await runningProcesses()).filter(
    ({ command }) => command.includes(token) && command.includes('local-aws/front'),
  );

const s3Of = (localAws: LocalAws, endpoint = localAws.endpoint) =>
  new S3Client({ ...clientConfig(localAws), endpoint });

describe('the local AWS', () => {
  // The first of these installs MiniStack if it is not there yet.
  const minutes = 10 * 60_000;

  test(
    'keeps its data when it is stopped and started',
    () =>
      withHome(async options => {
        const before = await startLocalAws(options);
        const proxy = await startRecordingProxy(before.endpoint);
        const s3 = s3Of(before, proxy.endpoint);
        const Tags = [{ Key: 'daybreak:lab', Value: 'daybreak' }];
        await s3.send(new CreateBucketCommand({ Bucket: 'lab', CreateBucketConfiguration: { Tags } }));
        await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'ä b+c.csv', Body: 'São Paulo' }));
        await s3.send(new GetBucketTaggingCommand({ Bucket: 'lab' }));
        s3.destroy();
        await proxy.stop();

        expect(proxy.calls.map(({ operation, status }) => [operation, status])).toEqual([
          ['CreateBucket', 200],
          ['PutObject', 200],
          ['GetBucketTagging', 200],
        ]);
        expect(proxy.calls.filter(isWrite)).toHaveLength(2);

        expect(await stopLocalAws(options)).toBe(true);
        expect(await findLocalAws(options)).toBeUndefined();
        expect(await stopLocalAws(options)).toBe(false);

        const after = await startLocalAws(options);
        const again = s3Of(after);
        const found = await again.send(new GetObjectCommand({ Bucket: 'lab', Key: 'ä b+c.csv' }));
        expect(await found.Body?.transformToString()).toBe('São Paulo');
        const tagging = await again.send(new GetBucketTaggingCommand({ Bucket: 'lab' }));
        expect(tagging.TagSet).toEqual(Tags);
        again.destroy();
      }),
    minutes,
  );

  test(
    'is started once, however many processes start it',
    () =>
      withHome(async options => {
        const started = await Promise.all([
          startLocalAws(options),
          startLocalAws(options),
          startLocalAws(options),
        ]);
        expect(new Set(started.map(({ pid }) => pid)).size).toBe(1);
        expect(await findLocalAws(options)).toEqual(started[0]);
      }),
    minutes,
  );

  test(
    'answers for Glue through its front, which restarts at the same address and stops with it',
    () =>
      withHome(async options => {
        const started = await startLocalAws(options);
        const glue = new GlueClient({ ...clientConfig(started), endpoint: started.glueEndpoint ?? '' });
        await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'sot' } }));

        const [front, ...others] = await frontsOf(started);
        expect(others).toEqual([]);
        process.kill(front?.pid ?? 0, 'SIGKILL');
        while ((await frontsOf(started)).length > 0) await sleep(10);
        expect(await startLocalAws(options)).toEqual(started);
        const { DatabaseList } = await glue.send(new GetDatabasesCommand({}));
        expect(DatabaseList?.map(({ Name }) => Name)).toEqual(['sot']);
        await expect(glue.send(new StartJobRunCommand({ JobName: 'none' }))).rejects.toThrow(
          'missing metadata',
        );
        glue.destroy();

        expect(await stopLocalAws(options)).toBe(true);
        expect(await frontsOf(started)).toEqual([]);
      }),
    minutes,
  );

  test(
    'is stopped completely even after its server was killed',
    () =>
      withHome(async options => {
        const killed = await startLocalAws(options);
        process.kill(killed.pid, 'SIGKILL');
        expect(await frontsOf(killed)).toHaveLength(1);
        await stopLocalAws(options);
        expect(await frontsOf(killed)).toEqual([]);
        expect(await stoppedData(options)).toMatchObject({ isKept: false });
      }),
    minutes,
  );

  test(
    'starts empty after it was killed, and says so',
    () =>
      withHome(async options => {
        const killed = await startLocalAws(options);
        const s3 = s3Of(killed);
        await s3.send(new CreateBucketCommand({ Bucket: 'lab' }));
        await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'mine/a.csv', Body: 'my work' }));
        s3.destroy();
        process.kill(killed.pid, 'SIGKILL');

        const told: string[] = [];
        const fresh = await startLocalAws(options, { onProgress: message => told.push(message) });
        expect(told).toEqual([expect.stringContaining('local-aws.crashed-')]);
        const empty = s3Of(fresh);
        expect((await empty.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
        empty.destroy();

        // As `daybreak down` says where files are: below the account and the bucket, by their keys.
        expect(await stopLocalAws(options)).toBe(true);
        const { isKept, crashedFiles = '' } = await stoppedData(options);
        expect(isKept).toBe(true);
        expect(told[0]).toContain(crashedFiles);
        const file = join(crashedFiles, killed.account, 'lab', 'mine/a.csv');
        expect(await readFile(file, 'utf8')).toBe('my work');
      }),
    minutes,
  );
});
