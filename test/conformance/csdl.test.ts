import { describe, expect, it } from 'vitest';
import { problemsOf, readCsdl } from './csdl.ts';

const csdl =
  readCsdl(`<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EnumType Name="colour"><Member Name="red" Value="0"/><Member Name="blue" Value="1"/></EnumType>
    <EnumType Name="marks" IsFlags="true"><Member Name="a" Value="1"/><Member Name="b" Value="2"/></EnumType>
    <EntityType Name="entity" Abstract="true"><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
    <EntityType Name="thing" BaseType="graph.entity" OpenType="true">
      <Property Name="at" Type="Edm.DateTimeOffset"/>
      <Property Name="count" Type="Edm.Int32" Nullable="false"/>
      <Property Name="colour" Type="graph.colour"/>
      <Property Name="marks" Type="graph.marks"/>
      <Property Name="names" Type="Collection(Edm.String)" Nullable="false"/>
      <Property Name="part" Type="graph.part"/>
      <Property Name="wait" Type="Edm.Duration"/>
      <NavigationProperty Name="others" Type="Collection(graph.thing)"/>
    </EntityType>
    <EntityType Name="special" BaseType="graph.thing"><Property Name="extra" Type="Edm.Guid"/></EntityType>
    <ComplexType Name="part"><Property Name="on" Type="Edm.Boolean" Nullable="false"/></ComplexType>
  </Schema></edmx:DataServices></edmx:Edmx>`);

const whole = {
  '@odata.type': '#microsoft.graph.special',
  id: 'x',
  at: '2018-01-09T21:20:02.7215374Z',
  count: 3,
  colour: 'blue',
  marks: 'a,b',
  names: ['one'],
  part: { on: true, 'on@odata.note': 1 },
  wait: 'P10675199DT2H48M5.4775807S',
  others: [{ id: 'y', at: null, part: null }],
  extra: '1a4721b3-e57f-4451-ae87-ef078703ec94',
};

const thing = { name: 'thing', isCollection: false, isNullable: false };

describe('the CSDL checker', () => {
  it('finds nothing wrong with a body that fits', () => {
    expect(problemsOf(csdl, thing, whole, '')).toEqual([]);
  });

  const cases: { name: string; change: Record<string, unknown>; at: string; what: string }[] = [
    { name: 'an unknown property', change: { other: 1 }, at: 'other', what: 'not declared' },
    { name: 'another case', change: { Count: 1 }, at: 'Count', what: 'not declared' },
    { name: 'a nested one', change: { part: { on: true, off: false } }, at: 'part.off', what: 'not declared' },
    { name: 'null', change: { count: null }, at: 'count', what: 'null, but not nullable' },
    { name: 'null of the base type', change: { id: null }, at: 'id', what: 'null, but not nullable' },
    { name: 'null in a list', change: { names: [null] }, at: 'names[0]', what: 'null, but not nullable' },
    { name: 'no list', change: { names: 'one' }, at: 'names', what: 'not a collection: "one"' },
    { name: 'text for a number', change: { count: '3' }, at: 'count', what: 'not of this type: "3"' },
    { name: 'a number too large', change: { count: 2 ** 31 }, at: 'count', what: 'not of this type: 2147483648' },
    { name: 'text for a Boolean', change: { part: { on: 'true' } }, at: 'part.on', what: 'not of this type: "true"' },
    { name: 'no time', change: { at: '2018-01-09' }, at: 'at', what: 'not of this type: "2018-01-09"' },
    { name: 'no duration', change: { wait: 'P' }, at: 'wait', what: 'not of this type: "P"' },
    { name: 'no member', change: { colour: 'green' }, at: 'colour', what: 'not a member: "green"' },
    { name: 'flags of something else', change: { marks: 'a,c' }, at: 'marks', what: 'not a member: "a,c"' },
    { name: 'text for an object', change: { part: 'on' }, at: 'part', what: 'not an object: "on"' },
    { name: 'something expanded', change: { others: [{ id: 1 }] }, at: 'others[0].id', what: 'not of this type: 1' },
    { name: 'no GUID', change: { extra: 'x' }, at: 'extra', what: 'not of this type: "x"' },
  ];
  for (const { name, change, at, what } of cases) {
    it(`finds ${name}`, () => {
      const problems = problemsOf(csdl, thing, { ...whole, ...change }, '');
      expect(problems.map((problem) => [problem.at, problem.what])).toEqual([[at, what]]);
    });
  }
});
