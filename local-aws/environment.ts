import { delimiter, dirname, join } from 'node:path';
import type { LocalAws } from './emulator/running.ts';
import { type LocalAwsOptions, places } from './options.ts';

/** MiniStack takes a 12-digit access key id as the account id. */
export const account = '123456789012';
export const region = 'us-east-1';
const secretKey = 'local';

/** Who makes the requests. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  /** Proves that the caller may use this local AWS: new at each start, and in the state file. */
  readonly sessionToken?: string | undefined;
}

/** The environment of a program that uses an account of the local AWS. */
export const credentialsOf = ({ account, region, sessionToken }: Caller): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: secretKey,
  ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  // Never fall back to an instance's role.
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** Nor to a profile. */
const noProfiles = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

interface ServerSettings {
  readonly port: number;
  readonly token: string;
  /** `serve/` removes it from the environment before a function can see it. */
  readonly secret: string;
  readonly sessionToken: string;
  readonly frontEndpoint: string;
}

/**
 * The server's whole environment. It has nothing from the user's, because functions inherit it, and the user's AWS
 * profile, proxies and endpoints are for another AWS.
 */
export const serverEnvironment = (
  options: LocalAwsOptions,
  { port, token, secret, sessionToken, frontEndpoint }: ServerSettings,
): Record<string, string> => {
  const { data } = places(options);
  const { modules = join(options.projectRoot, 'node_modules') } = options;
  return {
    ...credentialsOf({ account, region, sessionToken }),
    ...noProfiles,
    AWS_ENDPOINT_URL: endpointOf(port),
    ...frontEndpoints(frontEndpoint),
    // The first `node` runs the functions: the lockfile's, or else the one that runs this.
    PATH: [join(modules, '.bin'), dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(
      delimiter,
    ),
    NODE_PATH: modules,
    HOME: join(data, 'tmp'),
    TMPDIR: join(data, 'tmp'),
    GATEWAY_PORT: `${port}`,
    BIND_HOST: '127.0.0.1',
    MINISTACK_ACCOUNT_ID: account,
    MINISTACK_REGION: region,
    MINISTACK_EDITION: token,
    DAYBREAK_SECRET: secret,
    // Turns off its other listeners, and the search for a Docker daemon at every start.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: 'unix:///nonexistent/daybreak-uses-no-docker.sock',
    PERSIST_STATE: '1',
    STATE_DIR: join(data, 'state'),
    S3_PERSIST: '1',
    S3_DATA_DIR: join(data, 's3'),
  };
};

/** The services that the front answers for. */
export const frontEndpoints = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL_GLUE: endpoint,
  AWS_ENDPOINT_URL_ATHENA: endpoint,
});

/** An IP address, not a name: the SDK then puts bucket names in the path, and `localhost` can be IPv6. */
export const endpointOf = (port: number): string => `http://127.0.0.1:${port}`;

/**
 * The environment of a program that uses the local AWS. `around` is the environment to start from: its AWS settings are
 * left out, because a profile or a service's own endpoint would override ours.
 */
export const clientEnvironment = (
  localAws: LocalAws,
  around: NodeJS.ProcessEnv = {},
): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(around)) {
    if (value !== undefined && !name.startsWith('AWS_')) kept[name] = value;
  }
  const { endpoint, glueEndpoint = endpoint, athenaEndpoint = endpoint, sessionToken } = localAws;
  return {
    ...kept,
    ...credentialsOf({ account, region, sessionToken }),
    ...noProfiles,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_GLUE: glueEndpoint,
    AWS_ENDPOINT_URL_ATHENA: athenaEndpoint,
  };
};

/** The configuration of an AWS SDK client for the local AWS, whatever the environment says. */
export const clientConfig = ({
  endpoint,
  region,
  account,
  sessionToken,
}: Caller & { readonly endpoint: string }) => ({
  endpoint,
  region,
  credentials: {
    accessKeyId: account,
    secretAccessKey: secretKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  },
});
