/** The parts of the console, in order. */
import type { Section } from '../section.ts';
import { auditLog } from './audit-log.ts';
import { faults } from './faults.ts';
import { features } from './features.ts';
import { permissions } from './permissions.ts';
import { requests } from './requests.ts';
import { sync } from './sync.ts';
import { tenantName } from './tenant-name.ts';
import { writeback } from './writeback.ts';

export const SECTIONS: readonly Section[] = [
  writeback,
  sync,
  features,
  permissions,
  auditLog,
  faults,
  requests,
  tenantName,
];
