/** The periodic summary, after a quiet week and after one in which much happened: made by the whole watch, as it is due. */
import type { LocalTables } from '../local/azurite.ts';
import { renderSummary } from '../shared/receivers/mail/summary/render.ts';
import { type Shown, summaryMessageOf } from './mails.ts';
import { recordMonth } from './month.ts';
import { DAY, DECLARED, openStage, PUBLIC_CLOUD, type Stage, well } from './stage.ts';

interface Week {
  readonly name: string;
  readonly when: string;
  readonly happens: (stage: Stage) => Promise<void>;
}

const WEEKS: readonly Week[] = [
  { name: 'summary', when: 'periodic summary: a week in which nothing happened', happens: async () => undefined },
  {
    name: 'summary-2',
    when: 'periodic summary: a week in which much happened',
    async happens(stage) {
      const { tenant } = stage;
      tenant.roles.assign({ principal: 'Alex Wilber', role: 'Helpdesk Administrator' });
      tenant.agents.stop('agent-01.contoso.local');
      tenant.setFeature('blockSoftMatchEnabled', false);
      await stage.minutes(5);
      await stage.answer('agents-degraded', { why: 'The server is being moved' });
      tenant.faults.add({ path: '/organization', kind: 'status', status: 403, count: null });
      await stage.minutes(3);
    },
  },
];

const MOST_MINUTES = 25;

export const playSummaries = (tables: LocalTables): Promise<Shown[]> =>
  Promise.all(WEEKS.map((week) => playWeek(week, tables)));

async function playWeek({ name, when, happens }: Week, tables: LocalTables): Promise<Shown> {
  const stage = await openStage(tables, { ...DECLARED, SUMMARY_SCHEDULE: '0 0 10 * * *' });
  try {
    well(stage.tenant);
    await recordMonth(stage.world);
    await stage.minutes(3);
    await happens(stage);
    await stage.after(DAY);
    // What is more urgent leaves first.
    for (let n = 0; n < MOST_MINUTES && stage.summaries().length === 0; n += 1) await stage.minutes(1);
    const [given] = stage.summaries();
    if (!given) throw new Error(`No summary was told, ${when}`);
    const mail = renderSummary(given.summary, given.now, PUBLIC_CLOUD);
    return { name, when, severity: 'info', mail, message: (format) => summaryMessageOf(given, format) };
  } finally {
    await stage.close();
  }
}
