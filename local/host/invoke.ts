/**
 * One invocation in the worker's order: arguments, function, response (worker `InvocationHandler.ts`).
 * Hooks are not run. A run past the function timeout is only reported: Azure would kill the worker.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { CoreInvocationContext, InvocationResponse, ProgrammingModel, TypedData } from './contract.ts';
import { type LogEntry, logLine } from './log.ts';
import type { HostedFunction } from './triggers.ts';

export interface Invoker {
  /** Logs the outcome; rejects with what the function threw. */
  invoke(fn: HostedFunction, input: TypedData, reason: string): Promise<InvocationResponse>;
  /** Resolves when nothing runs any more, or after `withinMs`; returns the names of what still runs. */
  idle(withinMs: number): Promise<string[]>;
}

interface InvokerOptions {
  readonly model: ProgrammingModel;
  readonly clock: Clock;
  readonly timeoutMs: number | null;
  readonly log: (line: string) => void;
}

export function createInvoker({ model, clock, timeoutMs, log }: InvokerOptions): Invoker {
  const running = new Map<Promise<void>, string>();

  async function invoke(fn: HostedFunction, input: TypedData, reason: string): Promise<InvocationResponse> {
    const startedMs = clock.now();
    const invocationId = randomUUID();
    const write = (level: LogEntry['level'], message: string): void => {
      const line = logLine({ atMs: clock.now(), level, message, functionName: fn.name, invocationId });
      if (line !== null) log(line);
    };
    const stopWatch = watch(write);
    try {
      const response = await execute(model, fn, input, invocationId, write);
      const status = response.returnValue?.http?.statusCode;
      const outcome = status ? `answered ${status}` : 'succeeded';
      write('information', `${reason}: ${outcome} in ${clock.now() - startedMs} ms`);
      return response;
    } catch (error) {
      write('error', `${reason}: failed in ${clock.now() - startedMs} ms: ${described(error)}`);
      throw error;
    } finally {
      stopWatch();
    }
  }

  function watch(write: (level: LogEntry['level'], message: string) => void): () => void {
    if (timeoutMs === null) return () => {};
    return clock.at(clock.now() + timeoutMs, () =>
      write('error', `still runs after the function timeout of ${timeoutMs / 1000} s; on Azure it would be killed`),
    );
  }

  return {
    invoke(fn, input, reason) {
      const run = invoke(fn, input, reason);
      const ended = run.then(
        () => {},
        () => {},
      );
      running.set(ended, fn.name);
      void ended.then(() => running.delete(ended));
      return run;
    },
    async idle(withinMs) {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([Promise.all(running.keys()), limit]);
      clearTimeout(timer);
      return [...running.values()];
    },
  };
}

async function execute(
  model: ProgrammingModel,
  fn: HostedFunction,
  data: TypedData,
  invocationId: string,
  write: (level: LogEntry['level'], message: string) => void,
): Promise<InvocationResponse> {
  const functionId = fn.metadata.functionId ?? fn.name;
  const coreContext: CoreInvocationContext = {
    invocationId,
    request: { invocationId, functionId, inputData: [{ name: fn.trigger.binding, data }] },
    metadata: { ...fn.metadata, functionId },
    state: undefined,
    log: (level, _category, message) => write(level, message),
  };
  const invocation = await model.getInvocationModel(coreContext);
  const { context, inputs } = await invocation.getArguments();
  coreContext.state = 'invocation';
  const result = await invocation.invokeFunction(context, inputs, fn.callback);
  coreContext.state = undefined;
  return invocation.getResponse(context, result);
}

/** With the stack, for whoever reads the log on this machine; on one line. */
function described(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  return text.replace(/\s*\n\s*/g, ' | ');
}
