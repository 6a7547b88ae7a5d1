/**
 * What one Graph path needs to be served. An endpoint knows rows and documented options; paging, `$select`,
 * filters, permissions, faults and errors are the same for all and none of its business.
 */
import type { Query, QueryRules } from './odata/query.ts';
import type { Row, RowList } from './odata/row-list.ts';
import type { Permission } from './permissions.ts';
import type { GraphRefusal } from './reply.ts';
import type { TenantState } from './state.ts';

export type Version = 'v1.0' | 'beta';

export interface EndpointCall {
  readonly state: TenantState;
  readonly version: Version;
  /** ms since 1970. */
  readonly now: number;
  /** The ids of `{…}` segments in order. */
  readonly ids: readonly string[];
  /** The header `ConsistencyLevel: eventual` was sent. */
  readonly isEventual: boolean;
}

export interface Endpoint extends QueryRules {
  /** Without version; `{id}` stands for any one segment, or for what is between the quotes of a key. */
  readonly path: string;
  /** Default both. */
  readonly versions?: readonly Version[];
  /** The one that opens it; null where none does and `isOpen` alone decides. */
  readonly permission: Permission | null;
  /** Whether the identity may read it without the permission. Default never. */
  isOpen?(call: EndpointCall): boolean;
  /** How it is refused without the permission. Default 403. */
  denied?(): GraphRefusal;
  /** What PIM alone knows; whether it may be a step of a batch is not documented. */
  readonly isPim?: boolean;
  /** What the context calls the rows, where that is not the path. */
  readonly set?: string;
  /** All properties served, as the CSDL names them. */
  properties(version: Version): readonly string[];
  /** Those shown unless others are selected. Default all. */
  readonly defaults?: readonly string[];
  /**
   * `rows`: all of them, unfiltered and whole. `list`: as filtered by `query`, made one by one. `entity`: the one of a
   * path that is not a collection. `text`: what is not even JSON.
   * @throws GraphRefusal where there is nothing, or a licence is missing
   */
  read(
    call: EndpointCall,
    query: Query,
  ):
    | { readonly rows: readonly Row[] }
    | { readonly list: RowList }
    | { readonly entity: Row }
    | { readonly text: string };
  /** What of a row moves by itself, for a shaken tenant: the row after some time has passed. */
  drifted?(row: Row, seconds: number): Row;
}
