import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const central = 'https://repo1.maven.org/maven2';

/** Where Maven keeps its downloads and settings. https://maven.apache.org/settings.html */
export const mavenFolder = join(homedir(), '.m2');

/**
 * The repository to use for Maven Central: the mirror that `~/.m2/settings.xml` names for it, or Central itself.
 * `mirrorOf` may have what people usually write for Central: its name, `*`, `external:*`, and lists of these.
 */
export const mavenCentral = async (settings = join(mavenFolder, 'settings.xml')): Promise<string> => {
  const text = await readFile(settings, 'utf8').catch(() => '');
  const mirrors = text.replaceAll(/<!--.*?-->/gs, '').matchAll(/<mirror>(.*?)<\/mirror>/gs);
  for (const [, mirror = ''] of mirrors) {
    const names = (element(mirror, 'mirrorOf') ?? '').split(',').map(name => name.trim());
    const isForCentral = names.some(name => ['central', '*', 'external:*'].includes(name));
    const url = element(mirror, 'url');
    if (isForCentral && !names.includes('!central') && url !== undefined) return url.replace(/\/$/, '');
  }
  return central;
};

const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>\\s*(.*?)\\s*</${name}>`, 's').exec(xml)?.[1];
