import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Dataset, LabDefinition, StoredFile } from '../../lab/definition.ts';
import type { LabSource } from '../../lab/source-definition.ts';
import { schemaVersion } from '../../lab/version.ts';
import { seedFiles } from './generate.ts';
import { queries } from './queries.ts';
import { sampleFile } from './sample.ts';
import { type Scale, sampleScale } from './scale.ts';
import { shopOf } from './shop.ts';
import { smokeTests } from './smoke-tests.ts';
import { rawTables, trustedOrders } from './tables.ts';

const scriptKey = 'jobs/orders.py';

/** The script of the one job. */
export const script = { key: scriptKey, content: readFileSync(new URL(scriptKey, import.meta.url)) };

/** The lab definition of a seed, as its author would write it: without sizes, checksums and row counts. */
export const seedDefinition = (scale: Scale) => {
  const files = new Map(seedFiles(scale).map(table => [table.table, table.files]));
  return {
    schemaVersion,
    title: 'Brazilian shop, bikes, flights and devices (synthetic)',
    version: '1.1.0',
    licence: 'CC0-1.0',
    source:
      'Synthetic: made by data/olist-sample, shaped after the Olist Brazilian E-Commerce public dataset and others that ' +
      `datadelivery 1.0.0 shipped, with ${scale.orders.toLocaleString('en')} orders and random seed ${scale.randomSeed}`,
    synthetic: true,
    zones: {
      sor: 'Raw: as it was delivered',
      sot: 'Trusted: cleaned and joined by jobs',
      spec: 'Specialised: made for one question',
    },
    datasets: rawTables.map(({ table, description, format, columns }) => ({
      table,
      zone: 'sor' as const,
      description,
      format,
      ...(format === 'jsonl' ? {} : { header: true }),
      columns,
      partitionKeys: [],
      files: (files.get(table) ?? []).map(({ key }) => key),
    })),
    tables: [trustedOrders],
    jobs: [
      {
        name: 'orders',
        description: 'Writes tbl_brecommerce_orders of zone sot from five raw tables',
        script: script.key,
        arguments: {
          '--sor_bucket': '${sor.bucket}',
          '--sot_bucket': '${sot.bucket}',
          '--sot_database': '${sot}',
        },
        output: {
          table: 'sot.tbl_brecommerce_orders',
          // Only orders that have items; an item may refer to a missing order.
          rows:
            'SELECT count(DISTINCT o.order_id) FROM ${sor}.tbl_brecommerce_orders o ' +
            'JOIN ${sor}.tbl_brecommerce_order_items i ON o.order_id = i.order_id',
        },
        glueVersion: '5.0' as const,
        workerType: 'G.1X' as const,
        workers: 2,
        timeoutMinutes: 10,
      },
    ],
    smokeTests: smokeTests(shopOf(scale)),
    queries,
  } satisfies LabSource;
};

const storedFile = (key: string, content: Uint8Array): StoredFile => {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return { key, bytes: content.length, crc32: checksum.toString('base64') };
};

const lineCount = (content: Uint8Array): number => content.filter(byte => byte === 10).length;

/** The same definition with sizes, checksums, row counts and every default written out, for the built-in sample. */
const sampleDefinition = (): LabDefinition => {
  const { datasets, jobs, ...others } = seedDefinition(sampleScale);
  return {
    ...others,
    datasets: datasets.map(({ files, ...dataset }): Dataset => {
      const contents = files.map(key => ({ key, content: sampleFile(key) }));
      const headers = dataset.header === true ? contents.length : 0;
      return {
        ...dataset,
        rows: contents.reduce((sum, { content }) => sum + lineCount(content), -headers),
        files: contents.map(({ key, content }) => storedFile(key, content)),
      };
    }),
    jobs: jobs.map(job => ({ ...job, script: storedFile(script.key, script.content) })),
  };
};

/** A definition as text: indented by two spaces, with each column and each file on one line. */
export const definitionText = (definition: LabSource): string =>
  `${JSON.stringify(definition, null, 2).replace(/\{\s+([^{}[\]]*?)\s+\}/g, (_, body: string) => `{ ${body.replace(/\n\s+/g, ' ')} }`)}\n`;

/** `lab.json` of the built-in sample. */
export const sampleDefinitionJson = (): string => definitionText(sampleDefinition());

if (import.meta.main) writeFileSync(new URL('lab.json', import.meta.url), sampleDefinitionJson());
