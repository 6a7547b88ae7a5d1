/** The parts of the console, in order: three acts that show the product, then everything else by subject. */
import type { Act, Section } from '../section.ts';
import { administrator } from './administrator.ts';
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
import { syncServer } from './sync-server.ts';
import { tenantName } from './tenant-name.ts';
import { units } from './units.ts';
import { users } from './users.ts';
import { writeback } from './writeback.ts';

export const ACTS: readonly Act[] = [writeback, administrator, syncServer];

interface Group {
  readonly title: string;
  readonly sections: readonly Section[];
}

export const GROUPS: readonly Group[] = [
  { title: 'Who can reset whom', sections: [roles, groups, units, users, applications] },
  { title: 'Sync and agents', sections: [sync, agents, cloudSync, features] },
  { title: 'Resets and audit events', sections: [resets, failedResets, auditLog] },
  { title: 'What the watch can read', sections: [permissions, licences, faults, clock, requests] },
  { title: 'The tenant itself', sections: [tenantName] },
];

export const SECTIONS: readonly Section[] = GROUPS.flatMap(({ sections }) => sections);
