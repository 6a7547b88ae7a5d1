/**
 * The oldest version of Connect Sync that still works, as data with its date. Second-hand: several publications agree,
 * no page of Microsoft's was read. A test speaks up when this has not been looked at for a year.
 */
export const CONNECT_VERSIONS = {
  /** When the sources were last read. */
  readOn: '2026-11-20',
  /** Below it all sync services stop. */
  floor: '2.5.79.0',
  /** From this day on. */
  floorSince: '2026-09-30',
} as const;

const VERSION = /^\d+(\.\d+){1,3}$/;

/** Whether a version is below the floor; null when it is not known, or no version. */
export function isBelowFloor(version: string | null): boolean | null {
  if (version === null || !VERSION.test(version)) return null;
  const own = partsOf(version);
  const floor = partsOf(CONNECT_VERSIONS.floor);
  const difference = floor.map((part, index) => (own[index] ?? 0) - part).find((one) => one !== 0);
  return (difference ?? 0) < 0;
}

const partsOf = (version: string): number[] => version.split('.').map(Number);
