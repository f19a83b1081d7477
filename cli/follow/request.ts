import { noDatasets } from '../../lab/datasets.ts';
import { adoptProblem } from '../../lab/kinds.ts';
import { UsageError } from '../errors.ts';
import type { RunRequest } from './runs.ts';

/** Options of `rebuild` and `plan`. */
export interface RunOptions {
  /** Names, separated by commas, or `none`. */
  readonly datasets?: string;
  readonly repair?: boolean;
  readonly setAside?: boolean;
  /** Resource ids, as in reports. */
  readonly adopt?: readonly string[];
  readonly allowOlder?: boolean;
  /** Undefined: use the stack's parameter. */
  readonly runJob?: boolean;
}

/** @throws UsageError */
const namesIn = (list: string | undefined): readonly string[] => {
  if (list === undefined) return [];
  const names = list.split(',').map(name => name.trim());
  if (names.includes(''))
    throw new UsageError(`--datasets '${list}' has an empty name in it: write it as orders,customers.`);
  if (names.length > 1 && names.includes(noDatasets))
    throw new UsageError(
      `--datasets '${list}': ${noDatasets} means no dataset at all. Give it alone, or leave it out.`,
    );
  return names;
};

/** @throws UsageError for ids that no lab could adopt */
const checkedIds = (ids: readonly string[]): readonly string[] => {
  const problem = ids.map(adoptProblem).find(each => each !== undefined);
  if (problem !== undefined) throw new UsageError(`--adopt ${problem}.`);
  return ids;
};

/**
 * A run's input, from a command's options. Options that were not given are left out.
 * @throws UsageError
 */
export const requestOf = (
  action: 'rebuild' | 'plan',
  { datasets, repair, setAside, adopt = [], allowOlder, runJob }: RunOptions,
): RunRequest => {
  const names = namesIn(datasets);
  const ids = checkedIds(adopt);
  return {
    action,
    ...(names.length === 0 ? {} : { datasets: [...names] }),
    ...(repair === true ? { repair } : {}),
    ...(setAside === true ? { setAside } : {}),
    ...(ids.length === 0 ? {} : { adopt: [...ids] }),
    ...(allowOlder === true ? { allowOlder } : {}),
    ...(runJob === undefined ? {} : { runJob }),
  };
};
