/** A reminder as it arrives: over the real store, as a mail. When it is due is tried in test/runs/reminding.test.ts. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { readText } from '../oracles/mail-grammar.ts';
import { HOUR, openScene, subjects, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

it('an unanswered critical comes again after its hours, after a restart, and no more once it is acknowledged', async () => {
  const scene = await openScene(tables, { REMIND_HOURS: '6', PUBLIC_URL: 'https://watch.example.com' });
  await scene.minute();
  scene.world.tenant.enableWriteback();
  await scene.minutes(2);
  expect(subjects(await scene.after(5 * HOUR)).filter((one) => one.includes('unanswered'))).toEqual([]);
  const mails = await scene.after(HOUR + 60_000);
  expect(subjects(mails)).toContain('[Critical, unanswered] Contoso: Password writeback was turned on');
  const [mail] = mails.filter(({ subject }) => subject.includes('unanswered'));
  expect(words(mail)).toContain('Told again because nobody has answered it; it was last told 6 hours ago');
  const alerts = readText(mail?.text ?? '').alerts;
  expect(alerts.map(({ label }) => label)).toEqual(['Critical, unanswered']);
  expect(alerts[0]?.fields).toContain('Also');
  expect(
    alerts.every(({ fields }) => fields.includes('Answer each by itself, or all at once on the status page')),
  ).toBe(true);
  for (const { id } of (await scene.status()).openAlerts) {
    const body = JSON.stringify({ action: 'acknowledge', by: 'Kim', why: 'planned' });
    const request = { method: 'POST', id, accept: null, contentType: 'application/json', body, signedIn: null };
    expect((await scene.world.watch().alert(request, null)).status).toBe(200);
  }
  expect(subjects(await scene.after(48 * HOUR)).filter((one) => one.includes('unanswered'))).toEqual([]);
});
