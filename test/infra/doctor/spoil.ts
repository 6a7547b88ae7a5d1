/** Ways to spoil one thing in a deployment in which nothing is wrong. */
import { goodStatus, ID, type SiteState, type StatusBody, type World } from '../azure/world.ts';

export const firstSite = ({ sites }: World): SiteState => {
  const [first] = sites;
  if (!first) throw new Error('The world has no app');
  return first;
};

export const set = (name: string, value: string | undefined) => (world: World) => {
  const { settings } = firstSite(world);
  if (value === undefined) delete settings[name];
  else settings[name] = value;
};

export const status = (change: (body: StatusBody) => void) => (world: World) => {
  const body = goodStatus();
  change(body);
  world.status = { status: 200, body };
};

export const forbid =
  (path: RegExp, method = 'GET', code = 403) =>
  (world: World) =>
    void world.refusals.push({ method, path, status: code, code: 'AuthorizationFailed' });

/** A verified domain of one's own as the sender. */
export function own(world: World): void {
  world.communication.linkedDomains.push(ID.ownDomain);
  set('MAIL_FROM', 'watch@example.com')(world);
}

export type Row = readonly [spoilt: string, spoil: (world: World) => void, line: string, todo: string];
