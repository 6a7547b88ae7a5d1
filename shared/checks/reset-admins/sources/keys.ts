/**
 * The keys of facts that say more than an id: written and read here alone, so that no other file takes a text apart.
 * Ids have no blanks. What is written once stays readable: stored facts carry these texts.
 */

/**
 * What a group has beside its members. `memberGroups` are among the members too: it says that they are groups. `crowd`:
 * how many more there are than are named one by one.
 */
export type GroupPart = 'members' | 'memberApps' | 'memberGroups' | 'owners' | 'ownerApps' | 'crowd';

export const groupKey = (group: string, part: GroupPart): string => (part === 'members' ? group : `${group} ${part}`);

export function groupPartOf(key: string): { readonly group: string; readonly part: GroupPart } {
  const [group = '', part = 'members'] = key.split(' ');
  return { group, part: part as GroupPart };
}

/**
 * All members of a group who are not named one by one, as one principal. Another each time their number has doubled, so
 * that it is told again.
 */
export const crowdId = (group: string, atLeast: number): string => `${group}+${atLeast}`;

export const isCrowd = (principal: string): boolean => principal.includes('+');

/** A unit that is there, or the mark that a scope names one that is not. */
export const unitKey = (unit: string, isThere: boolean): string => (isThere ? unit : `${unit} gone`);

export function unitKeyOf(key: string): { readonly unit: string; readonly isThere: boolean } {
  const [unit = '', mark] = key.split(' ');
  return { unit, isThere: mark === undefined };
}

export type Looked = 'user' | 'application';

/** Who was found, and in which collection. */
export const principalKey = (kind: Looked, id: string): string => `${kind} ${id}`;

export const isFoundAs = (kind: Looked, key: string): boolean => key.startsWith(`${kind} `);

/** The application of a sync client, or an owner of an application. */
export const clientKey = (application: string): string => `client ${application}`;

export const ownerKey = (application: string, owner: string): string => `${application} ${owner}`;

export const isClient = (key: string): boolean => key.startsWith('client ');

/** What an application signs in with. */
export const credentialsKey = (application: string): string => `credentials ${application}`;

export const isCredentials = (key: string): boolean => key.startsWith('credentials ');
