import { adoptProblem } from '../../lab/kinds.ts';
import { UsageError } from '../errors.ts';
import type { RunRequest } from './runs.ts';

/** What `rebuild` and `plan` are asked, as options. */
export interface RunOptions {
  /** Names, separated by commas. */
  readonly datasets?: string;
  readonly repair?: boolean;
  /** Ids, as reports name resources. */
  readonly adopt?: readonly string[];
  readonly allowOlder?: boolean;
  /** Undefined: as the stack's parameter says. */
  readonly runJob?: boolean;
}

/** @throws UsageError */
const namesIn = (list: string | undefined): readonly string[] => {
  if (list === undefined) return [];
  const names = list.split(',').map(name => name.trim());
  if (names.includes(''))
    throw new UsageError(`--datasets '${list}' has an empty name in it: write it as orders,customers.`);
  return names;
};

/** @throws UsageError for what no lab could adopt */
const checkedIds = (ids: readonly string[]): readonly string[] => {
  const problem = ids.map(adoptProblem).find(each => each !== undefined);
  if (problem !== undefined) throw new UsageError(`--adopt ${problem}.`);
  return ids;
};

/**
 * The input of a run from the options of a command; what is not asked is left out.
 * @throws UsageError
 */
export const requestOf = (
  action: 'rebuild' | 'plan',
  { datasets, repair, adopt = [], allowOlder, runJob }: RunOptions,
): RunRequest => {
  const names = namesIn(datasets);
  const ids = checkedIds(adopt);
  return {
    action,
    ...(names.length === 0 ? {} : { datasets: [...names] }),
    ...(repair === true ? { repair } : {}),
    ...(ids.length === 0 ? {} : { adopt: [...ids] }),
    ...(allowOlder === true ? { allowOlder } : {}),
    ...(runJob === undefined ? {} : { runJob }),
  };
};
