import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../../../shared/checks/index.ts';
import type { MailedAlert } from '../../../shared/core/model/alert.ts';
import type { PendingAlerts } from '../../../shared/core/model/outbox.ts';
import { digestOf } from '../../../shared/core/notify/digest.ts';
import { type RenderOptions, renderMail } from '../../../shared/receivers/mail/render.ts';
import { alert, at, context, minute, row } from '../../core/notify/outbox-rows.ts';
import { linksInHtml, readText, titlesInHtml } from '../../oracles/mail-grammar.ts';
import { HOSTILE } from '../../web/hostile.ts';

const OPTIONS: RenderOptions = { watchName: null, publicUrl: null, zone: null, adminCenter: null };

const render = (rows: readonly PendingAlerts[], options: Partial<RenderOptions> = {}, now = minute(60)) =>
  renderMail(digestOf(rows, CHECKS), now, { ...OPTIONS, ...options });

const turnedOn = alert('writeback-turned-on~e1~7', {
  severity: 'critical',
  title: 'Password writeback was turned on',
  why: 'A password reset in Entra ID changes the password in Active Directory.',
  todo: 'Turn it off if it was not planned.',
  lines: ['Sync client: before off, after on'],
  actor: { id: 'u-1', name: 'adele@contoso.example', type: 'user' },
  happenedAt: at(2),
  since: at(2),
});

const full = row(57, [turnedOn], {
  context: context({
    headline: 'Password writeback is on.',
    evidence: [
      { text: 'says on (strong): Audit event', at: at(2) },
      { text: 'says nothing (weak): flag', at: null },
    ],
    unseen: [{ source: 'agents', state: 'denied', shows: 'connector agents', why: 'Graph answered 403' }],
  }),
});

describe('what a mail says', () => {
  const said = [
    ['what happened', 'Password writeback was turned on'],
    ['since when, and how long ago', '2026-11-20 10:02:00 UTC (58 minutes ago)'],
    ['when it was noticed', '2026-11-20 10:57:00 UTC (3 minutes ago)'],
    ['who did it', 'user adele@contoso[.]example (id u-1)'],
    ['what changed', 'Sync client: before off, after on'],
    ['why it matters', 'A password reset in Entra ID changes the password in Active Directory.'],
    ['what to do', 'Turn it off if it was not planned.'],
    ['the verdict', 'Password writeback is on.'],
    ['its evidence', 'says on (strong): Audit event'],
    ['evidence without a time', 'says nothing (weak): flag'],
    ['what cannot be seen', 'agents (denied)'],
    ['and what that hides', 'connector agents. Reason: Graph answered 403'],
    ['the tenant', '(id 11111111-2222-4333-8444-555555555555)'],
    ['the alert id', 'writeback-turned-on~e1~7'],
  ] as const;
  const mail = render([full]);
  it.each(said)('%s, in text and HTML', (_name, words) => {
    expect(mail.text.replace(/\s+/g, ' ')).toContain(words);
    expect(mail.html).toContain(words);
  });

  it('is plain text in lines that a terminal shows whole', () => {
    expect(Math.max(...mail.text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(76);
  });

  it('says so when every source was read', () => {
    expect(render([row(1, [alert('a')])]).text).toContain('Cannot be seen: nothing, every source was read.');
  });

  it('leaves lines that the evidence repeats to the evidence', () => {
    const lines = [`${at(2)}: says on (strong): Audit event`, 'something else'];
    const { text } = render([{ ...full, alerts: [{ ...turnedOn, lines }] }]);
    expect(text.replace(/\s+/g, ' ').match(/says on \(strong\): Audit event/g)).toHaveLength(1);
    expect(text).toContain('something else');
  });

  it('is told in full, however many may have done it', () => {
    const candidates = Array.from({ length: 2000 }, (_, n) => ({
      id: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`,
      name: `robot ${n}`,
      type: 'application' as const,
    }));
    const actor = { id: '', name: 'robots', type: 'unknown' as const, candidates };
    const { text } = render([row(57, [{ ...turnedOn, actor }])]);
    expect(text.replace(/\s+/g, ' ')).toMatch(/then application "robot 19" \(id [^)]*\), then 1980 more/);
    expect(text).toContain('Turn it off if it was not planned.');
  });

  it('keeps lines that evidence repeats for which the mail has no room', () => {
    const evidence = Array.from({ length: 7 }, (_, n) => ({
      text: `says on (strong): event ${n}` as never,
      at: at(n),
    }));
    const lines = evidence.map(({ text }) => `${at(2)}: ${text}`);
    const { text } = render([
      row(57, [{ ...turnedOn, lines }], { context: context({ headline: 'It is on.', evidence, unseen: [] }) }),
    ]);
    expect([...text.replace(/\s+/g, ' ').matchAll(/event \d/g)].map(([found]) => found).sort()).toEqual(
      Array.from({ length: 7 }, (_, n) => `event ${n}`),
    );
  });

  const span = { since: at(1), until: at(31) };
  it.each([
    {
      name: 'a closing',
      kind: 'closed' as const,
      words: [
        '[Warning, ended] Title of a',
        'It was so: from 2026-11-20 10:01:00 UTC to 2026-11-20 10:31:00 UTC (30 minutes)',
      ],
      not: ['What to do'],
    },
    { name: 'a summary', kind: 'summary' as const, words: ['1 summary', 'When:'], not: [] },
  ])('tells $name', ({ kind, words, not }) => {
    const one = alert('a', { kind, ...(kind === 'closed' ? span : { since: at(1) }) });
    const text = render([row(31, [one])]).text.replace(/\s+/g, ' ');
    for (const word of words) expect(text).toContain(word);
    for (const word of not) expect(text).not.toContain(word);
  });

  it('tells once what began and ended before its mail, with what to do', () => {
    const opened = row(1, [alert('a', { kind: 'opened', since: at(1) })]);
    const closed = row(31, [alert('a', { kind: 'closed', ...span })]);
    const text = render([opened, closed]).text.replace(/\s+/g, ' ');
    expect(text.match(/Title of a/g)).toHaveLength(1);
    expect(text).toContain('[Warning, ended] Title of a');
    expect(text).toContain('What to do: - What to do.');
    expect(text).toContain('from 2026-11-20 10:01:00 UTC to 2026-11-20 10:31:00 UTC (30 minutes)');
  });

  it('names who did it in a short second mail', () => {
    const actor = { id: '', name: 'Sync app', type: 'application' as const };
    const second = row(1, [alert('a', { kind: 'actor', severity: 'critical', actor, why: '', todo: '' })], {
      suffix: 'actor',
    });
    const { subject, text } = render([second]);
    expect(subject).toBe('[Critical] Contoso: Done by application "Sync app": Title of a');
    expect(text).toContain('Who did it: application "Sync app"');
    expect(text).not.toContain('Evidence');
  });

  it('shows the ten most pressing of very many in full, and names every other with its time and id', () => {
    const many = Array.from({ length: 300 }, (_, n) => alert(`w${n}`, { rule: `rule-${n}` }));
    const mail = render([row(1, [...many, alert('worst', { severity: 'critical' })])]);
    expect(mail.subject).toBe('[Critical] Contoso: Title of worst +300 more');
    expect(mail.text.match(/^\[/gm)).toHaveLength(10);
    const named = Array.from({ length: 291 }, (_, n) => `[Warning] Title of w${n + 9}`);
    expect(readText(mail.text).named).toEqual(named);
    expect(readText(mail.text).ids).toHaveLength(301);
    expect(mail.text).toContain('- [Warning] Title of w299 (2026-11-20 10:00:00 UTC)');
    for (const n of [9, 100, 299]) expect(mail.html).toContain(`<td>Title of w${n}<br>2026-11-20 10:00:00 UTC</td>`);
  });

  it('shows five of a rule in full and names all others, with the id of each', () => {
    const cheap = Array.from({ length: 30 }, (_, n) => alert(`cheap~c${n}~1`, { severity: 'critical', rule: 'cheap' }));
    const real = alert('real~r~1', { severity: 'critical', rule: 'real', weight: 7 });
    const mail = render([row(1, [...cheap, real])]);
    expect(mail.subject).toBe('[Critical] Contoso: Title of real~r~1 +30 more');
    const { alerts, named, ids } = readText(mail.text);
    expect(alerts.map(({ title }) => title)).toEqual([
      'Title of real~r~1',
      ...Array.from({ length: 5 }, (_, n) => `Title of cheap~c${n}~1`),
    ]);
    expect(named).toEqual(Array.from({ length: 25 }, (_, n) => `[Critical] Title of cheap~c${n + 5}~1`));
    expect(ids.toSorted()).toEqual([...cheap, real].map(({ id }) => id).toSorted());
  });

  const long = (n: number) =>
    alert(`resetter-new~u${n}~1`, {
      severity: 'critical',
      rule: `rule-${n % 40}`,
      title: `A user can now reset ${n} synced users: ${'"Ω name" '.repeat(20)}`,
      lines: Array.from({ length: 30 }, (_, line) => `Path ${line}: ${'Ω'.repeat(300)}`),
      why: 'Why. '.repeat(200),
    });
  it.each([40, 400, 5000])(
    'is below 100 kB with %i long alerts, and says of how many it has no room for the name',
    (count) => {
      const mail = render([
        row(
          1,
          Array.from({ length: count }, (_, n) => long(n)),
        ),
      ]);
      expect(Buffer.byteLength(mail.html)).toBeLessThan(100_000);
      expect(Buffer.byteLength(mail.text)).toBeLessThan(100_000);
      const { alerts, named } = readText(mail.text);
      expect(alerts.length).toBeGreaterThanOrEqual(1);
      const left = Number(/And (\d+) more, not named here/.exec(mail.text)?.[1] ?? 0);
      expect(alerts.length + named.length + left).toBe(count);
      expect(titlesInHtml(mail.html)).toHaveLength(alerts.length);
      if (left > 0) expect(mail.text.replace(/\s+/g, ' ')).toContain('All of them: GET /api/drift');
      if (count === 40) expect(left).toBe(0);
    },
  );

  it('shows at most 20 lines of an alert', () => {
    const lines = Array.from({ length: 25 }, (_, n) => `line ${n}.`);
    const { text } = render([row(1, [alert('a', { lines })])]);
    expect(text).toContain('line 19.');
    expect(text).not.toContain('line 20.');
    expect(text).toContain('and 5 more');
  });
});

describe('the subject', () => {
  const worse = alert('b', { severity: 'critical', title: 'Worst' });
  it.each([
    {
      name: 'severity, watch and title',
      rows: [full],
      options: {},
      subject: '[Critical] Contoso: Password writeback was turned on',
    },
    {
      name: 'the watch name of the settings',
      rows: [full],
      options: { watchName: 'Prod' },
      subject: '[Critical] Prod: Password writeback was turned on',
    },
    {
      name: 'the tenant id where nothing has a name',
      rows: [row(1, [alert('a')], { context: context({ tenant: { id: 't-1', name: null } }) })],
      options: {},
      subject: '[Warning] t-1: Title of a',
    },
    {
      name: 'the most severe, and how many more',
      rows: [row(1, [alert('a'), worse, alert('c')])],
      options: {},
      subject: '[Critical] Contoso: Worst +2 more',
    },
    {
      name: 'news before a more severe closing',
      rows: [row(1, [alert('x', { severity: 'critical', kind: 'closed' }), alert('a')])],
      options: {},
      subject: '[Warning] Contoso: Title of a +1 more',
    },
    {
      name: 'a closing',
      rows: [row(1, [alert('x', { severity: 'critical', kind: 'closed' })])],
      options: {},
      subject: '[Critical, ended] Contoso: Title of x',
    },
  ])('has $name', ({ rows, options, subject }) => {
    expect(render(rows, options).subject).toBe(subject);
  });

  it.each([
    {
      name: 'whom it speaks of, however long the scope is called',
      title: `A user can now reset 12 synced users (Helpdesk Administrator over the administrative unit "${'Sales and Service '.repeat(4).trim()}"): "Alex Wilber" (alexw@contoso[.]example)`,
      subject:
        '[Warning] Contoso: A user can now reset 12 synced users (Helpdesk Administrator over the administrative…): "Alex Wilber" (alexw@contoso[.]example)',
    },
    {
      name: 'the name rather than the address, where both are long',
      title: `An application can now reset 1,240 synced users through an application permission: "${'Payroll of the north '.repeat(3).trim()}" (id 42faa9e8-10b1-4f36-a8b2-aa4dc17e9017)`,
      subject:
        '[Warning] Contoso: An application can now reset 1,240 synced users through an…: "Payroll of the north Payroll of the north Payroll of the north"',
    },
    {
      name: 'whole words',
      title: `Conditions ${'have piled up in the tenant '.repeat(8)}`,
      subject:
        '[Warning] Contoso: Conditions have piled up in the tenant have piled up in the tenant have piled up in the tenant have piled up in the tenant have…',
    },
  ])('keeps $name', ({ title, subject }) => {
    expect(render([row(1, [alert('a', { title })])]).subject).toBe(subject);
  });

  it('counts what is told as one once', () => {
    const on = alert('on', { severity: 'critical', title: 'Password writeback was turned on', tells: ['undeclared'] });
    const undeclared = alert('undeclared', {
      rule: 'undeclared',
      kind: 'opened',
      severity: 'critical',
      title: 'It is on',
    });
    const { subject, text } = render([row(1, [on, undeclared, alert('a')])]);
    expect(subject).toBe('[Critical] Contoso: Password writeback was turned on +1 more');
    expect(text).toContain('1 critical alert, 1 warning');
    expect(text).toContain('  Also: It is on');
    expect(readText(text).ids).toEqual(['on', 'undeclared', 'a']);
  });

  it('ends a long reason why a source cannot be seen at a word', () => {
    const why = `Graph: ${'authentication '.repeat(40)}`;
    const unseen = [{ source: 'agents', state: 'denied' as const, shows: 'connector agents', why }];
    const { text } = render([row(1, [alert('a')], { context: context({ unseen }) })]);
    expect(text.replace(/\s+/g, ' ')).toMatch(/Reason: Graph: (?:authentication )+authentication… /);
  });

  it('offers an answer to each that is told as one, by its title', () => {
    const out = alert('out', { severity: 'critical', title: 'Nothing reports', tells: ['silent'] });
    const silent = (id: string) => alert(id, { rule: 'silent', kind: 'opened', title: `${id} is silent` });
    const offered = (...others: string[]): string[] => {
      const digest = digestOf([row(1, [out, ...others.map(silent)])], CHECKS);
      const answerAt = new Map(['out', ...others].map((id) => [id, `https://watch.example.com/${id}`]));
      const { text } = renderMail({ ...digest, answerAt }, minute(60), OPTIONS);
      return text.match(/^ {2}(?:Also|Answer).*$|^ {4}- .*watch[.]example[.]com.*$/gm) ?? [];
    };
    expect(offered()).toEqual(['  Answer it: https://watch.example.com/out']);
    expect(offered('Sync')).toEqual([
      '  Also: Sync is silent',
      '  Answer each by itself, or all at once on the status page:',
      '    - Nothing reports: https://watch.example.com/out',
      '    - Sync is silent: https://watch.example.com/Sync',
    ]);
    expect(offered('Sync', 'Hashes')).toEqual([
      '  Also: Sync is silent',
      '  Also: Hashes is silent',
      '  Answer each by itself, or all at once on the status page:',
      '    - Nothing reports: https://watch.example.com/out',
      '    - Sync is silent: https://watch.example.com/Sync',
      '    - Hashes is silent: https://watch.example.com/Hashes',
    ]);
  });

  it('is at most 150 characters, with the count whole', () => {
    const long = 'x'.repeat(1000);
    const { subject } = render([row(1, [alert('a', { title: long }), alert('b', { title: long })])], {
      watchName: long,
    });
    expect(subject.length).toBeLessThanOrEqual(150);
    expect(subject).toMatch(/^\[Warning\] "[x ]+…": x+… \+1 more$/);
  });
});

describe('times', () => {
  it('stand in UTC, and in the zone of the readers beside it', () => {
    const { text } = render([full], { zone: 'Asia/Tokyo' });
    expect(text.replace(/\s+/g, ' ')).toContain('When: 2026-11-20 10:02:00 UTC, 19:02 Asia/Tokyo (58 minutes ago)');
    expect(text).toContain('Composed: 2026-11-20 11:00:00 UTC, 20:00 Asia/Tokyo');
  });
});

describe('what to do', () => {
  const todo =
    'Confirm it. If nobody intended it, turn it off under Entra ID > Password reset > On-premises integration.';
  const place = 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/OnPremisesIntegration';
  it('is one step for each sentence, with the way into the portal of the cloud that is watched', () => {
    const { html, text } = render([row(1, [alert('a', { todo })])], { adminCenter: 'https://entra.microsoft.com' });
    expect(text.replace(/\s+/g, ' ')).toContain(
      `What to do: - Confirm it. - If nobody intended it, turn it off under Entra ID > Password reset > On-premises integration. ${place}`,
    );
    expect(html).toContain('<li style="margin:0 0 4px;">Confirm it.</li>');
    expect(linksInHtml(html)).toEqual([place]);
  });

  it('links nowhere in a cloud that is not known', () => {
    expect(linksInHtml(render([row(1, [alert('a', { todo })])]).html)).toEqual([]);
  });
});

describe('links', () => {
  it('are the page, its history and the way in at PUBLIC_URL, and nothing else', () => {
    const { html, text } = render([full], { publicUrl: 'https://watch.example.com' });
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      'https://watch.example.com/api/status',
      'https://watch.example.com/api/status#history',
      'https://watch.example.com/api/live',
    ]);
    expect(text).toContain('Status page: https://watch.example.com/api/status\n');
    expect(text).toContain(
      'Both ask for a key or a sign-in. How to get in:\n        https://watch.example.com/api/live',
    );
  });
  it('are none without it', () => {
    expect(render([full]).html).not.toMatch(/<a\b|href/);
    expect(render([full]).text).not.toContain('http');
  });
});

/** A mail in which every text that can come from the tenant, the log or the service is `text`. */
function soaked(text: string): PendingAlerts[] {
  const actor = { id: text, name: text, type: 'user' as const };
  const own: Partial<MailedAlert> = { title: text, why: text, todo: text, subject: text, rule: text, actor };
  const alerts = [
    alert(`1${text}`, { ...own, lines: [text, text], severity: 'critical', happenedAt: text }),
    alert(`2${text}`, { ...own, kind: 'closed', since: text, until: text }),
    alert(`3${text}`, { ...own, kind: 'summary' }),
    alert(`4${text}`, { ...own, kind: 'actor' }),
  ];
  const tenant = { id: text, name: text };
  const evidence = [{ text: `${text}.`, at: text }];
  const unseen = [{ source: text, state: text, shows: text, why: text }];
  return [row(1, alerts, { context: { tenant, headline: text, evidence, unseen } })];
}

const HOSTILE_TEXTS = {
  ...HOSTILE,
  'a header': 'x\r\nBcc: attacker@evil.example\r\n\r\n<h1>',
  'an attribute': '" onmouseover="alert(1)" style="display:none',
  'a link': 'https://evil.example/<a href="https://evil.example">click</a>',
  'a closing comment': '--><svg/onload=alert(1)><!--',
  'markup that ends the title': '</title></style></textarea><iframe srcdoc=x>',
  'an entity': '&lt;script&gt;&#x202e;&nbsp;',
  'a template': '{{x}} <%= y %> #{z}',
  'four-byte names': '𝒜𝒹𝑒𝓁𝑒💥'.repeat(100),
  'a very long name': 'name '.repeat(200),
};

describe('hostile text in every field', () => {
  const plain = render(soaked('name'), { publicUrl: 'https://watch.example.com' });
  let browser: Browser;
  let page: Page;
  let harmless: Seen;
  const reached: string[] = [];
  beforeAll(async () => {
    const args = [...chromium.args, '--disable-background-networking'];
    browser = await playwright.launch({ executablePath: await chromium.executablePath(), args, headless: true });
    page = await browser.newPage();
    await page.route('**', (route) => {
      reached.push(route.request().url());
      return route.abort();
    });
    page.on('dialog', (dialog) => {
      reached.push('a script');
      return dialog.dismiss();
    });
    harmless = await read(plain.html);
  });
  afterAll(() => browser.close());

  interface Seen {
    /** Every element of the document with its attributes. */
    readonly elements: readonly string[];
    readonly text: string;
  }

  async function read(html: string): Promise<Seen> {
    await page.setContent(html);
    return page.evaluate<Seen>(`({
      elements: [...document.querySelectorAll('*')].map((one) =>
        [one.tagName, ...[...one.attributes].map(({ name, value }) => name + '=' + value)].join(' ')),
      text: document.body.textContent,
    })`);
  }

  const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

  it.each(Object.entries(HOSTILE_TEXTS))(
    '%s makes no element, attribute, header or hidden character',
    async (_name, text) => {
      const mail = render(soaked(text), { publicUrl: 'https://watch.example.com' });
      const hostile = await read(mail.html);
      expect(hostile.elements).toEqual(harmless.elements);
      expect(reached).toEqual([]);
      expect(hostile.text).not.toMatch(UNSEEN);
      expect(mail.text).not.toMatch(UNSEEN);
      expect(mail.subject).not.toMatch(UNSEEN);
      expect(mail.subject).not.toContain('\n');
      expect(mail.subject.length).toBeLessThanOrEqual(150);
      expect(mail.text.split('\n').filter((line) => /^(Bcc|To|From):/i.test(line))).toEqual([]);
      expect(mail.text.length + mail.html.length).toBeLessThan(60_000);
    },
  );

  it('shows a name as it is where it is harmless', async () => {
    const mail = render(soaked('<b>R&D</b> "Ω"'));
    expect((await read(mail.html)).text).toContain('<b>R&D</b> "Ω"');
    expect(mail.text).toContain('<b>R&D</b> "Ω"');
  });
});
