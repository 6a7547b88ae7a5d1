/** The page of `GET /api/status` as it leaves the app: what it costs, how large it is, what it lets a browser do. */
import { parse } from 'parse5';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grown, live, type PageState, STORIES, told } from '../../gallery/states.ts';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { Seams } from '../../shared/compose.ts';
import { countingTables } from '../scenarios/counting.ts';

/** As browsers send it. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let tables: LocalTables;
let on: PageState;
beforeAll(async () => {
  tables = await startAzurite();
  on = await told({ ...STORIES.on, month: false }, tables);
}, 60_000);
afterAll(async () => {
  await on.world.close();
  await tables.close();
});

const open = ({ world, settings }: PageState, query = '', seams: Seams = {}) => {
  const watch = world.watch(seams, settings);
  return (strict = false, accept: string | null = BROWSER) =>
    watch.status(strict, { accept, query: new URLSearchParams(query) });
};

const hrefs = (body: string): string[] =>
  [...body.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

describe('who asks', () => {
  it.each([
    [BROWSER, 'text/html; charset=utf-8'],
    ['text/html', 'text/html; charset=utf-8'],
    ['*/*', 'application/health+json; charset=utf-8'],
    [null, 'application/health+json; charset=utf-8'],
    ['application/json', 'application/health+json; charset=utf-8'],
    ['application/json, text/html;q=0.9', 'application/health+json; charset=utf-8'],
  ])('with Accept %s gets %s', async (accept, type) => {
    const answer = await open(on)(false, accept);
    expect(answer.headers).toMatchObject({ 'Content-Type': type, Vary: 'Accept', 'Cache-Control': 'no-store' });
  });

  it('gets the status of the same request for JSON', async () => {
    expect((await open(on)(false)).status).toBe(200);
    expect((await open(on)(true)).status).toBe(503);
  });
});

describe('a verdict that cannot be seen now', () => {
  it('is told as the last one known, unless nothing was known', async () => {
    const blind = await told({ ...STORIES.blind, minutes: 17, month: false }, tables);
    const { body } = await open(blind)();
    await blind.world.close();
    expect(body).toContain('<p>Last known, and not seen now: <bdi dir="ltr">Password writeback is on');
    const [first = '', folded = ''] = (body.split('</section>')[0] ?? '').split('<details id="reasons">');
    expect(first.match(/class="badge bad">fails/g)).toHaveLength(2);
    expect(folded).toMatch(/^<summary>\d more reasons, told below too<\/summary>/);
    expect(folded).not.toContain('>fails<');
    expect(body).toContain('<p><bdi dir="ltr">It is not known whether the connector agents are alive.');
  });
});

/** Each card by its lines of text, without markup. */
const cards = (body: string): string[] =>
  [...body.matchAll(/<article class="card alert .*?<\/article>/gs)].map(([card]) =>
    card.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
  );

describe('what happened once', () => {
  it('is one card with what is so because of it, says who did it, and is answered in one form', async () => {
    const { body } = await open(on)();
    const [first = '', ...others] = cards(body);
    expect(first).toMatch(/^ critical Password writeback was turned on Since 4 minutes ago/);
    expect(first).toMatch(
      /Who did it user adelev@contoso\[\.\]com \(id [0-9a-f-]{36}\) Also critical Password writeback is on, and nobody declared it Why/,
    );
    expect(first).toContain('headings writeback-turned-on , writeback-on-undeclared');
    expect(first.match(/Answer this alert/g)).toHaveLength(1);
    expect(others.filter((card) => card.includes('nobody declared it'))).toEqual([]);
    expect(others.map((card) => card.includes('Who did it'))).toEqual([true, false]);
    expect(body).toContain('<code>on@2026-11-01 by name</code>');
  });

  it('colours the verdict of its check, until it is declared', async () => {
    const stateOf = (body: string): (string | undefined)[] =>
      [...body.matchAll(/verdict (\w+)">\s*<h3>[^<]*<\/h3>\s*<p class="state"><bdi dir="ltr">(\w+)/g)].map(
        (found) => `${found[2]} ${found[1]}`,
      );
    expect(stateOf((await open(on)()).body)).toEqual(['on bad', 'degraded warn', 'known warn', 'known good']);
    const calm = await told({ ...STORIES.healthy, month: false }, tables);
    const { body } = await open(calm)();
    await calm.world.close();
    expect(stateOf(body)).toEqual(['on calm', 'healthy good', 'known good', 'known good']);
  });
});

describe('the policy', () => {
  it('allows the style and the script of the page by their hash, and no request but to renew itself', async () => {
    const { headers, body } = await open(on)();
    const policy = new Map(
      (headers['Content-Security-Policy'] ?? '').split('; ').map((one) => [one.split(' ')[0], one]),
    );
    expect(policy.get('default-src')).toBe("default-src 'none'");
    expect(policy.get('style-src')).toMatch(/^style-src 'sha256-[A-Za-z0-9+/]{43}='$/);
    expect(policy.get('script-src')).toMatch(/^script-src 'sha256-[A-Za-z0-9+/]{43}='$/);
    expect(policy.get('connect-src')).toBe("connect-src 'self'");
    expect([...policy.keys()].sort()).toEqual([
      'base-uri',
      'connect-src',
      'default-src',
      'form-action',
      'frame-ancestors',
      'img-src',
      'script-src',
      'style-src',
    ]);
    expect(headers).toMatchObject({ 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff' });
    expect(body).not.toMatch(/ style="| on[a-z]+="|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it('has nothing to complain of in the markup', async () => {
    const errors: string[] = [];
    parse((await open(on)()).body, { onParseError: ({ code }) => errors.push(code) });
    expect(errors).toEqual([]);
  });
});

describe('the key', () => {
  it('is in every link where the address had it, and nowhere else', async () => {
    const { body } = await open(on, 'code=SECRETKEY')();
    const links = hrefs(body).filter((href) => !/^(#|data:)/.test(href));
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((href) => !href.includes('code=SECRETKEY'))).toEqual([]);
    expect(links.filter((href) => !/^(status|drift|reset-admins|metrics|alerts\/[\w.~-]+)\?/.test(href))).toEqual([]);
    expect(body.split('SECRETKEY')).toHaveLength(links.length + 1);
  });
});

describe('the history', () => {
  it('is filtered and turned over by its links, and ends', async () => {
    const seen: string[] = [];
    let query = 'check=reset-admins';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await open(on, query)();
      seen.push(...[...body.matchAll(/in ([a-z-]+), source [A-Za-z]+/g)].map(([, check = '']) => check));
      const older = hrefs(body).find((href) => href.startsWith('status?') && href.includes('cursor='));
      if (!older) break;
      query = older.slice(older.indexOf('?') + 1, older.indexOf('#'));
    }
    const { items } = JSON.parse(
      (await on.world.watch().drift(new URLSearchParams('check=reset-admins&limit=1000'), null)).body,
    );
    expect(seen).toHaveLength(items.length);
    expect(new Set(seen)).toEqual(new Set(['reset-admins']));
  });

  it('says what is wrong with an address, and shows all the rest', async () => {
    const { status, body } = await open(on, 'check=agnts')();
    expect(status).toBe(200);
    expect(body).toContain('expected one of writeback, agents, reset-admins, watch');
    expect(body).toContain('You can trust the watch. 2 critical alerts and 2 warnings are open.');
  });
});

describe('what it costs', () => {
  it('is one reading of the status for all who ask at once, the rows that it plots, the lines of what is open, and its page of history; nothing of the tenant', async () => {
    const cost = async (run: (storage: Seams) => Promise<unknown>): Promise<number> => {
      const storage = countingTables();
      on.world.tenant.requests.clear();
      await run({ tablePolicies: storage.policies });
      expect(on.world.tenant.requests.list()).toEqual([]);
      expect(storage.requests.writes).toBe(0);
      return storage.requests.reads;
    };
    const status = await cost((seams) => on.world.watch(seams).status(false));
    const page = await cost((seams) => open(on, '', seams)());
    const three = await cost((seams) => {
      const ask = open(on, '', seams);
      return Promise.all([ask(), ask(), ask()]);
    });
    const history = await cost((seams) => on.world.watch(seams).drift(new URLSearchParams('limit=25'), null));
    const [plotted, openEvents] = [8, 2];
    expect(page - status - history).toBe(plotted + openEvents);
    expect(three - page).toBe(2 * history);
  });
});

describe('how large it is', () => {
  it.each([
    ['200 assignments', grown(60, 2, 200), 100_000],
    ['2,000 resetters by four ways each', grown(2000, 4, 2000), 300_000],
  ])(
    'at %s it stays within its limit',
    async (_, story, most) => {
      const state = await told({ ...story, minutes: 0, polls: 1 }, tables);
      const { body } = await open(state)();
      expect(Buffer.byteLength(body)).toBeLessThan(most);
      expect(body.match(/<details class="who"/g)).toHaveLength(20);
      expect(body).toMatch(/1 to 20 of \d/);
      const next = hrefs(body).find((href) => href.includes('from=20')) ?? '';
      expect((await open(state, next.slice(next.indexOf('?') + 1, next.indexOf('#')))()).body).toMatch(
        /21 to 40 of \d/,
      );
      await state.world.close();
    },
    60_000,
  );
});

describe('when something cannot be read', () => {
  it('the state: a page all the same, 503, that says so at once', async () => {
    const { status, headers, body } = await open({ ...on, settings: { STATE_CONNECTION_STRING: 'nonsense' } })();
    expect(status).toBe(503);
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('Do not trust the watch now. Something may be wrong that it does not see.');
    expect(body).toContain('STATE_CONNECTION_STRING');
  });

  it('storage that refuses every call', async () => {
    const refuse: Seams['tablePolicies'] = [
      {
        position: 'perRetry',
        policy: {
          name: 'refuse',
          sendRequest: async (request) => ({ status: 403, headers: request.headers, request, bodyAsText: '{}' }),
        },
      },
    ];
    const { status, body } = await open(on, '', { tablePolicies: refuse })();
    expect(status).toBe(503);
    expect(body).toContain('The state cannot be read');
    expect(body).toContain('The history cannot be read either.');
  });

  it('history and measures alone: they say so in their place, and the verdicts stand', async () => {
    const refuse: Seams['tablePolicies'] = [
      {
        position: 'perRetry',
        policy: {
          name: 'refuse-some',
          sendRequest: (request, next) =>
            /change%7C|measure%7C/.test(request.url)
              ? Promise.resolve({ status: 403, headers: request.headers, request, bodyAsText: '{}' })
              : next(request),
        },
      },
    ];
    const { status, body } = await open(on, '', { tablePolicies: refuse })();
    expect(status).toBe(200);
    expect(body).toContain('The history cannot be read:');
    expect(body).toContain('Who did it cannot be read:');
    expect(body).toContain('What was recorded over time cannot be read:');
    expect(body).toContain('You can trust the watch. 2 critical alerts and 2 warnings are open.');
  });
});

describe('who was refused by the platform', () => {
  it('finds at /api/live what to do, and nothing about the tenant', async () => {
    const answer = await on.world.watch().live(BROWSER);
    expect(answer.status).toBe(200);
    expect(answer.headers['Referrer-Policy']).toBe('no-referrer');
    expect(answer.body).toContain('/api/status?code=KEY');
    expect(answer.body).not.toMatch(/contoso|[0-9a-f]{8}-[0-9a-f]{4}/i);
    expect(JSON.parse((await on.world.watch().live()).body)).toEqual({ status: 'pass' });
  });
});

describe('an alert that ended', () => {
  it('is on the page no more', async () => {
    on.world.tenant.agents.start(on.world.tenant.state.agents[0]?.id ?? '');
    await live(on, 12);
    const { body } = await open(on)();
    expect(body.split('id="alerts"')[1]?.split('</section>')[0]).not.toContain('Cloud Sync agents');
  });
});
