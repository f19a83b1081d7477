/** A file of the seed: its key alone, or with its size and checksum. */
export type NamedFile = string | { readonly key: string };

interface WithFiles<File extends NamedFile> {
  readonly files?: readonly File[] | undefined;
  readonly pythonFiles?: readonly File[] | undefined;
}

export const keyOf = (file: NamedFile): string => (typeof file === 'string' ? file : file.key);

/** The files next to a job's script: those that it opens and those that it imports. */
export const jobFiles = <File extends NamedFile>({
  files,
  pythonFiles,
}: WithFiles<File>): readonly File[] => [...(files ?? []), ...(pythonFiles ?? [])];

/** `lookups/regions.csv` is `regions.csv` to the script: Glue puts all of a job's files into one folder. */
export const fileNameOf = (file: NamedFile): string => {
  const key = keyOf(file);
  return key.slice(key.lastIndexOf('/') + 1);
};
