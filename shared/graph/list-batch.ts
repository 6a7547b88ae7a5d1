/**
 * Reads many lists at once: one round of batches for the first pages, one for the second pages of those that have
 * one, and so on. Each list is whole or an error of its own.
 */
import type { Step } from './batch.ts';
import type { BatchAnswer } from './graph.ts';
import { carried } from './middleware.ts';
import type { PageCollector } from './pages.ts';

interface OpenList<T> {
  readonly step: Step;
  readonly pages: PageCollector<T>;
}

/** @param send answers every step it is given */
export async function collectLists<T>(
  lists: readonly OpenList<T>[],
  send: (steps: readonly Step[]) => Promise<ReadonlyMap<string, BatchAnswer<unknown>>>,
): Promise<Map<string, BatchAnswer<T[]>>> {
  const collected = new Map<string, BatchAnswer<T[]>>();
  let open = lists;
  while (open.length > 0) {
    const answers = await send(open.map(({ step }) => step));
    for (const { step, pages } of open) collected.set(step.id, added(pages, answers.get(step.id)));
    open = open.filter(({ step, pages }) => collected.get(step.id)?.ok && pages.next).map(nextPage);
  }
  return collected;
}

function added<T>(pages: PageCollector<T>, answer: BatchAnswer<unknown> | undefined): BatchAnswer<T[]> {
  try {
    if (answer && !answer.ok) return answer;
    pages.add(answer?.body);
    return { ok: true, body: pages.items };
  } catch (error) {
    return { ok: false, error: carried(error) };
  }
}

/** The same headers and permission, for the page that the last one named. */
const nextPage = <T>({ step, pages }: OpenList<T>): OpenList<T> => ({
  step: { ...step, target: pages.next ?? step.target },
  pages,
});
