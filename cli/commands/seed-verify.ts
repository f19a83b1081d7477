import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import { bytes, count, counted } from '../../lab/words/units.ts';
import type { Answer, Context } from '../command.ts';
import { asStep, nowAndThen } from '../render/progress.ts';
import { type VerifiedSeed, verifySeed } from '../seed/verify-seed.ts';
import { openSession, within } from '../session.ts';

/** Most problems that a person is shown; `--json` has all. */
const mostShown = 50;

/** What a person and a program are told of a seed that was verified. */
export const verifyAnswer = (uri: string, account: string, verified: VerifiedSeed): Answer => {
  const { definition, problems, files, bytes: size, read } = verified;
  const whole = problems.length === 0;
  const document = {
    seed: uri,
    account,
    title: definition?.title ?? null,
    version: definition?.version ?? null,
    whole,
    files,
    bytes: size,
    read,
    problems,
  };
  if (whole)
    return {
      document,
      text:
        `${uri} is intact: ${definition?.title} ${definition?.version}, ` +
        `${counted(files, 'file')} (${bytes(size)}), all readable from account ${account}.`,
    };
  const more = problems.length - mostShown;
  const lines = [
    ...problems.slice(0, mostShown).map(({ problem }) => problem),
    ...(more > 0 ? [`… and ${count(more)} more: see them with --json.`] : []),
  ];
  return {
    document,
    text: lines.join('\n'),
    failure: `${uri} is not intact: ${counted(problems.length, 'problem')}.`,
  };
};

/**
 * Checks a published seed from the account's point of view.
 * @throws what parseSeedUri and openSession throw
 */
export const seedVerify = async (
  { progress, interrupt, target }: Context,
  address: string,
): Promise<Answer> => {
  interrupt.means('You pressed Ctrl-C. Nothing was changed.');
  const seed = parseSeedUri(address);
  return within(await openSession(target), async ({ s3, lab }) => {
    const verified = await asStep(progress, 'Seed', async say => {
      const tell = nowAndThen(say);
      const done = await verifySeed(s3, seed, ({ files, bytes: so, total }) => {
        interrupt.check();
        tell(`${counted(files, 'file')}, ${bytes(so)} of ${bytes(total)}`);
      });
      const read =
        done.read === 0
          ? ''
          : `, ${count(done.read)} of them read, because S3 has no CRC32 of the whole file`;
      return [done, `${counted(done.files, 'file')} (${bytes(done.bytes)})${read}`];
    });
    return verifyAnswer(formatSeedUri(seed), lab.account, verified);
  });
};
