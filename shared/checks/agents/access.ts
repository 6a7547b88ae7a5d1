/** What the sources of the check `agents` may use, and the definition version that they share so far. */
import type { Access } from '../access.ts';

export type AgentsAccess = Pick<Access, 'graph' | 'standing' | 'believed'>;

export const V1 = { scheme: 1, attributes: 1 };
