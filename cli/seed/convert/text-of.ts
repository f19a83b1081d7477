import type { SourceDataset } from '../../../lab/source-definition.ts';
import { contentOf } from '../inspect-file.ts';
import { decoded, isUtf8Label } from './decoded.ts';

type Chunks = AsyncIterable<Buffer>;

/** What is in a file, as UTF-8. */
export const textOf = (file: string, table: Pick<SourceDataset, 'format' | 'encoding'>) => {
  const unpack = contentOf(file, table) ?? ((chunks: Chunks) => chunks);
  const { encoding } = table;
  if (encoding === undefined || isUtf8Label(encoding)) return unpack;
  const decode = decoded(file, encoding);
  return (chunks: Chunks) => decode(unpack(chunks));
};
