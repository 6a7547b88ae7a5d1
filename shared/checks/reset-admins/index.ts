/** The check `reset-admins`: who can reset which synced users. Joins its sources, verdict, rules and report. */
import type { Check } from '../../core/model/check.ts';
import { earlier } from './authority/duration.ts';
import { nextWait } from './brief/waiting.ts';
import { growth, interpret } from './findings/interpret.ts';
import { judge } from './judge.ts';
import { PLOTS, ranking } from './ranking.ts';
import { evidence, figures, headline, listsOf, section } from './report.ts';
import { RULES } from './rules.ts';
import { SOURCES } from './sources/index.ts';
import type { ResetAccess } from './sources/queries.ts';
import { totalsOf } from './stored.ts';

export const resetAdmins: Check<ResetAccess> = {
  name: 'reset-admins',
  title: 'Who can reset passwords',
  place: 'resetAdmins',
  timer: { setting: 'POLL_RESET_ADMINS_SCHEDULE', otherwise: '10 * * * * *', limitMs: 240_000 },
  rules: Object.values(RULES),
  sources: SOURCES,
  version: 6,
  whenUnseen: 'partial',
  judge,
  interpret,
  growth,
  until: (verdict) => earlier(totalsOf(verdict)?.until ?? null, nextWait(verdict)),
  state: (verdict) => (totalsOf(verdict) ? 'known' : 'unknown'),
  headline,
  evidence,
  section,
  figures,
  ranking,
  plots: PLOTS,
  lists: listsOf,
  tenantName: () => null,
};
