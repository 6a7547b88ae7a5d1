/** What Graph refused, where something is decided by it that the code of the error does not tell. */
import { MonitorError } from '../errors.ts';
import type { GraphError } from '../graph/graph.ts';

const hasStatus = (thrown: unknown, status: number): thrown is GraphError =>
  thrown instanceof MonitorError && (thrown as Partial<GraphError>).status === status;

export const isNotFound = (thrown: unknown): thrown is GraphError => hasStatus(thrown, 404);

/** Not for want of a right, a licence or time, and nothing that passes: Graph does not take the question itself. */
export const isRefusedQuestion = (thrown: unknown): boolean => hasStatus(thrown, 400) && thrown.code === 'contract';
