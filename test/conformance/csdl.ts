/**
 * Reads a CSDL file and says where a JSON body breaks it: property names, types, nullability, enum members,
 * collections. An open type may hold more than it declares; that is still named, since for a name nobody declared
 * the reason should be known.
 */
import { XMLParser } from 'fast-xml-parser';
import { isPrimitive, primitiveFits } from './primitives.ts';

export interface TypeRef {
  /** Without alias: `organization`, `Edm.String`. */
  readonly name: string;
  readonly isCollection: boolean;
  readonly isNullable: boolean;
}

export interface Structure {
  readonly base: string | null;
  readonly properties: ReadonlyMap<string, TypeRef>;
  readonly navigation: ReadonlyMap<string, TypeRef>;
}

export interface Csdl {
  readonly structures: ReadonlyMap<string, Structure>;
  readonly enums: ReadonlyMap<string, { readonly members: ReadonlySet<string>; readonly isFlags: boolean }>;
}

export interface Problem {
  /** Where in the body, such as `value[0].features.x`. */
  readonly at: string;
  readonly type: string;
  readonly what: string;
}

interface XmlMember {
  readonly Name: string;
  readonly Type: string;
  readonly Nullable?: string;
}

interface XmlType {
  readonly Name: string;
  readonly BaseType?: string;
  readonly IsFlags?: string;
  readonly Property?: readonly XmlMember[];
  readonly NavigationProperty?: readonly XmlMember[];
  readonly Member?: readonly { readonly Name: string }[];
}

interface XmlSchema {
  readonly Namespace: string;
  readonly EntityType?: readonly XmlType[];
  readonly ComplexType?: readonly XmlType[];
  readonly EnumType?: readonly XmlType[];
}

const LISTS = ['Schema', 'EntityType', 'ComplexType', 'EnumType', 'Property', 'NavigationProperty', 'Member'];

export function readCsdl(xml: string): Csdl {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name, _path, _leaf, isAttribute) => !isAttribute && LISTS.includes(name),
  });
  const parsed = parser.parse(xml) as { 'edmx:Edmx': { 'edmx:DataServices': { Schema: XmlSchema[] } } };
  const schemas = parsed['edmx:Edmx']['edmx:DataServices'].Schema;
  const named = (kind: 'EntityType' | 'ComplexType' | 'EnumType') =>
    schemas.flatMap((schema) =>
      (schema[kind] ?? []).map((type) => [plainName(`${schema.Namespace}.${type.Name}`), type] as const),
    );
  return {
    structures: new Map(
      [...named('EntityType'), ...named('ComplexType')].map(([name, type]) => [name, structureOf(type)]),
    ),
    enums: new Map(named('EnumType').map(([name, type]) => [name, enumOf(type)])),
  };
}

const structureOf = (type: XmlType): Structure => ({
  base: type.BaseType === undefined ? null : plainName(type.BaseType),
  properties: new Map((type.Property ?? []).map((property) => [property.Name, refOf(property)])),
  navigation: new Map((type.NavigationProperty ?? []).map((property) => [property.Name, refOf(property)])),
});

const enumOf = (type: XmlType) => ({
  members: new Set((type.Member ?? []).map(({ Name }) => Name)),
  isFlags: type.IsFlags === 'true',
});

function refOf({ Type, Nullable }: XmlMember): TypeRef {
  const element = /^Collection\((.+)\)$/.exec(Type)?.[1];
  return { name: plainName(element ?? Type), isCollection: element !== undefined, isNullable: Nullable !== 'false' };
}

/** `graph.` is the alias of the one namespace that most types are in. */
export const plainName = (name: string): string => name.replace(/^#?(microsoft\.)?graph\./, '');

/** A declared property or navigation property of a type or its bases. */
export function memberOf(csdl: Csdl, type: string, name: string): TypeRef | undefined {
  const structure = csdl.structures.get(type);
  if (!structure) return undefined;
  const own = structure.properties.get(name) ?? structure.navigation.get(name);
  return own ?? (structure.base === null ? undefined : memberOf(csdl, structure.base, name));
}

export function problemsOf(csdl: Csdl, ref: TypeRef, value: unknown, at: string): Problem[] {
  const problem = (what: string): Problem[] => [{ at, type: ref.name, what }];
  if (ref.isCollection) {
    if (!Array.isArray(value)) return problem(`not a collection: ${shown(value)}`);
    return value.flatMap((item, index) => problemsOf(csdl, { ...ref, isCollection: false }, item, `${at}[${index}]`));
  }
  if (value === null) return ref.isNullable ? [] : problem('null, but not nullable');
  if (isPrimitive(ref.name)) return primitiveFits(ref.name, value) ? [] : problem(`not of this type: ${shown(value)}`);
  const members = csdl.enums.get(ref.name);
  if (members) return enumFits(members, value) ? [] : problem(`not a member: ${shown(value)}`);
  if (!csdl.structures.has(ref.name)) return problem('the type is not in this CSDL');
  if (typeof value !== 'object' || Array.isArray(value)) return problem(`not an object: ${shown(value)}`);
  return structureProblems(csdl, ref.name, value as Record<string, unknown>, at);
}

function structureProblems(csdl: Csdl, declared: string, value: Record<string, unknown>, at: string): Problem[] {
  const given = value['@odata.type'];
  const type = typeof given === 'string' ? plainName(given) : declared;
  return Object.entries(value)
    .filter(([name]) => !name.includes('@'))
    .flatMap(([name, inner]) => {
      const place = at === '' ? name : `${at}.${name}`;
      const member = memberOf(csdl, type, name);
      return member ? problemsOf(csdl, member, inner, place) : [{ at: place, type, what: 'not declared' }];
    });
}

function enumFits({ members, isFlags }: { members: ReadonlySet<string>; isFlags: boolean }, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return (isFlags ? value.split(',') : [value]).every((name) => members.has(name.trim()));
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'undefined';
