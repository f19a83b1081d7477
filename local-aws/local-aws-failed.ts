export class LocalAwsFailed extends Error {
  override readonly name = 'LocalAwsFailed';
  constructor(why: string, log: string, lines = '') {
    super(
      `The local AWS cannot be used: ${why}.${lines && `\n${lines}`}\n` +
        `Its log is ${log}. \`daybreak down --local\` ends what is left of it.`,
    );
  }
}
