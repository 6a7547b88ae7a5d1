/** A tenant as the sources of the check `writeback` read it: plain values in, readings out. */
import type { OneActor } from '../../shared/core/model/alert.ts';
import type { Fact } from '../../shared/core/model/fact.ts';
import type { Reading, Readings } from '../../shared/core/model/source.ts';

export interface AuditEvent {
  readonly id: string;
  readonly says: 'on' | 'off';
  readonly at: string;
  readonly result?: string;
  readonly actor?: OneActor;
}

export interface Tenant {
  readonly name: string;
  readonly events: readonly AuditEvent[];
  readonly flags: { readonly [flag: string]: boolean | null };
  readonly cloudSync: readonly string[];
  readonly sspr: boolean;
  readonly declared: { readonly says: 'on' | 'off'; readonly on: string; readonly by: string } | null;
  /** Sources that fail, with the code of their error. */
  readonly failing: { readonly [source: string]: string };
}

/** Nothing known for or against writeback, all sources readable. */
export const CALM: Tenant = {
  name: 'Contoso',
  events: [],
  flags: {
    passwordWritebackEnabled: false,
    blockSoftMatchEnabled: true,
    blockCloudObjectTakeoverThroughHardMatchEnabled: true,
    passwordSyncEnabled: true,
  },
  cloudSync: [],
  sspr: false,
  declared: null,
  failing: {},
};

export function readingsOf(tenant: Tenant): Readings {
  const facts: { [source: string]: Fact[] } = {
    directoryAudits: tenant.events.map(eventFact),
    onPremisesSynchronization: Object.entries(tenant.flags).map(([name, value]) => flagFact(name, value)),
    organization: [{ key: 'tenant-id', attributes: { onPremisesSyncEnabled: true }, label: tenant.name }],
    cloudSync: tenant.cloudSync.map((key) => ({ key, attributes: { accountEnabled: true }, label: `${key}.example` })),
    authorizationPolicy: [{ key: 'allowedToUseSSPR', attributes: { value: tenant.sspr } }],
    ssprSettings: [],
    resets: [],
    declaration: [{ key: 'declaration', attributes: tenant.declared ?? { says: null, on: null, by: null } }],
  };
  const times = tenant.events.map(({ at }) => at).sort();
  const readings = Object.entries(facts).map(([name, list]): [string, Reading] => {
    const code = tenant.failing[name];
    if (code) return [name, { ok: false, error: { code, message: `${name} said ${code}`, hint: `mend ${name}` } }];
    const watermark = name === 'directoryAudits' ? { watermark: times.at(-1) ?? null } : {};
    return [name, { ok: true, facts: list, ...watermark }];
  });
  return Object.fromEntries(readings);
}

function eventFact({ id, says, at, result = 'success', actor }: AuditEvent): Fact {
  const label = says === 'on' ? 'Enable password writeback for directory' : 'Disable password writeback for directory';
  return { key: id, attributes: { says, at, result }, label, details: { actor: actor ? { ...actor } : null } };
}

const flagFact = (name: string, value: boolean | null): Fact => ({
  key: `feature:${name}`,
  attributes: { value },
  label: name,
});
