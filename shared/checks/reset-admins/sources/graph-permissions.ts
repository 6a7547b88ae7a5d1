/**
 * Which records of application permissions are of permissions on Microsoft Graph. Whoever owns an application chooses the
 * ids of its app roles, so that a record of any other resource may bear the id of a permission and gives nothing.
 */
import { PERMISSION } from '../../entra/role-activities.ts';
import { GRAPH_APP_ID } from '../../entra/well-known.ts';
import type { ResetAccess } from './queries.ts';
import { idsOfApplication } from './service-principal.ts';

interface Recorded {
  readonly activityDisplayName?: string | null | undefined;
  readonly targetResources: readonly {
    readonly id?: string | null | undefined;
    readonly modifiedProperties: readonly {
      readonly displayName?: string | null | undefined;
      readonly oldValue?: string | null | undefined;
      readonly newValue?: string | null | undefined;
    }[];
  }[];
}

const ACTIVITIES: ReadonlySet<string> = new Set([...PERMISSION.gives, ...PERMISSION.takes]);

/** All other rows as they are. Nothing is asked where none is of a permission. */
export async function withoutOtherResources<T extends Recorded>(access: ResetAccess, rows: readonly T[]) {
  const isOfPermission = (row: T): boolean =>
    ACTIVITIES.has(row.activityDisplayName ?? '') && valuesOf(row, 'AppRole.Id').length > 0;
  if (!rows.some(isOfPermission)) return [...rows];
  const graph = await idsOfApplication(access, GRAPH_APP_ID);
  return graph.size === 0 ? [...rows] : rows.filter((row) => !isOfPermission(row) || isOn(graph, row));
}

/** Microsoft Graph is what the permission is on, and not the one who has it. */
const isOn = (graph: ReadonlySet<string>, row: Recorded): boolean =>
  row.targetResources.some((target) => graph.has(target.id?.toLowerCase() ?? '')) &&
  !valuesOf(row, 'ServicePrincipal.ObjectID').some((holder) => graph.has(holder));

const valuesOf = ({ targetResources }: Recorded, property: string): string[] =>
  targetResources
    .flatMap(({ modifiedProperties }) => modifiedProperties)
    .filter(({ displayName }) => displayName === property)
    .flatMap(({ oldValue, newValue }) => [oldValue, newValue])
    .flatMap((value) => value?.replace(/^"|"$/g, '').toLowerCase() || []);
