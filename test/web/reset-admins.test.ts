import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type ResetAdminsDocument, resetAdminsAnswer } from '../../shared/web/reset-admins.ts';
import { HOSTILE } from './hostile.ts';

const path = (group: string) => ({
  ...{ way: 'group', role: 'Helpdesk Administrator', roleId: 'r', scope: '/', via: [{ id: 'g', name: group }] },
  ...{ reach: 1240, activated: false, until: null, undocumented: false },
});

const row = (name: string | null) => ({
  ...{ id: 'u1', type: 'user', name, upn: null, enabled: true, reach: 1240, reachOneStep: 1240 },
  paths: [path(name ?? 'Desk')],
});

const documentOf = (name: string | null = 'Adele Vance'): ResetAdminsDocument => ({
  ...{ state: 'partial', missing: ['eligibilities'], readAt: '2026-11-20T10:00:00.000Z' },
  ...{ syncedUsers: 1240, reachable: 1240 },
  list: [row(name)],
  indirect: [{ id: 'u2', type: 'user', name, means: 'can turn password writeback on', detail: 'x' }],
});

const csvOf = (document: ResetAdminsDocument): string[][] => parse(resetAdminsAnswer(document, 'text/csv').body);

describe('who can reset whom, over HTTP', () => {
  it('is JSON with the keys of the contract in their order', () => {
    const answer = resetAdminsAnswer(documentOf(), null);
    expect(answer.headers).toMatchObject({ 'Content-Type': 'application/json; charset=utf-8', Vary: 'Accept' });
    expect(JSON.parse(answer.body)).toEqual(documentOf());
    expect(Object.keys(JSON.parse(answer.body))).toEqual([
      ...['state', 'missing', 'readAt', 'syncedUsers', 'reachable', 'list', 'indirect'],
    ]);
  });

  it('shows nothing of a section but these keys', () => {
    const section = { ...documentOf(), resetters: 1, top: [] };
    expect(JSON.parse(resetAdminsAnswer(section, null).body)).toEqual(documentOf());
  });

  it('is CSV where that is preferred: one row for each principal, and the state in a header', () => {
    const answer = resetAdminsAnswer(documentOf(), 'text/csv');
    expect(answer.headers).toMatchObject({
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': 'attachment; filename="reset-admins.csv"',
      'X-Watch-State': 'partial',
      Vary: 'Accept',
    });
    const [head, first, ...more] = csvOf(documentOf());
    expect(head).toEqual(['id', 'type', 'name', 'upn', 'enabled', 'reach', 'reachOneStep', 'paths']);
    expect(first?.slice(0, 7)).toEqual(['u1', 'user', 'Adele Vance', '', 'true', '1240', '1240']);
    expect(JSON.parse(first?.[7] ?? '')).toEqual([path('Adele Vance')]);
    expect(more).toEqual([]);
  });

  it('says in the header of an empty list that it is not known', () => {
    const nothing = { state: 'unknown', missing: [], readAt: null, syncedUsers: null, reachable: null } as const;
    const answer = resetAdminsAnswer({ ...nothing, list: [], indirect: [] }, 'text/csv');
    expect(answer.headers['X-Watch-State']).toBe('unknown');
    expect(answer.body).toBe('id,type,name,upn,enabled,reach,reachOneStep,paths\r\n');
  });

  it.each(Object.entries(HOSTILE))('holds %s in a name without harm', (_, name) => {
    const cells = csvOf(documentOf(name))[1] ?? [];
    expect(cells).toHaveLength(8);
    for (const cell of cells) {
      expect(cell).not.toMatch(/^[\s\p{Cf}]*[=+\-@\t\r＝＋－＠﹦﹢﹣﹫−]/u);
      expect(cell).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
    expect(JSON.parse(cells[7] ?? '')).toEqual([path(name)]);
    const { body } = resetAdminsAnswer(documentOf(name), null);
    expect(body).not.toMatch(/[<>\p{Cf}\p{Cc}]/u);
    expect(JSON.parse(body)).toEqual(documentOf(name));
  });
});
