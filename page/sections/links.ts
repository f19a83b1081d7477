import {
  assetLink,
  athenaLink,
  bucketLink,
  dashboardLink,
  databaseLink,
  executionLink,
  stateMachineLink,
} from '../../lab/console-links.ts';
import { executionArn } from '../../lab/execution-arn.ts';
import {
  assetKeys,
  bucketName,
  bucketPurposes,
  databaseName,
  stateMachineArn,
  zones,
} from '../../lab/names.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../model.ts';
import { section } from '../parts.ts';
import { named, zoneTitles } from '../tables.ts';

const link = (address: string, words: string): Html =>
  html`<li><a href="${address}" rel="noreferrer" target="_blank">${words}</a></li>`;

/** Into the console, for what the lab has; nothing for a lab on this machine. */
export const links = (model: PageModel): Html => {
  const { lab, report, isLocal } = model;
  if (isLocal)
    return section(
      'links',
      'In the console',
      "This lab is on this machine: AWS's console does not know it. In an account, its parts are linked here.",
    );
  return section(
    'links',
    'In the console',
    `In account ${lab.account}: the console must be signed in to it.`,
    html`<ul class="links">
${report === undefined ? '' : link(executionLink(executionArn(stateMachineArn(lab), report.execution.name)), 'The last run, with its graph')}
${link(stateMachineLink(lab), 'The state machine: start a rebuild')}
${link(athenaLink(lab), `Athena (choose the workgroup ${lab.name})`)}
${zones.map(zone => link(databaseLink(lab, databaseName(lab, zone)), `${zoneTitles[zone].title}: tables in the catalog`))}
${bucketPurposes.map(purpose => link(bucketLink(lab, bucketName(lab, purpose)), `Bucket ${bucketName(lab, purpose)}`))}
${named(model, 'dashboard').map(() => link(dashboardLink(lab), 'The dashboard'))}
${report === undefined ? '' : link(assetLink(lab, assetKeys.latestPage), 'This page, of the last run (choose Open)')}
</ul>`,
  );
};
