/**
 * What the alerts that every check has alike mean: that it has begun, what first readings add, state that was lost, a
 * source that nobody can see. Data; titles and details stand where they are raised (history.ts, blindness.ts).
 */
import type { Rule } from '../model/rule.ts';

export const COMMON_RULES = {
  baseline: {
    id: 'baseline',
    severity: 'info',
    why: 'This is the baseline. From here on, every change is recorded, and those that need your attention are mailed.',
    todo: 'Compare it with what you expect.',
    told: 'mailed',
  },
  firstReading: {
    id: 'first-reading',
    severity: 'info',
    why: 'A source that could not be read before is readable now. What it shows is the baseline, not a change.',
    todo: 'There is nothing to do if you expected it.',
    told: 'mailed',
  },
  newDefinition: {
    id: 'new-definition',
    severity: 'info',
    why: 'This version keeps what it reads under other keys, so it could not be compared one by one with what was stored. It was recorded as a first reading.',
    todo: 'There is nothing to do.',
    told: 'mailed',
  },
  stateLost: {
    id: 'state-lost',
    severity: 'warning',
    why: 'What was stored is missing or damaged, so a new baseline was taken. What could be compared with the rest of the state was compared; other changes since the last reading were not.',
    todo: 'Compare the present state with what you expect, and find out who or what touched the table.',
    told: 'mailed',
  },
  headLost: {
    id: 'state-lost',
    severity: 'warning',
    why: 'The row that names all that is stored of this check cannot be read, so what changed since the last reading was not compared. Its open alerts stay open.',
    todo: 'Compare the present state with what you expect, and find out who or what touched the table.',
    told: 'mailed',
  },
  rolledBack: {
    id: 'version-rolled-back',
    severity: 'warning',
    why: 'A newer version stored what this one now reads in its own way. What only the newer version watched is no longer watched.',
    todo: 'If you did not roll the app back, find out who deployed it. If you did, there is nothing to do.',
    told: 'mailed',
  },
  /** Its severity is that of what comes and goes. */
  flapping: {
    id: 'flapping',
    severity: 'warning',
    why: 'It came back within an hour. Until it has been still for an hour, its changes are recorded and not mailed; whatever is worse is still mailed at once.',
    todo: 'Look in the history (GET /api/drift) for who or what changes it, and whether it is there now. A service that answers differently each time looks the same.',
    told: 'mailed',
  },
  /** A required source: exposure could grow unseen. */
  requiredSourceBlind: {
    id: 'source-blind',
    severity: { on: 'critical', off: 'warning', unknown: 'warning' },
    why: 'What has changed by then is told once it can be read again.',
    todo: 'Look at the reason given here. The watch keeps trying by itself.',
    told: 'mailed',
  },
  sourceBlind: {
    id: 'source-blind',
    severity: 'warning',
    why: 'Nobody is told of a change there until it can be read again; what has changed by then is told at once.',
    todo: 'Look at the reason given here. The watch keeps trying by itself.',
    told: 'mailed',
  },
} as const satisfies { readonly [name: string]: Rule };
