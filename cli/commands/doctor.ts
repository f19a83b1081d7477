import { InvalidInput } from '../../lab/errors.ts';
import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import { counted } from '../../lab/words/units.ts';
import type { Answer, Context } from '../command.ts';
import { makeTemplate } from '../deploy/make-template.ts';
import { checkParameters, parseParameters } from '../deploy/parameters.ts';
import { type Checked, checkAll } from '../doctor/all-checks.ts';
import { doctorPage } from '../render/doctor-page.ts';
import { asStep } from '../render/progress.ts';
import { outputStyle } from '../render/style.ts';
import { openSession, type Session, within } from '../session.ts';

export interface DoctorOptions {
  /** A published seed. */
  readonly seed?: string;
  readonly parameter: readonly string[];
}

/** `2 things are missing`; undefined if nothing is. */
export const missingWords = ({ checks }: Pick<Checked, 'checks'>): string | undefined => {
  const missing = checks.filter(({ status }) => status === 'missing').length;
  return missing === 0 ? undefined : `${counted(missing, 'thing')} ${missing === 1 ? 'is' : 'are'} missing`;
};

/** What a person and a program are told. */
export const doctorAnswer = ({ lab }: Pick<Session, 'lab'>, checked: Checked): Answer => {
  const missing = missingWords(checked);
  const { account, region, partition } = lab;
  const where = `Lab ${lab.name} in account ${account} (${region}), as ${checked.caller}`;
  return {
    document: { lab: lab.name, account, region, partition, ...checked, ok: missing === undefined },
    text: `${where}\n${doctorPage(checked.checks, outputStyle())}`,
    ...(missing === undefined ? {} : { failure: `${missing}; nothing was created.` }),
  };
};

/**
 * Lists all that the account lacks for a lab, with the caller's own credentials, before there is a stack. Changes nothing.
 * @param template makes the stack's template
 * @throws UsageError, InvalidInput, NoLocalAws
 */
export const doctor = async (
  { progress, interrupt, target }: Context,
  { seed: address, parameter }: DoctorOptions,
  template: () => Promise<string> = makeTemplate,
): Promise<Answer> => {
  interrupt.means('You pressed Ctrl-C. Nothing was changed.');
  const parameters = parseParameters(parameter);
  checkParameters(parameters);
  if (address !== undefined && !address.startsWith('s3:'))
    throw new InvalidInput(
      `--seed '${address}' is not s3://bucket/prefix/. Check a folder with \`npx daybreak check\`.`,
    );
  const seed = address === undefined ? undefined : parseSeedUri(address);
  return within(await openSession(target), async session => {
    const made = await template();
    interrupt.check();
    const checked = await asStep(progress, 'Checks', async say => {
      const values = seed === undefined ? parameters : { ...parameters, SeedUri: formatSeedUri(seed) };
      const found = await checkAll(session, { template: made, parameters: values, seed }, say);
      return [found, missingWords(found) ?? counted(found.checks.length, 'check')];
    });
    return doctorAnswer(session, checked);
  });
};
