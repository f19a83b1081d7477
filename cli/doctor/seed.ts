import type { S3Client } from '@aws-sdk/client-s3';
import type { LabDefinition } from '../../lab/definition.ts';
import { formatSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { bytes, counted } from '../../lab/words/units.ts';
import { errorText } from '../../reconcile/aws-errors.ts';
import { verifySeed } from '../seed/verify-seed.ts';
import type { Check } from './check.ts';

/** Problems of a seed that one line tells; `seed verify` tells all. */
const mostTold = 3;

/** Whether a seed is whole, and readable from here. */
export const checkSeed = async (
  s3: S3Client,
  seed: SeedUri,
  account: string,
): Promise<{ readonly check: Check; readonly definition?: LabDefinition }> => {
  const uri = formatSeedUri(seed);
  const check = { part: 'Seed', about: uri, needs: [] } as const;
  try {
    const { definition, problems, files, bytes: size } = await verifySeed(s3, seed);
    if (problems.length === 0)
      return {
        check: { ...check, status: 'ok', found: `${counted(files, 'file')} (${bytes(size)})` },
        definition,
      };
    const more = problems.length - mostTold;
    const told = problems.slice(0, mostTold).map(({ problem }) => problem.replace(/\.$/, ''));
    return {
      check: {
        ...check,
        status: 'missing',
        found: [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
        ask: `Please let account ${account} read all of ${uri} (s3:GetObject, s3:ListBucket), and publish it again if it is not intact: \`npx daybreak seed verify ${uri}\` checks that.`,
      },
      definition,
    };
  } catch (error) {
    return { check: { ...check, status: 'unknown', found: errorText(error) } };
  }
};
