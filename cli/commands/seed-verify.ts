import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import type { Answer, Context } from '../command.ts';
import { asStep } from '../render/progress.ts';
import { bytes, count, counted } from '../render/units.ts';
import { verifySeed } from '../seed/verify-seed.ts';
import { openSession, within } from '../session.ts';

/** Most problems that a person is shown; `--json` has all. */
const mostShown = 50;

/**
 * Checks a published seed from the account's point of view.
 * @throws what parseSeedUri and openSession throw
 */
export const seedVerify = async (
  { progress, interrupt, target }: Context,
  address: string,
): Promise<Answer> => {
  interrupt.means('Interrupted. Nothing was changed.');
  const seed = parseSeedUri(address);
  const uri = formatSeedUri(seed);
  const session = await openSession(target);
  return within(session, async ({ s3, lab }) => {
    const verified = await asStep(progress, 'Seed', async say => {
      const done = await verifySeed(s3, seed, ({ files, bytes: so, total }) => {
        interrupt.check();
        say(`${counted(files, 'file')}, ${bytes(so)} of ${bytes(total)}`);
      });
      const { files, bytes: size, read } = done;
      const computed =
        read === 0 ? '' : `, ${count(read)} of them read, because S3 has no CRC32 of the whole file`;
      return [done, `${counted(files, 'file')} (${bytes(size)})${computed}`];
    });
    const { definition, problems, files, bytes: size, read } = verified;
    const more = problems.length - mostShown;
    const document = {
      seed: uri,
      account: lab.account,
      title: definition?.title ?? null,
      version: definition?.version ?? null,
      whole: problems.length === 0,
      files,
      bytes: size,
      read,
      problems,
    };
    if (problems.length === 0)
      return {
        document,
        text: `${uri} is whole: ${definition?.title} ${definition?.version}, ${counted(files, 'file')} (${bytes(size)}), all readable from account ${lab.account}.`,
      };
    return {
      document,
      text: [
        ...problems.slice(0, mostShown).map(({ problem }) => problem),
        ...(more > 0 ? [`… and ${count(more)} more: see them with --json.`] : []),
      ].join('\n'),
      failure: `${uri} is not whole: ${counted(problems.length, 'problem')}.`,
    };
  });
};
