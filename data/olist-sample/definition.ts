import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Dataset, LabDefinition, StoredFile, TableDefinition } from '../../lab/definition.ts';
import { schemaVersion } from '../../lab/version.ts';
import { sampleColumns, trustedOrdersColumns } from './columns.ts';
import { queries } from './queries.ts';
import { sampleFile, sampleFileKeys } from './sample.ts';
import { smokeTests } from './smoke-tests.ts';

const descriptions: Readonly<Record<string, string>> = {
  orders: 'One row per order, with the dates of its way',
  order_items: 'One row per item of an order',
  payments: 'One row per payment; an order may have several',
  reviews: 'What customers say',
  customers: 'One row per order: whom it goes to',
  geolocation: 'Points of each zip prefix',
  products: 'What is sold',
  sellers: 'Who sells it',
};

const storedFile = (key: string, content: Uint8Array): StoredFile => {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return { key, bytes: content.length, crc32: checksum.toString('base64') };
};

const lineCount = (content: Uint8Array): number => content.filter(byte => byte === 10).length;

const dataset = (name: string): Dataset => {
  const table = `tbl_brecommerce_${name}`;
  const contents = sampleFileKeys
    .filter(key => key.startsWith(`${table}/`))
    .map(key => ({ key, content: sampleFile(key) }));
  const headers = name === 'reviews' ? 0 : 1;
  return {
    table,
    zone: 'sor',
    description: descriptions[name],
    ...(name === 'reviews' ? { format: 'jsonl' } : { format: 'csv', header: true }),
    columns: sampleColumns[name] ?? [],
    partitionKeys: [],
    rows: contents.reduce((sum, { content }) => sum + lineCount(content) - headers, 0),
    files: contents.map(({ key, content }) => storedFile(key, content)),
  };
};

const trustedOrders: TableDefinition = {
  table: 'tbl_brecommerce_orders',
  zone: 'sot',
  description: 'One row per order that has items, with all about it; written by job orders',
  format: 'parquet',
  columns: trustedOrdersColumns,
  partitionKeys: [{ name: 'anomesdia', type: 'string', comment: 'Day of the snapshot, yyyyMMdd' }],
};

const script = new URL('jobs/orders.py', import.meta.url);

/** The lab definition of the built-in sample, with sizes, checksums, expected answers and every default written out. */
const sampleDefinition = (): LabDefinition => ({
  schemaVersion,
  title: 'Brazilian e-commerce (synthetic sample)',
  version: '1.0.0',
  licence: 'CC0-1.0',
  source:
    'Synthetic: made by data/olist-sample, shaped after the Olist Brazilian E-Commerce public dataset at a tenth of its size',
  synthetic: true,
  zones: {
    sor: 'Raw: as the shop delivered it',
    sot: 'Trusted: cleaned and joined by jobs',
    spec: 'Specialised: made for one question',
  },
  datasets: Object.keys(sampleColumns).map(dataset),
  tables: [trustedOrders],
  jobs: [
    {
      name: 'orders',
      description: 'Writes tbl_brecommerce_orders of zone sot from five raw tables',
      script: storedFile('jobs/orders.py', readFileSync(script)),
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
      glueVersion: '5.0',
      workerType: 'G.1X',
      workers: 2,
      timeoutMinutes: 10,
    },
  ],
  smokeTests: smokeTests(),
  queries,
});

/** `sampleDefinition` as text: indented by two spaces, with each column and each file on one line. */
export const sampleDefinitionJson = (): string =>
  `${JSON.stringify(sampleDefinition(), null, 2).replace(/\{\s+([^{}[\]]*?)\s+\}/g, (_, body: string) => `{ ${body.replace(/\n\s+/g, ' ')} }`)}\n`;

if (import.meta.main) writeFileSync(new URL('lab.json', import.meta.url), sampleDefinitionJson());
