/**
 * A watch as it lives: minute by minute a poll, then a notify, each by a new instance, over the world's real HTTP.
 * What came of it is read where a person reads it: mails, status, history.
 */
import { onTestFinished } from 'vitest';
import type { LocalTables } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { Seams } from '../../shared/compose.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openWorld, type World } from '../world/world.ts';

export interface Scene {
  readonly world: World;
  /** What the operator sets beside the world's own settings; the next run sees it. */
  settings: Readonly<Record<string, string>>;
  /** What the next runs stand on. */
  seams: Seams;
  /** A minute later: one poll, one notify. @returns the mails that came, oldest first */
  minute(): Promise<StoredMail[]>;
  /** So many minutes. @returns all mails that came */
  minutes(count: number): Promise<StoredMail[]>;
  /** So many minutes in which nothing is done to the tenant: only every third has runs, and none is late by that. */
  through(minutes: number): Promise<StoredMail[]>;
  /** No run for so long, then a minute as usual. */
  after(ms: number): Promise<StoredMail[]>;
  status(strict?: boolean): Promise<Status>;
  /** Newest first, of all history or since a time. */
  history(since?: string): Promise<HistoryLine[]>;
}

export interface Status extends Report {
  readonly http: number;
}

export interface HistoryLine {
  readonly id: string;
  readonly at: string;
  readonly source: string;
  readonly change: string;
  readonly key: string;
  readonly title: string;
  readonly severity: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly actor?: { readonly id: string; readonly name: string; readonly type: string };
  readonly mailed: boolean | null;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** @param tables shared by the scenes of a file; each has a table of its own */
export async function openScene(
  tables: LocalTables,
  settings: Readonly<Record<string, string>> = {},
  prepare: (world: World) => void = () => {},
): Promise<Scene> {
  const world = await openWorld({ tables });
  onTestFinished(() => world.close());
  prepare(world);
  const instance = () => world.watch(scene.seams, scene.settings);
  const scene: Scene = {
    world,
    settings,
    seams: {},
    minute: async () => {
      const before = world.mailbox.mails().length;
      world.wait(40_000);
      await instance().poll('writeback');
      world.wait(20_000);
      await instance().notify();
      return arrived(world, before);
    },
    minutes: async (count) => {
      const mails: StoredMail[] = [];
      for (let n = 0; n < count; n += 1) mails.push(...(await scene.minute()));
      return mails;
    },
    through: async (minutes) => {
      const mails: StoredMail[] = [];
      for (let left = minutes; left > 0; left -= 3) mails.push(...(await scene.after(Math.min(left, 3) * MINUTE)));
      return mails;
    },
    after: (ms) => {
      world.wait(ms - MINUTE);
      return scene.minute();
    },
    status: async (strict = false) => {
      const { status, body } = await instance().status(strict);
      return { ...(JSON.parse(body) as Report), http: status };
    },
    history: async (since) => {
      const query = new URLSearchParams({ limit: '1000', ...(since !== undefined && { since }) });
      const { body } = await instance().drift(query, null);
      return (JSON.parse(body) as { items: HistoryLine[] }).items;
    },
  };
  return scene;
}

const arrived = (world: World, before: number): StoredMail[] =>
  world.mailbox
    .mails()
    .slice(0, world.mailbox.mails().length - before)
    .filter(isNews)
    .reverse();

/** Scripts leap over Mondays: the periodic summary, which then comes, is told by a script of its own. */
export const isNews = ({ subject }: Pick<StoredMail, 'subject'>): boolean => !subject.startsWith('[Summary]');

export const subjects = (mails: readonly StoredMail[]): string[] => mails.map(({ subject }) => subject);

/** The text of a mail on one line, so that its wrapping does not matter. */
export const words = (mail: StoredMail | undefined): string => (mail?.text ?? '').replace(/\s+/g, ' ');

export const isoNow = (world: World): string => new Date(world.now()).toISOString();

/** The state of every source that is not fine. */
export const notOk = ({ sources }: Report): Record<string, string> =>
  Object.fromEntries(sources.filter(({ state }) => state !== 'ok').map(({ name, state }) => [name, state]));
