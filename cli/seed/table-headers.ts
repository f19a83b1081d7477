import { plainName } from './header-line.ts';

const listed = (names: readonly string[]): string => names.map(name => name.trim()).join(', ');

/**
 * Holds the headers of a table's files against each other. Athena skips them all and goes by position, so that a column
 * whose files disagree has values of both.
 */
export class TableHeaders {
  #first: { readonly file: string; readonly header: readonly string[] } | undefined;
  /** The first column that another file calls otherwise. */
  #renamed: string | undefined;

  /**
   * @param header as many names as the table has columns
   * @returns what is wrong if the columns are in another order than in the table's first file
   */
  compare(file: string, header: readonly string[]): string | undefined {
    this.#first ??= { file, header };
    const first = this.#first;
    const [names, known] = [header.map(plainName), first.header.map(plainName)];
    const differs = names.findIndex((name, index) => name !== known[index]);
    if (differs < 0) return undefined;
    if (names.some((name, index) => name !== known[index] && known.includes(name)))
      return `the header's order is ${listed(header)}, but that of ${first.file} is ${listed(first.header)}, and Athena goes by position. Put the columns of all files in one order`;
    this.#renamed ??= `field ${differs + 1} is called '${header[differs]?.trim()}' in ${file} and '${first.header[differs]?.trim()}' in ${first.file}, and Athena, which goes by position, reads both as one column`;
    return undefined;
  }

  /** What is odd about the table as a whole, once all its files were read. */
  warnings(): readonly string[] {
    return this.#renamed === undefined ? [] : [this.#renamed];
  }
}
