/**
 * Microsoft's own analyser of Kusto queries, with the few columns of the tables that ours read. It finds what Azure
 * would refuse: unknown tables and columns, wrong types, reserved words. It runs no query.
 */
import { createRequire } from 'node:module';

/** Tables as Application Insights and the workspace have them; `success` is a text there. */
const TABLES = {
  requests:
    '(timestamp: datetime, name: string, success: string, duration: real, operation_Name: string, cloud_RoleName: string)',
  traces: '(timestamp: datetime, message: string, operation_Name: string)',
  _LogOperation: '(TimeGenerated: datetime, Category: string, Operation: string, Level: string, Detail: string)',
};

const DECLARED = Object.entries(TABLES)
  .map(([name, columns]) => `let ${name} = datatable${columns}[];\n`)
  .join('');

/** A list of the runtime that the analyser was translated for; only that runtime opens it. */
interface Listed<T> {
  readonly $of: T;
}

interface Runtime {
  readonly Array: { getCount(list: unknown): number; getItem<T>(list: Listed<T>, index: number): T };
}

interface Analyser {
  readonly KustoCode: {
    ParseAndAnalyze(text: string): {
      GetDiagnostics(): Listed<{ readonly Code: string; readonly Message: string }>;
      readonly ResultType: { readonly Columns?: Listed<{ readonly Name: string }> } | null;
    };
  };
}

/** Two scripts for browsers, which set globals in this order. */
function load(): Analyser {
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  return (globalThis as unknown as { readonly Kusto: { readonly Language: Analyser } }).Kusto.Language;
}

const analyser = load();

function itemsOf<T>(list: Listed<T>): readonly T[] {
  const { System } = globalThis as unknown as { readonly System: Runtime };
  return Array.from({ length: System.Array.getCount(list) }, (_, index) => System.Array.getItem(list, index));
}

export interface Analysed {
  /** `KS204: what is wrong`; empty: nothing is. */
  readonly diagnostics: readonly string[];
  /** Names of the columns of the answer. */
  readonly columns: readonly string[];
}

export function analysed(query: string): Analysed {
  const code = analyser.KustoCode.ParseAndAnalyze(DECLARED + query);
  const columns = code.ResultType?.Columns;
  return {
    diagnostics: itemsOf(code.GetDiagnostics()).map(({ Code, Message }) => `${Code}: ${Message}`),
    columns: columns ? itemsOf(columns).map(({ Name }) => Name) : [],
  };
}
