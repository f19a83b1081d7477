import { isWrite } from '../local-aws/aws-operation.ts';
import type { Cell, Finding, Result } from './cell.ts';
import type { FaultName } from './faults.ts';

/*
 * What a run does under each fault. In all cells: nothing of anybody's is lost, no unfinished upload is left, nothing
 * goes on after a step has ended, a failure names its call and its resource, and the next run without faults ends in
 * the same lab as if there had been none.
 *
 *   same      it succeeds, and reports what it would have reported
 *   succeeds  it succeeds, and reports something else: a note, or "unchanged" for what a call made whose answer was lost
 *   fails     it fails
 */

interface Expectation {
  /** Any of these. */
  readonly reads: readonly Result[];
  readonly writes: readonly Result[];
  readonly because: string;
}

const passes = (because: string): Expectation => ({ reads: ['same'], writes: ['same'], because });
const fails = (because: string): Expectation => ({ reads: ['fails'], writes: ['fails'], because });

/** What is usual. */
const usual: Readonly<Record<FaultName, Expectation>> = {
  'throttled once': passes('the SDK tries again'),
  'throttled ten times': fails('eight attempts are all there are'),
  'throttled always': fails('the account is throttled for longer than a run should wait'),
  '500 once': passes('the SDK tries again'),
  '500 always': fails('AWS is down'),
  '503 once': passes('the SDK tries again'),
  '503 always': fails('AWS is down'),
  'error in 200 once': passes('the SDK reads the body, and tries again'),
  'error in 200 always': fails('AWS is down'),
  'reset before once': passes('the SDK tries again'),
  'reset before always': fails('there is no network'),
  'reset after once': {
    reads: ['same'],
    writes: ['same', 'succeeds'],
    because: 'the SDK tries again, and finds what the first attempt made',
  },
  'reset after always': {
    reads: ['fails'],
    writes: ['same', 'succeeds', 'fails'],
    because: 'what the first attempt made is found, or there is no network',
  },
  'hang once': passes('the client gives up after its time-out, and tries again'),
  'hang always': fails('the client gives up before the function has to'),
  'late once': {
    reads: ['same'],
    writes: ['same', 'succeeds'],
    because: 'as if the answer had been lost',
  },
  denied: fails('somebody has to allow it'),
  appeared: {
    reads: ['same'],
    writes: ['same', 'succeeds', 'fails'],
    because: 'it is kept or refused; what matters is that it is not lost',
  },
  vanished: {
    reads: ['same', 'succeeds', 'fails'],
    writes: ['same', 'succeeds', 'fails'],
    because: 'it is made again now or by the next run',
  },
};

interface Exception {
  /** All faults if left out. */
  readonly faults?: readonly FaultName[];
  /** Of `scenario / step Service.Operation / occurrence`. */
  readonly of: RegExp;
  readonly results?: readonly Result[];
  /** Violations that are known, and why they stay. */
  readonly tolerates?: RegExp;
  readonly because: string;
}

/** The first that fits counts. */
const exceptions: readonly Exception[] = [
  {
    faults: ['appeared'],
    of: / S3[.](PutObject|CopyObject) [/] every/,
    results: ['same', 'succeeds', 'fails'],
    tolerates: /Sandbox.Timedout/,
    because:
      'a repair looks for a free name to save under, until its time is up: here somebody takes each of them',
  },
  {
    faults: ['appeared'],
    of: / S3[.]Put(BucketPolicy|BucketLifecycleConfiguration|BucketTagging) /,
    tolerates: /lost what had appeared/,
    because:
      'S3 has no condition for it: what somebody writes in the milliseconds since the look is replaced',
  },
  {
    faults: ['appeared'],
    of: / Glue[.](UpdateDatabase|UpdateJob|UpdateTrigger|DeleteDatabase) /,
    tolerates: /lost what had appeared/,
    because:
      'Glue has no condition for it: what somebody writes in the milliseconds since the look is replaced',
  },
  {
    faults: ['appeared'],
    of: / (Athena[.](UpdateWorkGroup|UpdateNamedQuery|DeleteWorkGroup)|CloudWatch[.]PutDashboard|IAM[.]DeleteRole) /,
    tolerates: /lost what had appeared/,
    because: 'there is no condition for it',
  },
  {
    of: / plan LakeFormation[.]/,
    results: ['same'],
    because: 'few roles may read its settings: they are only told',
  },
  {
    faults: ['denied'],
    of: /^newer seed .* copy-data S3[.]HeadObject /,
    results: ['fails'],
    tolerates: /^the failure does not name its call .* FilesInTheWay/,
    because:
      'a file that may not be looked at is not known to be the lab’s: it stays, and is named as in the way',
  },
  {
    faults: ['denied'],
    of: / plan (Athena|Glue)[.]/,
    results: ['fails'],
    because: 'the run tries first whether it may use the services',
  },
  {
    of: / plan (Athena[.]GetWorkGroup|Glue[.]GetDatabase) /,
    results: ['same', 'succeeds'],
    because: 'it is a trial: any other error will show where it matters',
  },
  {
    of: / (ensure-workgroup CloudWatch|report EventBridge)[.]/,
    results: ['same', 'succeeds'],
    because: 'a lab is complete without a dashboard, and a run without an event',
  },
  {
    of: / ensure-workgroup S3[.]PutObject /,
    results: ['same', 'succeeds', 'fails'],
    because:
      'it saves what a repair displaces, also of the dashboard, which is not repaired then, and fails nothing',
  },
  {
    of: / report (Athena|Glue|SFN)[.]/,
    results: ['same', 'succeeds'],
    because: 'a part that could not be asked for is not on the page, and no report depends on the page',
  },
  {
    of: / smoke-test S3[.](HeadObject|PutObject) /,
    results: ['same', 'succeeds'],
    because: 'it keeps the first rows of tables for the page, and no proof depends on them',
  },
  {
    of: / smoke-test Athena[.]\w+ [/] middle/,
    results: ['same', 'succeeds', 'fails'],
    because: 'it is for a proof, or for the first rows of tables',
  },
  {
    of: / smoke-test S3[.]GetObject /,
    results: ['same', 'succeeds', 'fails'],
    because: 'a lab of the sample reads nothing else than the first rows that are kept',
  },
  {
    of: / report S3[.]/,
    results: ['same', 'succeeds'],
    because: 'a run that cannot write its report has still built the lab: its output has the result',
  },
  {
    faults: ['denied'],
    of: / (ensure-job|destroy) S3[.]ListObjectsV2 /,
    results: ['same', 'succeeds'],
    because: 'jobs of earlier definitions are looked for; whoever may not list the scripts has none',
  },
  {
    faults: ['denied'],
    of: /destroy [/] plan S3[.]GetObject [/] every/,
    results: ['same', 'succeeds'],
    because: 'a lab is destroyed without its definition, by its marks',
  },
  {
    faults: ['denied'],
    of: / plan S3[.]GetObject [/] first/,
    results: ['same'],
    because: 'it is the last report, without which a run can do',
  },
  {
    faults: ['denied'],
    of: / S3[.](GetBucketTagging|PutBucketTagging|CreateBucket) | IAM[.](CreateRole|TagRole) | Glue[.](CreateJob|CreateTrigger|GetTags) | Athena[.](CreateWorkGroup|ListTagsForResource) /,
    results: ['same', 'succeeds', 'fails'],
    tolerates: /^after the next run, (bucket|role|workgroup|tags of trigger) .* instead of/,
    because: 'tags may be denied: then the mark is elsewhere until the next change',
  },
  {
    faults: ['reset after once', 'reset after always', 'late once'],
    of: / S3[.]CreateMultipartUpload /,
    results: ['same', 'succeeds', 'fails'],
    tolerates: /unfinished upload|upload .* should not be there/,
    because:
      'S3 does not document how to tell an upload of ours from somebody’s, so one whose ID was lost is left to the bucket’s rule, which ends it after a day',
  },
  {
    faults: ['hang always'],
    of: / copy-data /,
    results: ['same', 'succeeds', 'fails'],
    tolerates: /unfinished upload|upload .* should not be there|Sandbox.Timedout/,
    because:
      'a copy may be silent for minutes, so that eight of them take longer than the function: the state machine calls it again; a bucket’s rule ends uploads after a day',
  },
  {
    faults: ['appeared'],
    of: / S3[.]AbortMultipartUpload /,
    results: ['same', 'succeeds', 'fails'],
    because: 'it is kept, and its rows are not those of the definition',
  },
  {
    of: / S3[.]AbortMultipartUpload /,
    results: ['same', 'succeeds'],
    because:
      'an upload that cannot be ended, or is complete, fails nothing: the bucket’s rule ends it after a day',
  },
  {
    faults: ['vanished'],
    of: /^(look before )?destroy /,
    tolerates: /^after the next run, .* is missing$/,
    because: 'somebody has deleted it with what others had in it, and a destroy brings nothing back',
  },
  {
    faults: ['vanished'],
    of: /^adopt /,
    tolerates: /^after the next run, /,
    because: 'what was to be adopted is gone: the lab has one of its own instead',
  },
];

const placeOf = ({ scenario, place, occurrence }: Cell): string => `${scenario} / ${place} / ${occurrence}`;

/** What is not as it should be in a cell; empty if it is as expected. */
export const unexpectedIn = (cell: Cell, { result, violations }: Finding): readonly string[] => {
  const exception = exceptions.find(
    ({ faults, of }) => (faults === undefined || faults.includes(cell.fault)) && of.test(placeOf(cell)),
  );
  const { reads, writes } = usual[cell.fault];
  const operation = cell.place.split('.').at(-1) ?? '';
  const expected = exception?.results ?? (isWrite({ operation }) ? writes : reads);
  const tolerated = exception?.tolerates;
  return [
    ...(expected.includes(result)
      ? []
      : [`the run ${result === 'same' ? 'does the same' : result}, not ${expected.join(' or ')}`]),
    ...violations.filter(violation => tolerated === undefined || !tolerated.test(violation)),
  ];
};
