import {
  type AthenaClient,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetWorkGroupCommand,
  ListTagsForResourceCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import type { Dataset } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { type AppliedMark, appliedKey, labKey, markOf, parseApplied } from '../../lab/marks.ts';
import { bucketName, type Lab, queryResults, workgroupName } from '../../lab/names.ts';
import { scanCutoff } from '../../lab/scan-cutoff.ts';
import { isNamed, unlessDenied } from '../aws-errors.ts';
import { createTagged, untagged } from '../create-tagged.ts';
import type { Identity, Observation, Property, Resource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { someOf } from '../some-of.ts';
import { describeWithMark, readMarked } from '../text-mark.ts';
import { isLabsQuery, namedQueries } from './named-query.ts';

interface WorkgroupState {
  readonly description: string;
  readonly resultLocation: string;
  readonly enforced: boolean;
  /** Bytes after which Athena stops a query. */
  readonly scanCutoff: number;
  readonly enabled: boolean;
  /** `encryption` is that of query results: `none`, `SSE_S3`, or `SSE_KMS <key>`. */
  readonly [property: string]: string | boolean | number;
}

const notFound = (error: unknown): boolean =>
  isNamed(error, 'InvalidRequestException') && /not found/i.test(error.message);

export const workgroupPermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: [
        'athena:GetWorkGroup',
        'athena:CreateWorkGroup',
        'athena:UpdateWorkGroup',
        'athena:TagResource',
        'athena:ListTagsForResource',
      ],
      resources: [arns.workgroup],
    },
  ],
  destroy: arns => [
    {
      actions: [
        'athena:GetWorkGroup',
        'athena:ListTagsForResource',
        'athena:ListNamedQueries',
        'athena:BatchGetNamedQuery',
        'athena:DeleteWorkGroup',
      ],
      resources: [arns.workgroup],
    },
  ],
};

/**
 * The lab's workgroup, identified by its name.
 * @param withEverything whether destroying it also deletes queries that others saved in it
 */
export const workgroupOf = (
  athena: AthenaClient,
  lab: Lab,
  withEverything = false,
): Identity<WorkgroupState, undefined> => {
  const name = workgroupName(lab);
  const arn = `arn:${lab.partition}:athena:${lab.region}:${lab.account}:workgroup/${name}`;

  /** The mark in the tags, which remains when somebody rewrites the description. */
  const tagged = async (): Promise<{ lab?: string; applied: AppliedMark }> => {
    const tags = athena.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
    const { Tags = [] } = (await unlessDenied(tags)) ?? {};
    const value = (key: string): string | undefined => Tags.find(({ Key }) => Key === key)?.Value;
    return { lab: value(labKey), applied: parseApplied(value(appliedKey)) };
  };
  return {
    ...kinds.workgroup.named(name),

    async observe(): Promise<Observation<WorkgroupState, undefined>> {
      try {
        const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: name }));
        const described = readMarked(WorkGroup?.Description);
        const { EncryptionOption = 'none', KmsKey } =
          WorkGroup?.Configuration?.ResultConfiguration?.EncryptionConfiguration ?? {};
        const state = {
          description: described.text,
          resultLocation: WorkGroup?.Configuration?.ResultConfiguration?.OutputLocation ?? '',
          enforced: WorkGroup?.Configuration?.EnforceWorkGroupConfiguration ?? false,
          scanCutoff: WorkGroup?.Configuration?.BytesScannedCutoffPerQuery ?? 0,
          enabled: WorkGroup?.State === 'ENABLED',
          encryption: KmsKey ? `${EncryptionOption} ${KmsKey}` : EncryptionOption,
        };
        const mark = described.lab === undefined ? await tagged() : described;
        if (mark.lab === lab.name) return { is: 'ours', state, applied: mark.applied, extra: undefined };
        return { is: 'unmarked', state, extra: undefined };
      } catch (error) {
        if (notFound(error)) return { is: 'absent' };
        throw error;
      }
    },

    async clear() {
      const saved = await namedQueries(athena, lab);
      const theirs = saved.flatMap(query => (isLabsQuery(lab, query) ? [] : [query.Name ?? '']));
      if (theirs.length === 0) return {};
      const found =
        `${theirs.length === 1 ? '1 saved query in it is' : `${theirs.length} saved queries in it are`} not the ` +
        `lab's (${someOf(theirs)})`;
      return withEverything
        ? { notes: [`${found}: deleted, too`] }
        : { stays: `${found}. To delete them, too: "deleteForeignObjects": true` };
    },

    async destroy() {
      // The history of its queries goes with it.
      await athena.send(new DeleteWorkGroupCommand({ WorkGroup: name, RecursiveDeleteOption: true }));
    },
  };
};

/**
 * The lab's Athena workgroup: results in the lab's own bucket, a scan cutoff, and no query can override either.
 * @param key ARN of the KMS key that encrypts results; empty if the bucket's encryption is enough
 */
export const workgroup = (
  athena: AthenaClient,
  lab: Lab,
  definition: { readonly title: string; readonly datasets: readonly Pick<Dataset, 'bytes' | 'files'>[] },
  key = '',
): Resource<WorkgroupState, undefined> => {
  const name = workgroupName(lab);
  /** Without a key, nobody's encryption is compared. */
  const ifKey = <T>(property: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    key === '' ? {} : property;
  const configuration = (state: WorkgroupState) => ({
    EnforceWorkGroupConfiguration: state.enforced,
    BytesScannedCutoffPerQuery: state.scanCutoff,
    PublishCloudWatchMetricsEnabled: true,
  });

  return {
    ...workgroupOf(athena, lab),
    properties: {
      description: {},
      resultLocation: {},
      enforced: {},
      scanCutoff: {},
      enabled: {},
      ...ifKey<Property>({ encryption: { later: { initial: 'none' } } }),
    },

    desired: () => ({
      description: definition.title,
      resultLocation: `s3://${bucketName(lab, 'athena')}/${queryResults}`,
      enforced: true,
      scanCutoff: scanCutoff(definition.datasets),
      enabled: true,
      ...ifKey({ encryption: `SSE_KMS ${key}` }),
    }),

    async create(desired, applied) {
      const Tags = Object.entries(markOf(lab, applied)).map(([Key, Value]) => ({ Key, Value }));
      const isTagged = await createTagged(withTags =>
        athena.send(
          new CreateWorkGroupCommand({
            Name: name,
            Description: describeWithMark(desired.description, lab, applied),
            ...(withTags ? { Tags } : {}),
            Configuration: {
              ...configuration(desired),
              ResultConfiguration: { OutputLocation: desired.resultLocation },
            },
          }),
        ),
      );
      return isTagged ? undefined : [untagged('its description')];
    },

    async update(next, changed, applied) {
      const EncryptionConfiguration = { EncryptionOption: 'SSE_KMS' as const, KmsKey: key };
      await athena.send(
        new UpdateWorkGroupCommand({
          WorkGroup: name,
          Description: describeWithMark(next.description, lab, applied),
          State: next.enabled ? 'ENABLED' : 'DISABLED',
          ConfigurationUpdates: {
            ...configuration(next),
            ResultConfigurationUpdates: {
              ...(next.resultLocation === '' ? {} : { OutputLocation: next.resultLocation }),
              ...(changed.includes('encryption') ? { EncryptionConfiguration } : {}),
            },
          },
        }),
      );
    },
  };
};
