import { type Html, html } from '../html.ts';
import { copyable } from '../parts.ts';
import type { SavedQuery } from './extras.ts';

/** Saved queries, each to open and to copy. */
export const savedQueries = (saved: readonly SavedQuery[]): Html =>
  html`${saved.length === 0 ? '' : html`<h3>Saved in Athena</h3>`}${saved.map(
    ({ name, description, sql }) =>
      html`<details><summary>${name}</summary><div>${description === '' ? '' : html`<p dir="auto">${description}</p>`}${copyable(sql)}</div></details>\n`,
  )}`;
