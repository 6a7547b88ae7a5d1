/**
 * What goes wrong on demand, and for which requests. A fault waits for requests whose path fits, lets the first
 * `skip` pass, and acts on the next `count` of them, or until it is removed. Faults are not kept over a restart.
 */

/**
 * | kind | what happens |
 * |---|---|
 * | `status` | the given status with a documented error body; also in a step of a batch |
 * | `reset`, `hang` | the connection is reset; no answer ever comes |
 * | `delay` | the right answer, later |
 * | `truncated`, `html` | the JSON ends in the middle; an HTML page comes instead; in a step of a batch as text |
 * | `missing` | a step of a batch has no answer in it |
 * | `no-value` | the answer has no content but its context |
 * | `loop`, `endless`, `elsewhere` | the next link leads back, on and on, or to another origin |
 * | `duplicates`, `empty-pages` | rows come again on a later page; pages without rows in between |
 * | `vanish` | the list is empty for one reading, a count is 0 |
 */
export const FAULT_KINDS = [
  'status',
  'reset',
  'hang',
  'delay',
  'truncated',
  'html',
  'missing',
  'no-value',
  'loop',
  'endless',
  'elsewhere',
  'duplicates',
  'empty-pages',
  'vanish',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultSpec {
  /**
   * Path without version, such as `/organization`, `/$batch`, `/msi/token`; `*` stands for any text.
   * With a `?` in it, the decoded query is matched too: `/auditLogs/directoryAudits?*Disable*`.
   */
  readonly path: string;
  readonly kind: FaultKind;
  /** Requests it acts on; null until removed. Default 1. */
  readonly count?: number | null;
  /** Fitting requests let through first. Default 0. */
  readonly skip?: number;
  /** Acts only on steps of a batch, or only outside of one. Default both. */
  readonly only?: 'steps' | 'singles';
  /** For `status` (default 503) and `html` (default 200). */
  readonly status?: number;
  /** For `status`: the header as it is sent, such as `10`, `0.249` or a date. */
  readonly retryAfter?: string;
  /** For `status`: other words than the usual ones, such as `AadPremiumLicenseRequired`. */
  readonly code?: string;
  readonly message?: string;
  /** For `delay`: milliseconds. */
  readonly delayMs?: number;
  /** For `elsewhere`: where the next link leads. */
  readonly origin?: string;
}

export interface Fault extends FaultSpec {
  readonly id: number;
  /** Requests it still acts on; null until removed. */
  readonly left: number | null;
}

/** One request as faults see it. */
export interface Target {
  readonly path: string;
  /** Decoded query with its `?`, or empty. */
  readonly query: string;
  readonly step: boolean;
  /** Not the first page of a reading. */
  readonly laterPage: boolean;
}

export interface Faults {
  add(spec: FaultSpec): Fault;
  remove(id: number): void;
  clear(): void;
  list(): readonly Fault[];
  /** The first fault that fits, charged for this request. */
  take(target: Target): Fault | null;
}

export function createFaults(): Faults {
  let faults: { spec: FaultSpec; id: number; skip: number; left: number | null }[] = [];
  let lastId = 0;
  const shown = ({ spec, id, left }: (typeof faults)[number]): Fault => ({ ...spec, id, left });
  return {
    add(spec) {
      lastId += 1;
      const fault = { spec, id: lastId, skip: spec.skip ?? 0, left: spec.count === undefined ? 1 : spec.count };
      faults.push(fault);
      return shown(fault);
    },
    remove: (id) => {
      faults = faults.filter((fault) => fault.id !== id);
    },
    clear: () => {
      faults = [];
    },
    list: () => faults.map(shown),
    take(target) {
      for (const fault of faults.filter(({ spec }) => fits(spec, target))) {
        if (fault.skip > 0) {
          fault.skip -= 1;
          continue;
        }
        const taken = shown(fault);
        if (fault.left !== null) fault.left -= 1;
        faults = faults.filter(({ left }) => left !== 0);
        return taken;
      }
      return null;
    },
  };
}

/** These shape a whole reading from its first page on; the skip token carries them further. */
const SHAPES_READING: readonly FaultKind[] = ['duplicates', 'empty-pages', 'vanish'];
/** These act on the connection, which a step of a batch does not have. */
const ACTS_ON_WIRE: readonly FaultKind[] = ['reset', 'hang', 'delay'];

function fits(spec: FaultSpec, target: Target): boolean {
  if (spec.only !== undefined && (spec.only === 'steps') !== target.step) return false;
  if (target.step ? ACTS_ON_WIRE.includes(spec.kind) : spec.kind === 'missing') return false;
  if (target.laterPage && SHAPES_READING.includes(spec.kind)) return false;
  return fitsPattern(spec.path, spec.path.includes('?') ? target.path + target.query : target.path);
}

/** `*` stands for any text, all else for itself. Linear: each part is searched once, from left to right. */
function fitsPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts.shift() ?? '';
  const last = parts.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
