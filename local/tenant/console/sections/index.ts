/** The parts of the console, in order. */
import type { Section } from '../section.ts';
import { agents } from './agents.ts';
import { applications } from './applications.ts';
import { auditLog } from './audit-log.ts';
import { clock } from './clock.ts';
import { cloudSync } from './cloud-sync.ts';
import { failedResets } from './failed-resets.ts';
import { faults } from './faults.ts';
import { features } from './features.ts';
import { groups } from './groups.ts';
import { licences } from './licences.ts';
import { permissions } from './permissions.ts';
import { requests } from './requests.ts';
import { resets } from './resets.ts';
import { roles } from './roles.ts';
import { sync } from './sync.ts';
import { tenantName } from './tenant-name.ts';
import { units } from './units.ts';
import { users } from './users.ts';
import { writeback } from './writeback.ts';

export const SECTIONS: readonly Section[] = [
  writeback,
  failedResets,
  resets,
  roles,
  groups,
  units,
  users,
  applications,
  sync,
  agents,
  cloudSync,
  features,
  permissions,
  licences,
  clock,
  auditLog,
  faults,
  requests,
  tenantName,
];
