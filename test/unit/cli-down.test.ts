import { dataWords } from '../../cli/commands/down.ts';

const target = { labName: 'sales', isLocal: true };
const crashedFiles = '/home/me/my lab/.daybreak/local-aws.crashed-1/s3';

describe('what there is to resume after `down`', () => {
  test('is everything, if it was stopped properly', () => {
    expect(dataWords(target, { isKept: true, crashedFiles: undefined })).toEqual([
      'Everything in it is kept: `npx daybreak up --local --lab sales` resumes it, `npx daybreak down --local --wipe` deletes it.',
    ]);
  });

  test('is nothing after a crash, and it says where the files are and how to bring them back', () => {
    const words = dataWords(target, { isKept: false, crashedFiles }).join('\n');
    expect(words).not.toContain('is kept');
    expect(words).toContain('There is nothing to resume');
    expect(words).toContain(`\n  ${crashedFiles}\n`);
    expect(words).toContain(
      [
        '  npx daybreak up --local --lab sales',
        '  eval "$(npx daybreak env --local --lab sales)"',
        `  aws s3 cp '${crashedFiles}'/<account>/<bucket>/<key> s3://<bucket>/<key>`,
      ].join('\n'),
    );
  });

  test('is everything of a new one, and the files of one that crashed before', () => {
    const words = dataWords(target, { isKept: true, crashedFiles }).join('\n');
    expect(words).toContain('Everything in it is kept');
    expect(words).toContain('An earlier one crashed.');
  });

  test('is nothing where there never was a local AWS', () => {
    expect(dataWords(target, { isKept: false, crashedFiles: undefined })).toEqual([
      'There is nothing to resume: `npx daybreak up --local --lab sales` starts with an empty account, and builds the lab.',
    ]);
  });
});
