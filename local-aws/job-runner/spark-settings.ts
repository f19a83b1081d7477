import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { type Caller, credentialsOf } from '../environment.ts';
import type { SparkInstallation } from '../spark/installation.ts';
import type { runFolder } from './run-folders.ts';

/** Where a script finds the local AWS, and the token that identifies its processes. */
export interface Surroundings {
  readonly upstream: string;
  readonly glueEndpoint: string;
  readonly token: string;
}

type Folder = ReturnType<typeof runFolder>;

/** Small enough for a laptop that is also doing something else. */
const size = { master: 'local[2]', memory: '1500m', shufflePartitions: '8' };

/** Makes `s3://` work as on Glue, with the local S3. https://hadoop.apache.org/docs/r3.3.4/hadoop-aws/tools/hadoop-aws/index.html */
const s3 = ({ upstream }: Surroundings, { region }: Caller) => ({
  'fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
  'fs.AbstractFileSystem.s3.impl': 'org.apache.hadoop.fs.s3a.S3A',
  'fs.s3a.endpoint': upstream,
  'fs.s3a.endpoint.region': region,
  'fs.s3a.path.style.access': 'true',
  'fs.s3a.connection.ssl.enabled': 'false',
  'fs.s3a.aws.credentials.provider': 'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
  // As on Glue, leave folder marker objects alone. They may be someone else's.
  'fs.s3a.directory.marker.retention': 'keep',
});

const settings = (spark: SparkInstallation, folder: Folder, around: Surroundings, caller: Caller) => ({
  'spark.master': size.master,
  'spark.driver.memory': size.memory,
  'spark.driver.extraClassPath': join(spark.jars, '*'),
  // The first shows on Java's command line whose process this is.
  'spark.driver.defaultJavaOptions': `-Ddaybreak=${around.token} -Djava.io.tmpdir="${folder.temporary}"`,
  'spark.hadoop.hadoop.tmp.dir': folder.temporary,
  'spark.ui.enabled': 'false',
  'spark.ui.showConsoleProgress': 'false',
  'spark.sql.shuffle.partitions': size.shufflePartitions,
  ...Object.fromEntries(
    Object.entries(s3(around, caller)).map(([name, value]) => [`spark.hadoop.${name}`, value]),
  ),
});

const logging = `rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = stderr
appender.console.type = Console
appender.console.name = stderr
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex
`;

/** Writes the files that Spark reads its settings from, so that the script does not have to set any. */
export const writeSettings = async (
  spark: SparkInstallation,
  folder: Folder,
  around: Surroundings,
  caller: Caller,
): Promise<void> => {
  for (const each of [folder.settings, folder.temporary]) await mkdir(each, { recursive: true });
  const lines = Object.entries(settings(spark, folder, around, caller)).map(
    ([name, value]) => `${name} ${value}\n`,
  );
  await writeFile(join(folder.settings, 'spark-defaults.conf'), lines.join(''));
  await writeFile(join(folder.settings, 'log4j2.properties'), logging);
};

/**
 * The script's whole environment. It has nothing from the user's, whose profile and proxies are for another AWS. (The
 * profiles are kept away with HOME: S3A would log long complaints about /dev/null, which is used elsewhere.)
 */
export const scriptEnvironment = (
  { python, javaHome }: SparkInstallation,
  folder: Folder,
  { upstream, glueEndpoint }: Surroundings,
  caller: Caller,
  modules: readonly string[],
): Record<string, string> => ({
  ...credentialsOf(caller),
  AWS_ENDPOINT_URL: upstream,
  AWS_ENDPOINT_URL_GLUE: glueEndpoint,
  PATH: [dirname(python), join(javaHome, 'bin'), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
  JAVA_HOME: javaHome,
  SPARK_CONF_DIR: folder.settings,
  SPARK_LOCAL_DIRS: folder.temporary,
  SPARK_LOCAL_IP: '127.0.0.1',
  PYSPARK_PYTHON: python,
  PYTHONPATH: modules.join(delimiter),
  HOME: folder.temporary,
  TMPDIR: folder.temporary,
  LANG: 'C.UTF-8',
  // As on Glue.
  TZ: 'UTC',
});
