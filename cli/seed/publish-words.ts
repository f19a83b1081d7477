import { bytes, count, counted } from '../../lab/words/units.ts';
import type { PublishCounts, PublishProgress } from './publish-seed.ts';

/** `12 of 40 files, 1.2 GB of 3.4 GB` */
export const publishingWords = ({ uploaded, skipped, files, done, total }: PublishProgress): string =>
  `${count(uploaded + skipped)} of ${counted(files, 'file')}, ${bytes(done)} of ${bytes(total)}`;

/** `3 files (1.2 GB) published, 9 in place` */
export const publishedWords = (counts: PublishCounts): string =>
  [
    `${counted(counts.uploaded, 'file')} (${bytes(counts.bytes)}) published`,
    ...(counts.resumed > 0 ? [`${bytes(counts.resumed)} left by an interrupted upload`] : []),
    ...(counts.skipped > 0 ? [`${count(counts.skipped)} in place`] : []),
  ].join(', ');
