import { datasetPrefix } from '../../../lab/datasets.ts';
import type { LabSource, SourceDataset } from '../../../lab/source-definition.ts';
import type { FileGroup, SniffedFile } from './group-files.ts';
import type { MovedFile } from './table-draft.ts';

/** A table that lab.json describes already. */
export interface KnownTable {
  readonly dataset: SourceDataset;
  /** Its place in "datasets". */
  readonly index: number;
  /** Files of it that lab.json has to name, too. */
  readonly missing: readonly (string | MovedFile)[];
  /** A group of its files that has more columns than lab.json. */
  readonly wider: FileGroup | undefined;
  /** Names in its files that are no columns. */
  readonly unnamed: readonly string[];
}

const placeOf = (file: NonNullable<SourceDataset['files']>[number]): string =>
  typeof file === 'string' ? file : (file.from ?? file.key);

/** Whether a dataset has a file of the folder. */
const hasFile = (dataset: SourceDataset): ((key: string) => boolean) => {
  if (dataset.files === undefined) {
    const prefix = datasetPrefix(dataset);
    return key => key.startsWith(prefix);
  }
  const places = new Set(dataset.files.map(placeOf));
  return key => places.has(key);
};

/** Files of jobs, which are no data. */
export const jobFiles = ({ jobs }: Pick<LabSource, 'jobs'>): ReadonlySet<string> =>
  new Set(
    jobs.flatMap(({ script, files = [], pythonFiles = [] }) =>
      [script, ...files, ...pythonFiles].map(placeOf),
    ),
  );

/** A file as "files" names it: publishing puts it below the dataset's prefix if it lies elsewhere. */
const listed = (dataset: SourceDataset, key: string): string | MovedFile => {
  const prefix = datasetPrefix(dataset);
  if (key.startsWith(prefix)) return key;
  return { key: `${prefix}${key.slice(key.lastIndexOf('/') + 1)}`, from: key };
};

const isWider = (dataset: SourceDataset, { files: [{ sniffed }] }: FileGroup): boolean =>
  sniffed.kind === 'delimited' && sniffed.fields.length > dataset.columns.length;

const unnamedIn = (dataset: SourceDataset, { sniffed }: SniffedFile): readonly string[] => {
  const names = new Set(
    [...dataset.columns, ...dataset.partitionKeys].flatMap(column => [
      column.name,
      ...('from' in column && column.from !== undefined ? [column.from] : []),
    ]),
  );
  const isNew = (name: string) => !names.has(name) && !names.has(name.toLowerCase());
  if (sniffed.kind === 'delimited') return [];
  const inFile =
    sniffed.kind === 'parquet' ? sniffed.footer.columns.map(({ element }) => element.name) : sniffed.keys;
  return inFile.filter(isNew);
};

/** Tells tables that lab.json has from those that are new. */
export const sortKnown = (
  datasets: readonly SourceDataset[],
  groups: readonly FileGroup[],
): { readonly known: readonly KnownTable[]; readonly fresh: readonly FileGroup[] } => {
  const has = datasets.map(hasFile);
  const ownerOf = (key: string): number => has.findIndex(of => of(key));
  const fresh = groups.filter(({ files }) => files.every(({ key }) => ownerOf(key) < 0));
  const known = datasets.map((dataset, index): KnownTable => {
    const own = groups.filter(({ files }) => files.some(({ key }) => ownerOf(key) === index));
    const missing = own.flatMap(({ files }) => {
      const first = files.find(({ key }) => ownerOf(key) >= 0);
      const isOurs = first !== undefined && ownerOf(first.key) === index && dataset.files !== undefined;
      return isOurs ? files.filter(({ key }) => ownerOf(key) < 0).map(({ key }) => listed(dataset, key)) : [];
    });
    const unnamed = new Set(own.flatMap(({ files }) => files.flatMap(file => unnamedIn(dataset, file))));
    return {
      dataset,
      index,
      missing,
      wider: own.find(group => isWider(dataset, group)),
      unnamed: [...unnamed],
    };
  });
  return { known, fresh };
};

/** Tables of which no file is there any more. */
export const withoutFiles = (
  datasets: readonly SourceDataset[],
  keys: readonly string[],
): readonly SourceDataset[] => datasets.filter(dataset => !keys.some(hasFile(dataset)));
