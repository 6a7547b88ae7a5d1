/**
 * The report of `npm run check` on a terminal: the words of the page, as wide as the terminal, in colours where it takes
 * them, and readable whatever script a name is written in.
 */
import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STORIES } from '../../../gallery/states.ts';
import { type LocalTables, startAzurite } from '../../../local/azurite.ts';
import { reportText } from '../../../local/check/report-text.ts';
import { type Terminal, terminalOf, wrapped } from '../../../local/check/terminal.ts';
import type { SimulatedTenant } from '../../../local/tenant/tenant.ts';
import type { Overview } from '../../../shared/core/status/overview.ts';
import { unisolatedIn, unseenIn } from '../../oracles/hostile.ts';
import { lookOnce } from '../../world/look-once.ts';
import { openWorld } from '../../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

async function looked(prepare: (tenant: SimulatedTenant) => void): Promise<Overview> {
  const world = await openWorld({ tables });
  prepare(world.tenant);
  return lookOnce(world).finally(() => world.close());
}

const plain = (width: number): Terminal => ({ width, paint: (_, text) => text });

const stream = (over: Partial<NodeJS.WriteStream>): NodeJS.WriteStream =>
  Object.assign(new PassThrough(), over) as unknown as NodeJS.WriteStream;

const RIGHT_TO_LEFT = 'אדם 123';

describe('the report', () => {
  it('says what the page says: whether the watch can be trusted, the verdicts, what to do, who can reset and how', async () => {
    const found = await looked((tenant) => {
      tenant.enableWriteback();
      tenant.revoke('Policy.Read.All');
      tenant.groups.rename('Sales Service Desk', RIGHT_TO_LEFT);
    });
    const lines = reportText(found, plain(110)).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      `Contoso ${found.report.tenant.id}`,
      'You can trust the watch. 1 critical alert is open.',
      'As of 2026-11-20 09:00:00 UTC, from one look: nothing is stored or mailed.',
      '',
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Password writeback: on',
        '  Password writeback is on (evidence of 2026-11-20 09:00:00 UTC). Nobody declared what it should be',
        'Connector agents: healthy',
        '  [critical] Password writeback is on, and nobody declared it',
        '    Runbook     RUNBOOK.md, heading writeback-on-undeclared',
        '  "Adele Vance" adelev@contoso[.]com, user: 1,235 synced users',
        '    - Global Administrator over the whole tenant, assigned directly: reaches 1,235 synced users',
        '  writeback/authorizationPolicy (optional): denied',
        '    Grant Policy.Read.All to the identity of the app: npm run grant -- --app NAME --group RG.',
        '  watch: permissions, licence, settings',
      ]),
    );
    const text = lines.join(' ');
    expect(text).toContain(`"\u2068${RIGHT_TO_LEFT}\u2069"`);
    expect(text).not.toContain('\\u2068');
    expect(unisolatedIn(text)).toEqual([]);
  });

  it('colours writeback by whether it is declared, and numbers the steps where there are several', async () => {
    const painted: Terminal = { width: 110, paint: (style, text) => `<${style}>${text}</${style}>` };
    const undeclared = await looked((tenant) => tenant.enableWriteback());
    const text = reportText(undeclared, painted);
    expect(text).toContain('<bold>Password writeback</bold>: <red>on</red>');
    expect(text).toMatch(/What to do {2}<\/dim>1\. If it is meant to be on, declare it/);
    expect(text).toContain(' 2. If it is not meant to be on');
    const calm = {
      ...undeclared,
      alerts: [],
      checks: undeclared.checks.map((one) => ({ ...one, tone: 'calm' as const })),
    };
    expect(reportText(calm, painted)).toContain('<bold>Password writeback</bold>: <bold>on</bold>');
  });

  it('names ten who can reset, and says how many more there are and where', async () => {
    const found = await looked((tenant) => {
      for (const principal of ['Alex Wilber', 'Patti Fernandez', 'Miriam Graham', 'Isaiah Langer'])
        tenant.roles.assign({ principal, role: 'Helpdesk Administrator' });
      tenant.users.add({ name: 'Kim Akers' });
      tenant.roles.assign({ principal: 'Kim Akers', role: 'Helpdesk Administrator' });
    });
    expect(reportText(found, plain(110))).toMatch(
      /\n {2}and 1 more: npm run --silent check -- --json has all of them\n/,
    );
  });

  it('says before anything else why you cannot trust it, and each reason once', async () => {
    const found = await looked((tenant) => {
      tenant.faults.add({ path: '/msi/token', kind: 'status', status: 500, count: null });
    });
    const text = reportText(found, plain(110));
    expect(text.split('\n')[1]).toBe('Do not trust the watch now. Something may be wrong that it does not see.');
    expect(text).toMatch(/\n {2}- writeback\/directoryAudits is blind/);
    expect(text).toMatch(/ {4}for the same reason as writeback\/directoryAudits/);
    expect(text.split('Sources that could not be read')[1]?.split('auth: Token')).toHaveLength(2);
  });

  it('lets no name steer the terminal, hide or turn what stands around it', async () => {
    const found = await looked((tenant) => {
      STORIES.hostile.before(tenant);
      const [user] = Object.values(tenant.state.directory.users);
      tenant.enableWriteback({ by: `\u202e\u001b[2J${'W'.repeat(300)}` });
      tenant.roles.assign({ principal: user?.id ?? '', role: 'Helpdesk Administrator' });
    });
    const text = reportText(found, plain(80));
    expect(unseenIn(text.replaceAll('\n', ' '))).toEqual([]);
    expect(unisolatedIn(text)).toEqual([]);
    expect(text.split('\n')[0]).toContain('"</title><script> alert(1)</script>');
  });

  it('keeps to the width of the terminal, but for what cannot be broken', async () => {
    const found = await looked((tenant) => tenant.enableWriteback());
    const whole = /^Contoso |^ {2}\S+ \((required|optional)\)|^ {4}\d{4}-\d\d-\d\d /;
    for (const width of [40, 80, 110]) {
      const lines = reportText(found, plain(width)).split('\n');
      const long = lines.filter((line) => line.length > width && !whole.test(line));
      expect(
        long.filter((line) => line.trim().replace(/^- /, '').includes(' ')),
        String(width),
      ).toEqual([]);
      expect(lines.some((line) => line.length > width - 12)).toBe(true);
    }
  });
});

describe('a terminal', () => {
  it('is as wide as it says, within what can be read; a file or a pipe is 80 wide', () => {
    const widths = [{ isTTY: true, columns: 72 }, { isTTY: true, columns: 300 }, { isTTY: true, columns: 5 }, {}];
    expect(widths.map((one) => terminalOf(stream(one)).width)).toEqual([72, 110, 40, 80]);
  });

  it('has colours only if it is one, and not with NO_COLOR', () => {
    const painted = (over: Partial<NodeJS.WriteStream>, env: Readonly<Record<string, string>>): string => {
      const before = { ...process.env };
      // A build server's own variables (CI among them) decide on colours too: nothing but these is left.
      for (const name of Object.keys(process.env)) delete process.env[name];
      Object.assign(process.env, env);
      try {
        return terminalOf(stream(over)).paint('red', 'on');
      } finally {
        for (const name of Object.keys(process.env)) delete process.env[name];
        Object.assign(process.env, before);
      }
    };
    const screen = { isTTY: true, getColorDepth: WriteStream.prototype.getColorDepth };
    expect(painted(screen, { TERM: 'xterm-256color' })).toBe('\u001b[31mon\u001b[39m');
    expect(painted(screen, { TERM: 'xterm-256color', NO_COLOR: '1' })).toBe('on');
    expect(painted({}, { TERM: 'xterm-256color' })).toBe('on');
  });

  it('wraps between words, further lines under the first word', () => {
    expect(wrapped('one two three four', 12, '  - ')).toEqual(['  - one two', '    three', '    four']);
    expect(wrapped('unbreakablelongword next', 10)).toEqual(['unbreakablelongword', 'next']);
    expect(wrapped('', 10, '> ')).toEqual(['> ']);
  });
});
