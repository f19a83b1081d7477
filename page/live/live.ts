import { html } from '../html.ts';
import type { LiveParts } from '../model.ts';
import { queryField } from './desk.ts';
import type { Extras } from './extras.ts';
import { runHistory } from './runs.ts';
import { savedQueries } from './saved.ts';
import { liveStyle } from './style.ts';
import { tableDetails } from './table-details.ts';

/** Makes the parts of a page that only the command can fill. */
export const liveParts = ({ runs, catalog, queries, desk }: Extras): LiveParts => {
  const byKey = new Map(catalog.map(table => [table.key, table]));
  return {
    style: liveStyle,
    tables: [...byKey.keys()],
    aboutTable: key => {
      const table = byKey.get(key);
      return table === undefined
        ? html`<p class="about">It is not in the catalog.</p>`
        : tableDetails(table, desk);
    },
    opened: desk?.opened,
    desk: desk === undefined ? undefined : queryField(desk),
    saved: savedQueries(queries),
    runs: runHistory(runs),
  };
};
