import type { S3Client } from '@aws-sdk/client-s3';
import type { LabDefinition } from '../../lab/definition.ts';
import { bucketName, type Zone } from '../../lab/names.ts';
import type { Run } from '../../lab/run.ts';
import type { Belongs } from '../../reconcile/bucket-contents.ts';
import { placeOf } from '../../reconcile/dataset.ts';
import { carriesMark } from '../../reconcile/object.ts';
import { filesOf } from '../files.ts';

/**
 * Which objects of a zone's bucket are the lab's: files of the manifests, with the size that is written there; what
 * lies where jobs write; and what carries the mark of an earlier definition. A deleted object's older versions, and
 * another content in a manifest's place, are somebody else's.
 */
export const labObjects = async (
  s3: S3Client,
  run: Run,
  definition: LabDefinition,
  zone: Zone,
): Promise<Belongs> => {
  if (run.deleteForeignObjects) return async () => true;
  const sizes = new Map<string, number>();
  for (const dataset of definition.datasets.filter(each => each.zone === zone))
    for await (const file of filesOf(s3, run.definition, dataset))
      sizes.set(placeOf(run.lab, dataset, file).key, file.bytes);
  const written = definition.tables.filter(each => each.zone === zone).map(({ table }) => `${table}/`);
  const place = { bucket: bucketName(run.lab, zone) };
  return async (key, bytes) =>
    sizes.get(key) === bytes ||
    written.some(prefix => key.startsWith(prefix)) ||
    (await carriesMark(s3, run.lab, { ...place, key }));
};
