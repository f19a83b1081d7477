import { randomBytes } from 'node:crypto';
import { bucketName } from '../../lab/names.ts';
import { counted } from '../../lab/words/units.ts';
import { assetsAreOurs } from '../../reconcile/assets.ts';
import { orAbsent } from '../../reconcile/aws-errors.ts';
import { displaceTo } from '../../reconcile/displace.ts';
import type { Prompt } from '../ask.ts';
import { resourceClients } from '../clients.ts';
import type { Answer, Context } from '../command.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { Failed, messageOf, UsageError } from '../errors.ts';
import { displacedPage, type Ended, restoredPage, restorePlan } from '../render/restore-page.ts';
import { outputStyle } from '../render/style.ts';
import { chosenItems, itemsOf } from '../restore/chosen-items.ts';
import { type Displaced, listDisplaced, savedAddress } from '../restore/displaced.ts';
import { type Looked, lookAtAll } from '../restore/items.ts';
import { type PlannedItem, planItems, sortOf } from '../restore/plan-item.ts';
import { openSession, type Session, within } from '../session.ts';

export interface RestoreOptions {
  /** The run that displaced it, where several have. */
  readonly run?: string;
  /** Restores without being asked. */
  readonly yes?: boolean;
}

const documentOf = (item: Displaced) => ({
  id: item.id,
  run: item.run,
  savedAt: item.savedAt.toISOString(),
  what: sortOf(item) ?? null,
  bytes: item.bytes,
  address: savedAddress(item),
  place: item.saved.is === 'object' ? `s3://${item.saved.to.bucket}/${item.saved.to.key}` : null,
});

const lookedDocument = ({ item, now, properties, why }: Looked) => ({
  ...documentOf(item),
  properties: properties ?? null,
  now,
  ...(why === undefined ? {} : { why }),
});

const endedDocument = (ended: Ended) => ({
  ...documentOf(ended.planned.item),
  result: ended.is,
  ...(ended.is === 'failed' ? { error: ended.why } : ended.done),
});

/** All that is saved in the lab's assets bucket. @throws NoSuchLab; Failed if the bucket is somebody else's */
const displacedOf = async (session: Session): Promise<readonly Displaced[]> => {
  const { s3, lab } = session;
  const items = await orAbsent(listDisplaced(s3, lab), 'NoSuchBucket');
  // A lab that was never built, or none at all.
  if (items === undefined) await deployedStack(session);
  if (items === undefined || items.length === 0) return [];
  if (!(await assetsAreOurs(s3, lab)))
    throw new Failed(
      `Bucket ${bucketName(lab, 'assets')} does not carry the mark of lab ${lab.name}, or its tags may not be read. ` +
        'So it is not known whether the lab saved what is below displaced/ in it.',
    );
  return items;
};

/** @throws UsageError if nobody can be asked, before anything is looked at */
export const checkYes = (yes: boolean, canAsk: boolean): void => {
  if (!yes && !canAsk)
    throw new UsageError(
      'Nothing was restored: this replaces what is there now, after saving it. Confirm it with --yes.',
    );
};

/** @throws UsageError when something else than yes is typed */
const yesTyped = async (ask: Prompt): Promise<void> => {
  const typed = (await ask('Type yes to restore: ')).trim();
  if (typed !== 'yes') throw new UsageError('Nothing was restored: yes was not typed.');
};

/** One that fails does not keep the others back. */
const restoreOne = async (planned: PlannedItem, displace: ReturnType<typeof displaceTo>): Promise<Ended> => {
  try {
    const done = await planned.restore(displace);
    return { planned, is: planned.isThere ? 'unchanged' : 'restored', done };
  } catch (error) {
    return { planned, is: 'failed', why: messageOf(error) };
  }
};

/** As runs name theirs: where this restoration saves what it displaces. */
const newRun = (): string =>
  `restore-${new Date().toISOString().replaceAll(/[-:]|\.\d+Z/g, '')}-${randomBytes(2).toString('hex')}`;

const restoreThese = async (
  { ask, interrupt, progress }: Context,
  session: Session,
  chosen: readonly Displaced[],
  yes: boolean,
): Promise<Answer> => {
  const { s3, lab } = session;
  const planned = await planItems(session, resourceClients(session), chosen);
  for (const line of restorePlan(session, planned)) await progress.note(line);
  if (!yes && ask !== undefined && planned.some(({ isThere }) => !isThere)) await yesTyped(ask);
  const run = newRun();
  const displace = displaceTo(s3, lab, run);
  const ended: Ended[] = [];
  for (const each of planned) {
    interrupt.check();
    ended.push(await restoreOne(each, displace));
    interrupt.means(`Interrupted. ${counted(ended.length, 'thing')} of ${planned.length} had been restored.`);
  }
  const failed = ended.filter(({ is }) => is === 'failed').length;
  return {
    document: { lab: lab.name, run, restored: ended.map(endedDocument) },
    text: restoredPage(session, ended, outputStyle()),
    ...(failed === 0 ? {} : { failure: `${failed} of ${ended.length} could not be restored.` }),
  };
};

/**
 * Lists what runs have displaced, or brings back what is named, with the caller's own credentials. What that replaces is
 * saved first; nothing below `displaced/` is deleted.
 *
 * @throws NoSuchLab, NotRestorable; UsageError for names that mean nothing, or if nobody can be asked
 */
export const restore = async (
  context: Context,
  ids: readonly string[],
  { run, yes = false }: RestoreOptions,
): Promise<Answer> => {
  const { target, interrupt, ask } = context;
  if (ids.length > 0) checkYes(yes, ask !== undefined);
  interrupt.means('Interrupted. Nothing was restored.');
  const session = await openSession(target);
  return within(session, async () => {
    const items = await displacedOf(session);
    if (ids.length > 0) return restoreThese(context, session, chosenItems(items, ids, run), yes);
    const looked = await lookAtAll(session, resourceClients(session), itemsOf(items, run));
    return {
      document: { lab: session.lab.name, displaced: looked.map(lookedDocument) },
      text: displacedPage(session, looked, outputStyle()),
    };
  });
};
