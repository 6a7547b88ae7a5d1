/** Every scene, by the rule that it is about. A rule without one fails a test, and `npm run gallery`. */
import { CHECKS } from '../../shared/checks/index.ts';
import type { Rule } from '../../shared/core/model/rule.ts';
import { COMMON_RULES } from '../../shared/core/poll/rules.ts';
import type { Scenes } from '../scene.ts';
import { AGENT_SCENES } from './agents.ts';
import { RESETTER_SCENES } from './resetters.ts';
import { RIGHT_SCENES } from './rights.ts';
import { COMMON_SCENES, WATCH_SCENES } from './watch.ts';
import { WRITEBACK_SCENES } from './writeback.ts';

export const SCENES: Scenes = {
  ...WRITEBACK_SCENES,
  ...AGENT_SCENES,
  ...RESETTER_SCENES,
  ...RIGHT_SCENES,
  ...WATCH_SCENES,
  ...COMMON_SCENES,
};

/** All that can be raised, in the order of the registry, what every check has alike last. */
export const RULES: readonly Rule[] = [...CHECKS.flatMap(({ rules }) => rules), ...Object.values(COMMON_RULES)];

/** Ids of the rules that are shown on the page and never mailed. */
export const RECORDED: readonly string[] = [
  ...new Set(RULES.filter(({ told }) => told === 'recorded').map(({ id }) => id)),
];
