import { type DeployedTemplate, deployTemplate } from '../infra/deployed-template.ts';

/** The template as deployed to account 123456789012 in eu-west-1, as stack `stack`. */
export const deploy = (text: string, given: Readonly<Record<string, string>> = {}): DeployedTemplate =>
  deployTemplate(text, given, { account: '123456789012', region: 'eu-west-1', partition: 'aws' }, 'stack');
