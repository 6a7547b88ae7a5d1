import { describe, expect, test } from 'vitest';
import { MATRIX, MATRIX_SOURCE } from '../../../shared/checks/reset-admins/authority/matrix.ts';
import { ROLE } from './tenants.ts';

const row = (templateId: string) => MATRIX.find((one) => one.templateId === templateId);

describe('the matrix', () => {
  test('was compared with its source within the last year: else read the page again and set `comparedOn`', () => {
    const daysOld = (Date.now() - Date.parse(MATRIX_SOURCE.comparedOn)) / 86_400_000;
    expect(daysOld).toBeLessThan(366);
  });

  test('says where it is from', () => {
    expect(MATRIX_SOURCE.page).toMatch(/^https:\/\/learn\.microsoft\.com\/.+\/privileged-roles-permissions$/);
    expect(MATRIX_SOURCE.pageDate).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Date.parse(MATRIX_SOURCE.pageDate)).toBeLessThanOrEqual(Date.parse(MATRIX_SOURCE.comparedOn));
  });

  test('has each role once', () => {
    expect(new Set(MATRIX.map(({ templateId }) => templateId)).size).toBe(MATRIX.length);
  });

  test.each([
    ['Global Administrator', ROLE.global],
    ['Privileged Authentication Administrator', ROLE.privilegedAuthentication],
    ['Partner Tier2 Support', ROLE.partnerTier2],
  ])('lets %s reach everyone', (name, id) => {
    expect(row(id)).toMatchObject({ name, reach: 'everyone', atUnit: 'everyone' });
  });

  test.each([
    ['Partner Tier1 Support', ROLE.partnerTier1],
    ['Security Operator', ROLE.securityOperator],
    ['Entra SOC Identity Responder', ROLE.socResponder],
    ['Security Administrator', ROLE.securityAdministrator],
  ])('lets %s reach those without a role', (name, id) => {
    expect(row(id)).toMatchObject({ name, reach: 'nonAdmins', targets: [], atUnit: 'nonAdmins' });
  });

  const lists = {
    password: ['directoryReaders', 'guestInviter', 'password'],
    helpdesk: [
      ...['directoryReaders', 'guestInviter', 'password', 'messageCenterReader', 'reportsReader'],
      ...['usageSummaryReader', 'experienceManager', 'helpdesk'],
    ],
    authentication: [
      ...['directoryReaders', 'guestInviter', 'password', 'messageCenterReader', 'reportsReader'],
      ...['usageSummaryReader', 'experienceManager', 'authentication'],
    ],
    user: [
      ...['directoryReaders', 'guestInviter', 'password', 'messageCenterReader', 'reportsReader'],
      ...['usageSummaryReader', 'experienceManager', 'helpdesk', 'user', 'groups'],
    ],
  } as const;

  test.each(Object.entries(lists))('lets %s reach the holders of its listed roles', (role, targets) => {
    const expected = targets.map((name) => ROLE[name as keyof typeof ROLE]).sort();
    expect([...(row(ROLE[role as keyof typeof lists])?.targets ?? [])].sort()).toEqual(expected);
  });

  test('at a unit lets only User Administrator of these four keep its row', () => {
    expect(row(ROLE.user)?.atUnit).toBe('limited');
    for (const id of [ROLE.password, ROLE.helpdesk, ROLE.authentication]) expect(row(id)?.atUnit).toBe('nonAdmins');
  });
});
