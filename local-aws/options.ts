import { join } from 'node:path';

export interface LocalAwsOptions {
  /** The folder with everything of one local AWS. Two homes are two accounts that know nothing of each other. */
  readonly home: string;
  /** The folder that Daybreak is in. */
  readonly projectRoot: string;
  /**
   * The folder with Daybreak's packages, `<projectRoot>/node_modules` unless given: its `node` runs the functions if it
   * has one, and its `@aws-sdk` is the SDK that they use.
   */
  readonly modules?: string;
  /** The Python environment, `<home>/venv` unless given. Several homes can share one. */
  readonly venv?: string;
  /** Where Spark is installed, `<home>/spark` unless given. */
  readonly spark?: string;
  /** Where Athena's engine is installed, `<home>/trino` unless given. */
  readonly trino?: string;
}

/** Shows a waiting user what is going on, in one line. */
export type OnProgress = (message: string) => void;

/** The local AWS of a checkout: everything in its `.daybreak` folder. */
export const localAwsHome = (projectRoot: string): LocalAwsOptions => ({
  home: join(projectRoot, '.daybreak'),
  projectRoot,
});

/** Every file and folder of a local AWS. */
export const places = ({
  home,
  venv = join(home, 'venv'),
  spark = join(home, 'spark'),
  trino = join(home, 'trino'),
}: LocalAwsOptions) => ({
  venv,
  spark,
  trino,
  data: join(home, 'local-aws'),
  log: join(home, 'local-aws.log'),
  frontLog: join(home, 'local-aws-front.log'),
  /** A folder for each job run: its record, its output, its script. */
  jobRuns: join(home, 'local-aws', 'job-runs'),
  /** The records and rows of queries. */
  queries: join(home, 'local-aws', 'queries'),
  /** Where Athena's engine works, and writes its log. */
  engine: join(home, 'engine'),
  startLock: join(home, 'local-aws.lock'),
  stateFile: join(home, 'local-aws.json'),
  /** The contents of job scripts that the user trusts; outlives `down --wipe`. */
  trusted: join(home, 'trusted-scripts.json'),
  /** Addresses stored in the account contain the port, so it is best to use the same one again. */
  portFile: join(home, 'local-aws', 'port'),
});
