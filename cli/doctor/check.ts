/** What an action needs: `iam:CreateRole` on an ARN, or on `*`. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

/** The parts of the page, in its order. */
export const parts = ['Services', 'Permissions', 'Quotas', 'Names', 'Seed'] as const;
export type Part = (typeof parts)[number];

/** One line of what `daybreak doctor` finds. */
export interface Check {
  readonly part: Part;
  /** What was looked at, in a few words. */
  readonly about: string;
  /** `unknown`: nobody could tell from here. It stops nothing. */
  readonly status: 'ok' | 'missing' | 'unknown';
  /** What was found, without a full stop; empty if there is nothing to add. */
  readonly found: string;
  /** What is denied, or could not be tried. */
  readonly needs: readonly Need[];
  /** What to send to the administrator, or what to do oneself, in one sentence; of what is missing. */
  readonly ask?: string;
}

/** Several things in a sentence: `a, b and c`. */
export const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** Who asks, and where: for the sentences that an administrator reads. */
export interface Asker {
  /** ARN of the caller. */
  readonly caller: string;
  readonly account: string;
  readonly region: string;
}

/** @param why what Daybreak needs it for: `to create its roles` */
export const askFor = (needs: readonly Need[], { caller, account, region }: Asker, why: string): string => {
  const actions = listed([...new Set(needs.map(({ action }) => action))]);
  const resources = listed([...new Set(needs.map(({ resource }) => resource))]);
  return `Please allow ${actions} on ${resources} for ${caller} in account ${account} (${region}): Daybreak needs that ${why}.`;
};
