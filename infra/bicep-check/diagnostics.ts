/**
 * What the compiler has against a file, read from its SARIF: warnings end with exit code 0, so the code says nothing.
 * Any diagnostic is a finding, and an answer that is no SARIF is one, too.
 */
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Bicep, Said } from './compiler.ts';

const location = z.object({
  physicalLocation: z.object({
    artifactLocation: z.object({ uri: z.string() }),
    region: z.object({ startLine: z.number() }).optional(),
  }),
});

const sarif = z.object({
  runs: z.array(
    z.object({
      results: z.array(
        z.object({ ruleId: z.string(), message: z.object({ text: z.string() }), locations: z.array(location) }),
      ),
    }),
  ),
});

export interface Diagnostic {
  readonly rule: string;
  /** `path:line`, where the compiler names one. */
  readonly where: string;
  readonly text: string;
}

/** The answer holds one document for each file, one after the other. */
const documentsIn = (output: string): readonly string[] => output.split(/(?<=^\})\s*(?=\{)/m);

/** @throws Error when the answer is no SARIF, or is not about as many files as were to be read */
export function diagnosticsIn(output: string, files: number): readonly Diagnostic[] {
  const documents = documentsIn(output).map((text) => sarif.parse(JSON.parse(text)));
  if (documents.length !== files) throw new Error(`it is about ${documents.length} files, and there are ${files}`);
  return documents
    .flatMap(({ runs }) => runs)
    .flatMap(({ results }) => results)
    .map(({ ruleId, message, locations }) => ({ rule: ruleId, where: whereOf(locations[0]), text: message.text }));
}

function whereOf(first: z.infer<typeof location> | undefined): string {
  if (!first) return '';
  const { artifactLocation, region } = first.physicalLocation;
  const { uri } = artifactLocation;
  return `${uri.startsWith('file:') ? fileURLToPath(uri) : uri}:${region?.startLine ?? 1}`;
}

/** Files that match. Empty: the compiler has nothing against them. Nothing is fetched for it. */
export async function lint(bicep: Bicep, pattern: string, files: number): Promise<readonly Diagnostic[]> {
  return read(
    await bicep('lint', '--no-restore', '--pattern', pattern, '--diagnostics-format', 'sarif'),
    pattern,
    files,
  );
}

function read({ code, stdout, stderr }: Said, where: string, files: number): readonly Diagnostic[] {
  const failed = (text: string): readonly Diagnostic[] => [{ rule: 'bicep', where, text }];
  try {
    const found = diagnosticsIn(stdout, files);
    return code !== 0 && found.length === 0 ? failed(`ended with ${code}: ${stderr}`) : found;
  } catch (thrown) {
    return failed(`its answer cannot be read: ${(thrown as Error).message} ${stderr}`);
  }
}
