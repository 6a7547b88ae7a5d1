/** `GET /api/metrics`, read by a parser that is none of ours, in worlds that came to their state by themselves. */
import parsePrometheusTextFormat, { type Family } from 'parse-prometheus-text-format';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageState, STORIES, told } from '../../gallery/states.ts';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { countingTables } from '../scenarios/counting.ts';

const familiesIn = (text: string): ReadonlyMap<string, Family> =>
  new Map(parsePrometheusTextFormat(text).map((family) => [family.name, family]));

/** `{labels} value`, as people write them. */
const samples = (families: ReadonlyMap<string, Family>, name: string): string[] =>
  (families.get(`writeback_watch_${name}`)?.metrics ?? []).map(({ labels = {}, value }) => {
    const texts = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
    return `${texts.join(' ')} ${value}`.trim();
  });

const scrape = async ({ world, settings }: PageState) => familiesIn((await world.watch({}, settings).metrics()).body);

let tables: LocalTables;
let on: PageState;
beforeAll(async () => {
  tables = await startAzurite();
  on = await told({ ...STORIES.on, month: false }, tables);
});
afterAll(async () => {
  await on.world.close();
  await tables.close();
});

describe('a scrape', () => {
  it('says what the status says: verdicts, alerts, who can reset whom', async () => {
    const found = await scrape(on);
    expect(samples(found, 'status')).toEqual(['status=pass 0', 'status=warn 1', 'status=fail 0']);
    expect(samples(found, 'verdict')).toEqual([
      'check=writeback state=on 1',
      'check=agents state=degraded 1',
      'check=reset-admins state=known 1',
      'check=watch state=known 1',
    ]);
    expect(samples(found, 'alerts_open')).toEqual(['severity=critical 2', 'severity=warning 2', 'severity=info 0']);
    expect(samples(found, 'synced_users')).toEqual(['1240']);
    expect(samples(found, 'reachable_users')).toEqual(['1235']);
    expect(samples(found, 'resetters')).toEqual(['8']);
  });

  it('says when each source and each poll was last good, as times', async () => {
    const found = await scrape(on);
    const seconds = on.world.now() / 1000;
    const polled = samples(found, 'poll_finished_timestamp_seconds');
    expect(polled.map((line) => line.split(' ')[0])).toEqual([
      'check=writeback',
      'check=agents',
      'check=reset-admins',
      'check=watch',
    ]);
    const ages = [...polled, ...samples(found, 'source_last_good_timestamp_seconds')].map(
      (line) => seconds - Number(line.split(' ').at(-1)),
    );
    expect(ages.length).toBeGreaterThan(25);
    expect(ages.filter((age) => !(age >= 0 && age < 3600))).toEqual([]);
    expect(samples(found, 'source_state')).toContain('check=writeback source=directoryAudits required=true state=ok 1');
  });

  it('counts the mails by what became of them, and what waits', async () => {
    const found = await scrape(on);
    const [accepted = '', ...others] = samples(found, 'messages_total');
    expect(found.get('writeback_watch_messages_total')?.type).toBe('COUNTER');
    expect(accepted).toMatch(/^receiver=mail outcome=accepted [1-9]\d*$/);
    expect(accepted.split(' ').at(-1)).toBe(String(on.world.mailbox.mails().length));
    expect(others).toEqual([
      'receiver=mail outcome=refused 0',
      'receiver=mail outcome=unclear 0',
      'receiver=mail outcome=dropped 0',
    ]);
    expect(samples(found, 'outbox_alerts')).toEqual(['receiver=mail 2']);
  });

  it('is named by the conventions: one prefix, units at the end, counters by _total, each with its help', async () => {
    for (const { name, help, type, metrics } of (await scrape(on)).values()) {
      expect(name).toMatch(/^writeback_watch_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'COUNTER');
      expect(name.includes('timestamp') || name.includes('duration')).toBe(name.endsWith('_seconds'));
      expect(help).toMatch(/^[A-Z].*[.]$|always 1/);
      expect(metrics.length, name).toBeGreaterThan(0);
    }
  });

  it('holds no name and no id of the tenant', async () => {
    const { body } = await on.world.watch().metrics();
    expect(body).not.toMatch(/contoso|alex|adele|[0-9a-f]{8}-[0-9a-f]{4}/i);
  });

  it('asks nothing of the tenant, and all who ask at once cost one reading of the status', async () => {
    const storage = countingTables();
    const watch = on.world.watch({ tablePolicies: storage.policies });
    await watch.status(false);
    const once = { ...storage.requests };
    on.world.tenant.requests.clear();
    await Promise.all([watch.metrics(), watch.metrics(), watch.status(false)]);
    expect(storage.requests).toEqual(once);
    expect(on.world.tenant.requests.list()).toEqual([]);
  });
});

describe('what is not known', () => {
  it('has no sample before the first poll', async () => {
    const fresh = await told(STORIES.fresh, tables);
    const found = await scrape(fresh);
    for (const name of [
      'synced_users',
      'reachable_users',
      'resetters',
      'poll_finished_timestamp_seconds',
      'source_last_good_timestamp_seconds',
    ]) {
      expect(samples(found, name), name).toEqual([]);
    }
    expect(samples(found, 'alerts_open')).toContain('severity=critical 0');
    await fresh.world.close();
  });

  it('is no open alert and no verdict while storage cannot be read: that itself is the answer', async () => {
    const answer = await on.world.watch({}, { STATE_CONNECTION_STRING: 'nonsense' }).metrics();
    const found = familiesIn(answer.body);
    expect(answer.status).toBe(200);
    expect(answer.headers['Content-Type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(samples(found, 'status')).toContain('status=fail 1');
    expect(samples(found, 'problems')).toEqual(['code=config level=fail 1']);
    expect(found.has('writeback_watch_alerts_open')).toBe(false);
    expect(found.has('writeback_watch_verdict')).toBe(false);
  });
});
