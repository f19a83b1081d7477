import { createReadStream } from 'node:fs';
import { seedDefinition } from '../../../data/olist-sample/definition.ts';
import { seedFiles } from '../../../data/olist-sample/generate.ts';
import type { Scale } from '../../../data/olist-sample/scale.ts';
import type { LabSource, SourceDataset } from '../../../lab/source-definition.ts';
import type { FoundTable } from './find-public-files.ts';
import { generatedSeed } from './generated-seed.ts';
import type { NewFile, NewSeed } from './new-seed.ts';
import { translation } from './public-tables.ts';

const translated: SourceDataset = {
  table: translation,
  zone: 'sor',
  description: 'English names of the categories',
  format: 'csv',
  columns: [
    { name: 'product_category_name', type: 'string', comment: 'In Portuguese' },
    { name: 'product_category_name_english', type: 'string', comment: 'In English' },
  ],
  partitionKeys: [],
};

const translatedQuery: LabSource['queries'][number] = {
  name: 'Top categories in English',
  description: 'A left join keeps categories that have no translation.',
  sql:
    'SELECT coalesce(t.product_category_name_english, p.product_category_name) AS category, count(*) AS items, ' +
    'round(sum(i.price), 2) AS sales FROM ${sor}.tbl_brecommerce_order_items i ' +
    'JOIN ${sor}.tbl_brecommerce_products p ON i.product_id = p.product_id ' +
    `LEFT JOIN \${sor}.${translation} t ON p.product_category_name = t.product_category_name ` +
    'GROUP BY 1 ORDER BY sales DESC LIMIT 10',
};

/** What joins of the public tables give, as far as their counts say. */
const knownJoins: readonly {
  readonly test: LabSource['smokeTests'][number];
  readonly of: readonly string[];
}[] = [
  {
    of: ['orders', 'customers'],
    test: {
      name: 'Every order has its customer',
      sql:
        'SELECT count(*) FROM ${sor}.tbl_brecommerce_orders o ' +
        'JOIN ${sor}.tbl_brecommerce_customers c ON o.customer_id = c.customer_id',
      expect: [[99_441]],
    },
  },
  {
    of: ['order_items', 'orders', 'products', 'sellers'],
    test: {
      name: 'Every item has its order, product and seller',
      sql:
        'SELECT count(*) FROM ${sor}.tbl_brecommerce_order_items i ' +
        'JOIN ${sor}.tbl_brecommerce_orders o ON i.order_id = o.order_id ' +
        'JOIN ${sor}.tbl_brecommerce_products p ON i.product_id = p.product_id ' +
        'JOIN ${sor}.tbl_brecommerce_sellers s ON i.seller_id = s.seller_id',
      expect: [[112_650]],
    },
  },
];

const keyOf = (table: string, name: string): string => `${table}/${name}`;

const realDataset = (dataset: SourceDataset, { table, written, rows, files }: FoundTable): SourceDataset => ({
  table,
  zone: dataset.zone,
  description: dataset.description,
  ...written,
  columns: dataset.columns,
  partitionKeys: [],
  ...(rows === undefined ? {} : { rows }),
  files: files.map(({ name }) => keyOf(table, name)),
});

const madeUp = (dataset: SourceDataset): SourceDataset => ({
  ...dataset,
  description: `Synthetic, because there was no file for it. ${dataset.description}`,
});

const definitionOf = (scale: Scale, found: ReadonlyMap<string, FoundTable>): LabSource => {
  const sample: LabSource = seedDefinition(scale);
  const isReal = (table: string): boolean => found.has(table);
  const reads = (sql: string): boolean =>
    [...found.keys()].some(table => new RegExp(`\\b${table}\\b`).test(sql));
  const own = knownJoins.filter(({ of }) => of.every(name => isReal(`tbl_brecommerce_${name}`)));
  const hasTranslation = isReal(translation);
  return {
    ...sample,
    title: 'Brazilian shop, bikes, flights and devices',
    licence:
      'CC BY-NC-SA 4.0 for the Olist tables; ask the owners of the others; CC0-1.0 for what is synthetic',
    source:
      'Public files: Brazilian E-Commerce by Olist (Kaggle), Bay Area Bike Share, and those of datadelivery 1.0.0. ' +
      'Tables that are synthetic say so.',
    synthetic: false,
    datasets: [...sample.datasets, ...(hasTranslation ? [translated] : [])].map(dataset => {
      const real = found.get(dataset.table);
      return real === undefined ? madeUp(dataset) : realDataset(dataset, real);
    }),
    // What the sample's tests expect holds for its own data only.
    smokeTests: [...own.map(({ test }) => test), ...sample.smokeTests.filter(({ sql }) => !reads(sql))],
    queries: [...sample.queries, ...(hasTranslation ? [translatedQuery] : [])],
  };
};

/** The sample's tables with the public files that were found, and made-up data for the others. */
export const seedFromFiles = (tables: readonly FoundTable[], scale: Scale): NewSeed => {
  const found = new Map(tables.map(table => [table.table, table]));
  const replaced = new Set(
    seedFiles(scale)
      .filter(({ table }) => found.has(table))
      .flatMap(({ files }) => files.map(({ key }) => key)),
  );
  const real = tables.flatMap(({ table, files }) =>
    files.map(
      ({ name, path }): NewFile => ({ key: keyOf(table, name), chunks: () => createReadStream(path) }),
    ),
  );
  return {
    files: [...real, ...generatedSeed(scale).files.filter(({ key }) => !replaced.has(key))],
    definition: () => definitionOf(scale, found),
  };
};
