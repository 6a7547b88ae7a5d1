/**
 * Who did something, as directory audit events tell it (`initiatedBy.user` or `initiatedBy.app`).
 * Both may be null, and a user id of zeros names nobody.
 */
import * as z from 'zod';
import type { Actor } from '../core/model/alert.ts';

export type { Actor };

const text = z.string().nullish();

export const initiatorShape = z.object({
  user: z.object({ id: text, displayName: text, userPrincipalName: text }).nullish(),
  app: z.object({ appId: text, displayName: text, servicePrincipalId: text }).nullish(),
});

const NOBODY = /^[0-]*$/;

export function initiator(by: z.infer<typeof initiatorShape> | null | undefined): Actor | null {
  const user = by?.user;
  if (user && !(NOBODY.test(user.id ?? '') && !user.userPrincipalName)) {
    return { id: user.id ?? '', name: user.userPrincipalName || user.displayName || user.id || '', type: 'user' };
  }
  const app = by?.app;
  const id = app?.servicePrincipalId || app?.appId || '';
  return app && (id || app.displayName) ? { id, name: app.displayName || id, type: 'application' } : null;
}
