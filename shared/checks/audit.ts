/**
 * Who did something, as directory audit events tell it (`initiatedBy.user` or `initiatedBy.app`).
 * Both may be null, and a user id of zeros names nobody.
 */
import type * as z from 'zod';
import type { OneActor } from '../core/model/alert.ts';
import { part, text } from './rows.ts';

export type { OneActor };

export const initiatorShape = part({
  user: part({ id: text, displayName: text, userPrincipalName: text }),
  app: part({ appId: text, displayName: text, servicePrincipalId: text }),
});

const NOBODY = /^[0-]*$/;

export function initiator(by: z.infer<typeof initiatorShape>): OneActor | null {
  const user = by?.user;
  if (user && !(NOBODY.test(user.id ?? '') && !user.userPrincipalName)) {
    return { id: user.id ?? '', name: user.userPrincipalName || user.displayName || user.id || '', type: 'user' };
  }
  const app = by?.app;
  const id = app?.servicePrincipalId || app?.appId || '';
  return app && (id || app.displayName) ? { id, name: app.displayName || id, type: 'application' } : null;
}
