/**
 * What goes wrong on demand. A fault lets the first `skip` signed requests of its kind pass and acts on the next
 * `count` of them, or until it is removed. Faults are not kept over a restart.
 */

/**
 * | kind | what happens |
 * |---|---|
 * | `status` | the given status with an error body; nothing is accepted |
 * | `reset` | the connection is reset; nothing is accepted |
 * | `hang` | no answer ever comes; nothing is accepted |
 * | `drop` | accepted, then the connection is reset instead of an answer |
 * | `fail-delivery` | accepted, and the operation later ends as `Failed` |
 */
export const MAIL_FAULT_KINDS = ['status', 'reset', 'hang', 'drop', 'fail-delivery'] as const;

export type MailFaultKind = (typeof MAIL_FAULT_KINDS)[number];

/** `send`: `POST /emails:send`; `operation`: `GET /emails/operations/{id}`. */
export const MAIL_FAULT_TARGETS = ['send', 'operation'] as const;

export type MailFaultTarget = (typeof MAIL_FAULT_TARGETS)[number];

export interface MailFaultSpec {
  readonly kind: MailFaultKind;
  /** Default `send`. Of the kinds, `drop` on an operation loses its answer, `fail-delivery` means nothing there. */
  readonly on?: MailFaultTarget;
  /** Requests it acts on; null until removed. Default 1. */
  readonly count?: number | null;
  /** Requests let through first. Default 0. */
  readonly skip?: number;
  /** For `status`. Default 500. */
  readonly status?: number;
  /** For `status`: the header as it is sent, such as `10` or a date. */
  readonly retryAfter?: string;
  /** For `status` and `fail-delivery`: another error code than the usual one. */
  readonly code?: string;
}

export interface MailFault extends MailFaultSpec {
  readonly id: number;
  readonly on: MailFaultTarget;
  /** Requests it still acts on; null until removed. */
  readonly left: number | null;
}

export interface MailFaults {
  add(spec: MailFaultSpec): MailFault;
  remove(id: number): void;
  clear(): void;
  list(): readonly MailFault[];
  /** The first fault that fits, charged for this request. */
  take(target: MailFaultTarget): MailFault | null;
}

export function createMailFaults(): MailFaults {
  let faults: { fault: MailFault; skip: number; left: number | null }[] = [];
  let lastId = 0;
  const shown = ({ fault, left }: (typeof faults)[number]): MailFault => ({ ...fault, left });
  return {
    add(spec) {
      lastId += 1;
      const left = spec.count === undefined ? 1 : spec.count;
      const fault = { ...spec, on: spec.on ?? 'send', id: lastId, left };
      faults.push({ fault, skip: spec.skip ?? 0, left });
      return fault;
    },
    remove: (id) => {
      faults = faults.filter(({ fault }) => fault.id !== id);
    },
    clear: () => {
      faults = [];
    },
    list: () => faults.map(shown),
    take(target) {
      for (const entry of faults.filter(({ fault }) => fault.on === target)) {
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        if (entry.left !== null) entry.left -= 1;
        faults = faults.filter(({ left }) => left !== 0);
        return shown(entry);
      }
      return null;
    },
  };
}
