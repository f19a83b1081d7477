import { rm } from 'node:fs/promises';
import { datasetPrefix } from '../../../lab/datasets.ts';
import { partitionOf } from '../../../lab/partition.ts';
import type { SourceDataset } from '../../../lab/source-definition.ts';
import { visibleInLine } from '../../../lab/visible.ts';
import type { SourceFile } from '../dataset-files.ts';
import { Database } from '../duckdb/database.ts';
import { FileProblems } from '../file-problems.ts';
import { checkGiven, type Measurement, type OnRead } from '../measure-file.ts';
import { Problems } from '../problems.ts';
import { valueAdvice } from '../value-advice.ts';
import { writingOf } from './converted-column.ts';
import { ParquetWriter } from './parquet-writer.ts';
import type { Rows, Stage } from './stage.ts';
import { type Piece, StagedPieces } from './staged-pieces.ts';
import type { Workspace } from './workspace.ts';

/** A Parquet file that was made of a table's files. */
export interface ConvertedFile {
  /** Key in the seed. */
  readonly key: string;
  readonly path: string;
}

export interface ConvertedFiles {
  readonly files: readonly ConvertedFile[];
  readonly rows: number;
  /** Bytes of the files that were read. */
  readonly bytes: number;
}

/** Files of one partition: folder, and files with their numbers in the table. */
type Group = readonly [folder: string, files: readonly (readonly [number: number, file: SourceFile])[]];

const groupsOf = (source: SourceDataset, files: readonly SourceFile[]): readonly Group[] => {
  const prefix = datasetPrefix(source);
  const groups = new Map<string, (readonly [number, SourceFile])[]>();
  for (const [number, file] of files.entries()) {
    const { folder = '' } = partitionOf(source.partitionKeys, file.key.slice(prefix.length)) ?? {};
    const group = groups.get(folder) ?? [];
    group.push([number, file]);
    groups.set(folder, group);
  }
  return [...groups].map(([folder, group]) => [`${prefix}${folder}`, group]);
};

/** `reviews`, of `2018/reviews.csv.gz` */
const stem = (key: string): string =>
  key
    .slice(key.lastIndexOf('/') + 1)
    .replace(/\.gz$/, '')
    .replace(/(?<=.)\.(csv|tsv|txt|json|jsonl|ndjson|xlsx|parquet)$/i, '');

/** Keys of a group's files: the name of the only file, or numbers. */
const keysOf = ([folder, files]: Group, count: number): readonly string[] => {
  const [first] = files;
  if (files.length === 1 && count === 1 && first !== undefined)
    return [`${folder}${stem(first[1].key)}.parquet`];
  return Array.from(
    { length: count },
    (_, index) => `${folder}part-${String(index + 1).padStart(5, '0')}.parquet`,
  );
};

/** Converts the files of a table, one partition after the other. */
class TableConversion {
  readonly #source: SourceDataset;
  readonly #stage: Stage;
  readonly #writer: ParquetWriter;
  readonly #workspace: Workspace;
  readonly #found: readonly FileProblems[];

  constructor(
    source: SourceDataset,
    stage: Stage,
    writer: ParquetWriter,
    workspace: Workspace,
    found: readonly FileProblems[],
  ) {
    this.#source = source;
    this.#stage = stage;
    this.#writer = writer;
    this.#workspace = workspace;
    this.#found = found;
  }

  async convert(group: Group, stopped: readonly Problems[], onRead: OnRead): Promise<ConvertedFiles> {
    const pieces = new StagedPieces(this.#workspace);
    const paths: string[] = [];
    let [rows, bytes] = [0, 0];
    const convert = async (full: readonly Piece[]): Promise<void> => {
      for (const piece of full) paths.push(await this.#convertPiece(piece));
    };
    const target: Rows = {
      write: (...row) => pieces.write(...row),
      convertFull: () => {
        const full = pieces.takeFull();
        return full.length === 0 ? undefined : convert(full);
      },
    };
    try {
      for (const [number, file] of group[1]) {
        const measured = await stopped[number]?.during(() => this.#read(file, number, target, onRead));
        rows += measured?.rows ?? 0;
        bytes += measured?.bytes ?? 0;
      }
      pieces.end(paths.length === 0);
    } finally {
      pieces.close();
    }
    await convert(pieces.takeFull());
    const keys = keysOf(group, paths.length);
    return { files: paths.map((path, index) => ({ key: keys[index] ?? '', path })), rows, bytes };
  }

  async #read(file: SourceFile, number: number, rows: Rows, onRead: OnRead): Promise<Measurement> {
    const found = this.#found[number] ?? new FileProblems(file.key);
    const measurement = await this.#stage.read(file, number, found, rows, onRead);
    checkGiven(file.key, file.given, measurement);
    return measurement;
  }

  async #convertPiece(piece: Piece): Promise<string> {
    const path = this.#workspace.newPath('.parquet');
    const relation = this.#stage.relation(piece);
    if (!(await this.#writer.write(relation, path, piece))) await this.#tellBadRows(relation);
    await rm(piece.path);
    return path;
  }

  async #tellBadRows(relation: string): Promise<void> {
    let some = false;
    for await (const { file, line, values } of this.#writer.badRows(relation))
      for (const [index, text] of values) {
        const column = this.#source.columns[index];
        if (column === undefined) continue;
        some = true;
        const { name, type } = column;
        const message = () =>
          `column ${name} is ${type}, but has '${visibleInLine(text.slice(0, 40))}'. ${valueAdvice(name, type, text, writingOf(this.#source, column))}`;
        this.#found[file]?.tell(line, `value ${index}`, message, name);
      }
    if (!some) throw new Error(`a value of table ${this.#source.table} can't be written, and none is wrong`);
  }
}

/**
 * Converts a table's files to Parquet files with the columns' types, in the workspace. The same files make the same
 * bytes. Memory does not grow with their size.
 *
 * @param problems collects what is wrong with the files; if there is anything, what is returned is of no use
 */
export const convertTable = async (
  source: SourceDataset,
  files: readonly SourceFile[],
  stage: Stage,
  columns: ConstructorParameters<typeof ParquetWriter>[1],
  problems: Problems,
  onRead: OnRead,
  workspace: Workspace,
): Promise<ConvertedFiles> => {
  const database = await Database.open();
  const found = files.map(({ key }) => new FileProblems(key));
  /** Why a file could not be read to its end. */
  const stopped = files.map(() => new Problems());
  try {
    const conversion = new TableConversion(
      source,
      stage,
      new ParquetWriter(database, columns),
      workspace,
      found,
    );
    const converted: ConvertedFiles[] = [];
    for (const group of groupsOf(source, files))
      converted.push(await conversion.convert(group, stopped, onRead));
    return {
      files: converted.flatMap(each => each.files),
      rows: converted.reduce((sum, { rows }) => sum + rows, 0),
      bytes: converted.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } finally {
    await database.close();
    problems.add(...found.flatMap((each, n) => [...each.errors(), ...(stopped[n]?.errors ?? [])]));
  }
};
