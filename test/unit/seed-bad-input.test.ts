import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { measureFile } from '../../cli/seed/measure-file.ts';
import { readFolder } from '../../cli/seed/read-folder.ts';

type Contents = Readonly<Record<string, string | Buffer>>;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'daybreak-input-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
const csv = { table: 't', zone: 'sor', format: 'csv', header: true, columns };
const jsonl = { ...csv, format: 'jsonl', header: undefined };
const row = 'id,name\n1,a\n';

const put = (contents: Contents): void => {
  for (const [key, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), content);
  }
};

/** What is found in a folder of one table: its files, or what is wrong. */
const read = async (dataset: object, contents: Contents) => {
  const lab = {
    title: 'A lab',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'made up',
    datasets: [dataset],
  };
  put({ 'lab.json': JSON.stringify(lab), ...contents });
  const { problems, warnings, seed } = await readFolder(root);
  return {
    problems: problems.errors.map(({ message }) => message),
    warnings,
    files: seed?.files.map(({ key }) => key),
  };
};

describe('what lies beside the data', () => {
  test('is named and left out', async () => {
    const others = [
      'Thumbs.db',
      'DESKTOP.INI',
      'README',
      'readme.txt',
      'LICENCE.rst',
      'notes.md',
      'sub/README.md',
    ];
    const { files, warnings } = await read(csv, {
      ...Object.fromEntries(others.map(name => [`t/${name}`, 'not a table'])),
      't/license.csv': row,
      't/readme_2020.txt': row,
      't/.DS_Store': 'x',
      't/_2020.csv': row,
      't/_tmp/a.csv': row,
    });
    expect(files).toEqual(['t/license.csv', 't/readme_2020.txt']);
    expect(warnings).toEqual([
      'Table t: skipped t/.DS_Store, t/_2020.csv, t/_tmp/: Athena reads no names that begin with . or _.',
      'Table t: skipped t/DESKTOP.INI, t/LICENCE.rst, t/README, t/Thumbs.db, t/notes.md and 2 more: not data. If they are, name them in "files".',
    ]);
  });

  test('is data if "files" names it', async () => {
    const { files, warnings } = await read({ ...csv, files: ['t/README.md'] }, { 't/README.md': row });
    expect([files, warnings]).toEqual([['t/README.md'], []]);
  });

  test('does not make a table', async () => {
    expect((await read(csv, { 't/README.md': row, 't/.DS_Store': '' })).problems).toEqual([
      'lab.json, at datasets[0]: there are no files under t/. Put some there, or name them in "files"',
    ]);
  });
});

describe('a file that is none', () => {
  const fifo = (key: string): void => {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    execFileSync('mkfifo', [join(root, key)]);
  };

  test('such as a pipe is refused, and not waited for', async () => {
    fifo('t/pipe');
    expect((await read(csv, { 't/a': row })).problems).toEqual([
      "lab.json, at datasets[0].prefix: 't/pipe' is not a file",
    ]);
  });

  test('or a socket', async () => {
    put({ 't/a': row });
    const server = createServer().listen(join(root, 't/socket'));
    await once(server, 'listening');
    try {
      expect((await read(csv, {})).problems).toEqual([
        "lab.json, at datasets[0].prefix: 't/socket' is not a file",
      ]);
    } finally {
      server.close();
    }
  });

  test('or lab.json as a folder, a pipe, or of a size that no definition has', async () => {
    mkdirSync(join(root, 'lab.json'));
    const problems = async () => (await readFolder(root)).problems.errors.map(({ message }) => message);
    expect(await problems()).toEqual(["lab.json: 'lab.json' is not a file"]);
    rmSync(join(root, 'lab.json'), { recursive: true });
    fifo('lab.json');
    expect(await problems()).toEqual(["lab.json: 'lab.json' is not a file"]);
    rmSync(join(root, 'lab.json'));
    writeFileSync(join(root, 'lab.json'), Buffer.alloc(21_000_000, ' '));
    expect(await problems()).toEqual([
      'lab.json has 21 MB, and a definition has at most 20 MB. List files in a manifest',
    ]);
  });

  test('or a prefix that is a file', async () => {
    expect((await read(csv, { t: row })).problems).toEqual([
      "lab.json, at datasets[0].prefix: 't' is not a folder",
    ]);
  });

  test('or a link to itself, or a name that no file can have', async () => {
    symlinkSync('loop', join(root, 'loop'));
    const long = `t/${'x'.repeat(300)}`;
    const found = await read({ ...csv, files: ['loop', 't/a', long], prefix: undefined }, { 't/a': row });
    expect(found.problems).toEqual([
      "lab.json, at datasets[0].files[0]: 'loop' is outside the dataset's prefix 't/'",
    ]);
    rmSync(join(root, 'loop'));
    symlinkSync('loop', join(root, 't/loop'));
    expect((await read({ ...csv, files: ['t/loop', 't/a', long] }, {})).problems).toEqual([
      "lab.json, at datasets[0].files[0]: 't/loop' is a link that leads to itself. Remove it",
      `lab.json, at datasets[0].files[2]: there is no '${long}' in the folder, and no file can have so long a name`,
    ]);
  });
});

describe('without the permission to read', () => {
  /** Root may read everything: be somebody else for a while. */
  const asSomebody = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      return await work();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  };
  const problems = () =>
    asSomebody(async () => (await readFolder(root)).problems.errors.map(({ message }) => message));
  const advice = 'Change its permissions, and those of the folders above it';

  beforeEach(async () => {
    chmodSync(root, 0o755);
    await read({ ...csv, files: ['t/a', 't/b'] }, { 't/a': row, 't/b': 'id,name\nx,\n' });
  });

  test('a file is named, and the others read', async () => {
    chmodSync(join(root, 't/a'), 0o000);
    expect(await problems()).toEqual([
      `lab.json, at datasets[0].files[0]: you may not read 't/a'. ${advice}`,
      expect.stringContaining("t/b, line 2: column id is int, but has 'x'"),
    ]);
  });

  test('a folder is named', async () => {
    await read(csv, {});
    chmodSync(join(root, 't'), 0o111);
    expect(await problems()).toEqual([`lab.json, at datasets[0].prefix: you may not read 't'. ${advice}`]);
  });

  test('and lab.json', async () => {
    chmodSync(join(root, 'lab.json'), 0o000);
    expect(await problems()).toEqual([`lab.json: you may not read 'lab.json'. ${advice}`]);
  });
});

describe('a file that is written to while it is read is refused', () => {
  const measure = (meanwhile: () => void, atEnd = () => {}) => {
    let read = false;
    const take = () => {
      if (!read) meanwhile();
      read = true;
    };
    const end = () => {
      atEnd();
      return 0;
    };
    return measureFile({ key: 't/a', path: join(root, 't/a') }, { take, end });
  };
  const message = 't/a: it was written to while it was read. Try again once nothing writes to it';

  beforeEach(() => put({ 't/a': 'x'.repeat(100) }));

  test('if it grows, even where the time of that is not kept', async () => {
    const path = join(root, 't/a');
    const time = new Date(1e12);
    utimesSync(path, time, time);
    const grow = () => {
      appendFileSync(path, 'x');
      utimesSync(path, time, time);
    };
    // A file that only grows after its last byte was read has another size than what was read.
    await expect(measure(() => {}, grow)).rejects.toThrow(message);
  });

  test('if it has the same size', async () => {
    const later = new Date(Date.now() + 5_000);
    await expect(measure(() => utimesSync(join(root, 't/a'), later, later))).rejects.toThrow(message);
  });

  test('and not if it is left alone', async () => {
    await expect(measure(() => {})).resolves.toMatchObject({ bytes: 100 });
  });
});

describe('files of one table that do not agree', () => {
  const named = { ...csv, columns: [...columns, { name: 'born', type: 'date' }] };

  test('in the order of their columns are both named', async () => {
    const { problems } = await read(named, {
      't/a': 'key,label,day\n1,a,2026-01-01\n',
      't/b': '"label","key","day"\na,1,2026-01-01\n',
      't/c': 'Key,Label,Day\nx,a,2026-01-01\n',
    });
    expect(problems).toEqual([
      "t/b, line 1: the header's order is label, key, day, but that of t/a is key, label, day, and Athena goes by position. Put the columns of all files in one order",
      expect.stringContaining("t/c, line 2: column id is int, but has 'x'"),
    ]);
  });

  test('in their names are told, but can be read', async () => {
    const { problems, warnings } = await read(named, {
      't/a': 'key,label,day\n1,a,2026-01-01\n',
      't/b': 'key,text,day\n1,a,2026-01-01\n',
    });
    expect([problems, warnings]).toEqual([
      [],
      [
        "Table t: field 2 is called 'text' in t/b and 'label' in t/a, and Athena, which goes by position, reads both as one column.",
      ],
    ]);
  });
});

describe('line endings', () => {
  test('may be mixed', async () => {
    const { problems, files } = await read(csv, { 't/a': 'id,name\r\n1,a\n2,b\r\n3,c' });
    expect([problems, files]).toEqual([[], ['t/a']]);
  });

  test.each([['id,name\r1,a\r2,b\r'], ['id,name\r1,a']])('of old Macs are named: %j', async content => {
    expect((await read(csv, { 't/a': content })).problems).toEqual([
      "t/a: the lines of this file end in carriage returns only, as on old Macs. Convert it: tr '\\r' '\\n' < old > new",
    ]);
  });

  test('a return at the end of a file without line feeds is half of one', async () => {
    expect((await read(csv, { 't/a': 'id,name\r' })).problems).toEqual([]);
  });
});

describe('a file of 0 bytes', () => {
  test.each([
    ['is a part without rows of jsonl', jsonl, []],
    ['and of csv without a header', { ...csv, header: false }, []],
    [
      'but csv with a header lacks it',
      csv,
      ['t/b: the file is empty, but lab.json says that it has a header. Remove it, or set "header": false'],
    ],
  ])('%s', async (_, dataset, problems) => {
    const first =
      'format' in dataset && dataset.format === 'jsonl'
        ? '{"id":1,"name":"a"}\n'
        : dataset.header
          ? row
          : '1,a\n';
    expect((await read(dataset, { 't/a': first, 't/b': '' })).problems).toEqual(problems);
  });
});

test.each([
  ['by its name', 't/a.zip', 't/a.zip: csv files can only be compressed with gzip (.gz). Unpack it: unzip'],
  [
    'by its first bytes',
    't/a.csv',
    't/a.csv: this is a zip file, or an Excel workbook, not text. Unpack it; if it is a workbook, rename it to end in .xlsx and set "format": "xlsx"',
  ],
])('a zip is known %s, and to be unpacked', async (_, key, message) => {
  const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100, 1)]);
  expect((await read(csv, { [key]: zip })).problems).toEqual([message]);
});

test('of a manifest every line is checked', async () => {
  const good = '{"key":"t/a","bytes":12,"crc32":"3icHtQ=="}';
  const { problems } = await read(
    { ...csv, manifest: 'm.jsonl' },
    { 'm.jsonl': `{\n${good}\n{"key":"../x"}\n`, 't/a': row },
  );
  expect(problems).toEqual([
    'm.jsonl has the line {: it is not JSON. Publish the seed again',
    `m.jsonl has the line {"key":"../x"}: 'key' is missing or is not a key. Publish the seed again`,
    expect.stringContaining('t/a: lab.json gives crc32 3icHtQ==, the file has'),
  ]);
});
