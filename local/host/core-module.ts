/**
 * Answers `require('@azure/functions-core')` as the Functions worker does and keeps what an app registers.
 * There is one per process, whatever is imported twice, because the library asks once and caches the answer;
 * so it must be installed before any app code. Functions may be registered only while an app is loading.
 */
import { Module } from 'node:module';
import type { FunctionCallback, FunctionMetadata, LogCategory, LogLevel, ProgrammingModel } from './contract.ts';

export interface Registration {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** What one app left behind after it was imported. */
export interface Recording {
  readonly functions: readonly Registration[];
  readonly hooks: readonly string[];
  readonly model: ProgrammingModel | null;
}

export type CoreLog = (level: LogLevel, category: LogCategory, message: string) => void;

export interface CoreModule {
  /** Runs `load` with registration open and returns what it registered. Rejects with what `load` threw. */
  record(load: () => Promise<void>): Promise<Recording>;
  /** Where logs outside of an invocation go. */
  log: CoreLog;
  /** Apps by their entry files: a module runs once per process, so its registrations must be remembered. */
  readonly apps: Map<string, Recording>;
  /** Whether a host runs now: the library knows only one. */
  isHosting: boolean;
}

const HOOKS = new Set(['preInvocation', 'postInvocation', 'appStart', 'appTerminate', 'log']);
const MODULE_NAME = '@azure/functions-core';
const PROCESS_KEY = Symbol.for('local-functions-host.core-module');

/** Marks an error as one of the platform, as the worker does; the library looks for the flag. */
function systemError<E extends Error>(error: E): E {
  return Object.assign(error, { isAzureFunctionsSystemError: true });
}

/** Installs the module on first use; later calls get the same one. */
export function coreModule(): CoreModule {
  const shared = globalThis as { [PROCESS_KEY]?: CoreModule };
  shared[PROCESS_KEY] ??= install();
  return shared[PROCESS_KEY];
}

function install(): CoreModule {
  const { core, api } = createCore();
  Module.prototype.require = new Proxy(Module.prototype.require, {
    apply: (target, self, args) => (args[0] === MODULE_NAME ? api : Reflect.apply(target, self, args)),
  });
  return core;
}

function createCore(): { core: CoreModule; api: object } {
  let open: { functions: Map<string, Registration>; hooks: Set<string> } | null = null;
  let model: ProgrammingModel | null = null;
  const core: CoreModule = {
    apps: new Map(),
    isHosting: false,
    log: () => {},
    async record(load) {
      const now = { functions: new Map<string, Registration>(), hooks: new Set<string>() };
      open = now;
      try {
        await load();
      } finally {
        open = null;
      }
      return { functions: [...now.functions.values()], hooks: [...now.hooks], model };
    },
  };

  function whileLoading(what: string): NonNullable<typeof open> {
    if (open === null) throw systemError(new Error(`A function can only be ${what} during app startup.`));
    return open;
  }

  function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    const { functions } = whileLoading('registered');
    const id = metadata.functionId || metadata.name;
    if (functions.has(id)) throw systemError(new Error(`A function with id "${id}" has already been registered.`));
    functions.set(id, { metadata, callback });
    return new Disposable(() => whileLoading('disposed').functions.delete(id));
  }

  function registerHook(name: string): Disposable {
    if (!HOOKS.has(name)) throw systemError(new RangeError(`Unrecognized hook "${name}"`));
    open?.hooks.add(name);
    return new Disposable(() => open?.hooks.delete(name));
  }

  const api = {
    version: '3.13.0',
    hostVersion: '4.1052.200',
    registerFunction,
    registerHook,
    setProgrammingModel(given: ProgrammingModel) {
      model = given;
    },
    getProgrammingModel: () => model,
    log: ((level, category, message) => core.log(level, category, message)) satisfies CoreLog,
    Disposable,
  };
  return { core, api };
}

/** The class the contract exports: runs its callback once. */
class Disposable {
  #onDispose: (() => unknown) | undefined;

  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }

  static from(...items: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const item of items) item.dispose();
    });
  }

  dispose(): unknown {
    const onDispose = this.#onDispose;
    this.#onDispose = undefined;
    return onDispose?.();
  }
}
