import { fileNameOf, keyOf, type NamedFile } from './job-files.ts';
import { assetKeys } from './names.ts';

/** The settings of a job that are passed to Glue as arguments. */
export interface JobSettings {
  readonly name: string;
  readonly files?: readonly NamedFile[] | undefined;
  readonly pythonFiles?: readonly NamedFile[] | undefined;
  readonly pythonModules?: readonly string[] | undefined;
  readonly sparkUi?: boolean | undefined;
  readonly continuousLogs?: boolean | undefined;
}

interface GlueArgument {
  /** The definition's key that sets it. */
  readonly setting: keyof JobSettings;
  readonly argument: string;
  readonly value: string;
}

const isWheel = (file: NamedFile): boolean => keyOf(file).endsWith('.whl');

/**
 * A job's settings as Glue arguments. Wheels are installed by pip, together with the modules; other imported files go
 * on Python's path.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
 *
 * @param bucket the lab's bucket for assets
 */
export const glueArguments = (
  { name, files = [], pythonFiles = [], pythonModules = [], sparkUi, continuousLogs }: JobSettings,
  bucket: string,
): readonly GlueArgument[] => {
  const address = (file: NamedFile): string => `s3://${bucket}/${assetKeys.jobFile(name, fileNameOf(file))}`;
  const wheels = pythonFiles.filter(isWheel);
  const list = (setting: keyof JobSettings, argument: string, values: readonly string[]): GlueArgument[] =>
    values.length === 0 ? [] : [{ setting, argument, value: values.join(',') }];
  const onIf = (on: boolean | undefined, setting: keyof JobSettings, argument: string, value = 'true') =>
    list(setting, argument, on === true ? [value] : []);
  return [
    ...list('files', '--extra-files', files.map(address)),
    ...list('pythonFiles', '--extra-py-files', pythonFiles.filter(file => !isWheel(file)).map(address)),
    ...list(pythonModules.length > 0 ? 'pythonModules' : 'pythonFiles', '--additional-python-modules', [
      ...wheels.map(address),
      ...pythonModules,
    ]),
    ...onIf(sparkUi, 'sparkUi', '--enable-spark-ui'),
    ...onIf(sparkUi, 'sparkUi', '--spark-event-logs-path', `s3://${bucket}/${assetKeys.sparkUi(name)}`),
    ...onIf(continuousLogs, 'continuousLogs', '--enable-continuous-cloudwatch-log'),
  ];
};
