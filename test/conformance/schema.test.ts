/** Every documented sample satisfies the CSDL, but for the differences that are listed with a reason. */
import { describe, expect, it } from 'vitest';
import { DIFFERENCES } from './differences.ts';
import { bodyProblems, openCsdl, openSamples, type Sample, typeAt } from './docs.ts';

const csdl = openCsdl();
const samples = openSamples().filter(({ method, status }) => method === 'GET' && status === 200);

const typeOf = ({ url }: Sample) => {
  const { pathname } = new URL(url);
  const [, version, path = ''] = /^\/(v1\.0|beta)(\/.*?)\/?$/.exec(decodeURIComponent(pathname)) ?? [];
  const schema = csdl[version as keyof typeof csdl];
  return { schema, type: typeAt(schema, path) };
};

/** Without indices and without what was found there: what the table of differences holds. */
const asRow = (file: string, at: string, what: string) =>
  [file, at.replace(/\[\d+\]/g, '[*]'), what.replace(/: .*$/, '')].join(' ');

function differencesOf(sample: Sample): string[] {
  const { schema, type } = typeOf(sample);
  const problems = type ? bodyProblems(schema, type, sample.body) : [];
  return [...new Set(problems.map(({ at, what }) => asRow(sample.file, at, what)))];
}

describe('documented samples and the CSDL agree, or the difference has a reason:', () => {
  for (const sample of samples.filter((each) => typeOf(each).type !== null)) {
    it(sample.file, () => {
      const known = DIFFERENCES.filter(({ file }) => file === sample.file).map(({ file, at, what }) =>
        asRow(file, at, what),
      );
      expect(differencesOf(sample).sort()).toEqual(known.sort());
    });
  }

  it('every listed difference is of a sample there is', () => {
    const files = new Set(samples.map(({ file }) => file));
    expect(DIFFERENCES.filter(({ file }) => !files.has(file))).toEqual([]);
  });

  it('the samples that cannot be compared are known', () => {
    const left = samples.filter((each) => typeOf(each).type === null).map(({ file }) => file);
    expect(left.sort()).toEqual([
      // The types are in the v1.0 file only.
      'beta-admin-configurationManagement-configurationDrifts.json',
      // The page writes the segment without its capital letter.
      'v1.0-groups-transitiveMembers-cast-group.json',
      // A number.
      'v1.0-users-count.json',
    ]);
  });
});
