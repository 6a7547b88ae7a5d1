/** How the primitive types of the Entity Data Model look in JSON. */

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DATE = /^-?\d{4,}-\d\d-\d\d$/;
const TIME_OF_DAY = /^\d\d:\d\d(:\d\d(\.\d{1,12})?)?$/;
const DATE_TIME_OFFSET = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)$/;
const DURATION = /^-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;
const BASE64 = /^[\w+/=-]*$/;

const isText = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const isWhole = (limit: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': (value) => typeof value === 'string',
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Guid': isText(GUID),
  'Edm.DateTimeOffset': isText(DATE_TIME_OFFSET),
  'Edm.Date': isText(DATE),
  'Edm.TimeOfDay': isText(TIME_OF_DAY),
  'Edm.Duration': isText(DURATION),
  'Edm.Binary': isText(BASE64),
  'Edm.Stream': (value) => typeof value === 'string',
  'Edm.Int32': isWhole(2 ** 31),
  'Edm.Int64': isWhole(2 ** 63),
};

export const isPrimitive = (type: string): boolean => type.startsWith('Edm.');

/** False also for a type that is not known here. */
export const primitiveFits = (type: string, value: unknown): boolean => FITS[type]?.(value) ?? false;
