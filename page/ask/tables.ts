import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import { allOf } from '../../lab/in-parallel.ts';
import { jsonOf } from '../../lab/json-of.ts';
import { assetKeys, type Lab } from '../../lab/names.ts';
import { readAsset } from '../../reconcile/assets.ts';
import { firstRowsIn, tablesWith } from '../first-rows.ts';
import { type Catalog, catalogOf } from './catalog.ts';

/** The catalog's tables, with the first rows that a smoke test has kept. No query runs for it. */
export const tablesOf = async (glue: GlueClient, s3: S3Client, lab: Lab): Promise<Catalog> => {
  const [found, kept] = await allOf([catalogOf(glue, lab), readAsset(s3, lab, assetKeys.firstRows)]);
  return { ...found, catalog: tablesWith(firstRowsIn(jsonOf(kept?.text)), found.catalog) };
};
