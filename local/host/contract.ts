/**
 * The part of the published `@azure/functions-core` contract that a host for timers and HTTP needs, as types.
 * Source: azure-functions-nodejs-library, `types-core/index.d.ts`. Describes; decides nothing.
 */

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';

/** A binding with all options the app gave; only type and direction are promised. */
export interface BindingInfo {
  readonly type?: string | null;
  readonly direction?: 'in' | 'out' | 'inout' | null;
  readonly [option: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  readonly bindings: Readonly<Record<string, BindingInfo>>;
  readonly retryOptions?: unknown;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

/** Values in the contract may be absent or null; `value` of a nullable is what counts. */
export interface Nullable<T> {
  readonly value?: T | null;
}

export interface HttpCookie {
  readonly name?: string | null;
  readonly value?: string | null;
  readonly domain?: Nullable<string> | null | undefined;
  readonly path?: Nullable<string> | null | undefined;
  /** A protobuf time stamp: whole seconds since 1970. */
  readonly expires?: Nullable<{ readonly seconds?: unknown }> | null | undefined;
  readonly secure?: Nullable<boolean> | null | undefined;
  readonly httpOnly?: Nullable<boolean> | null | undefined;
  /** `none` means "not said"; `explicitNone` is `SameSite=None`. */
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone' | null;
  readonly maxAge?: Nullable<number> | null | undefined;
}

export interface HttpData {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly nullableHeaders?: Readonly<Record<string, Nullable<string>>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly nullableQuery?: Readonly<Record<string, Nullable<string>>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly nullableParams?: Readonly<Record<string, Nullable<string>>>;
  readonly body?: TypedData | null | undefined;
  readonly statusCode?: string | null;
  readonly cookies?: readonly HttpCookie[] | null;
}

/** A one-of: exactly one member is set. */
export interface TypedData {
  readonly string?: string | null;
  readonly json?: string | null;
  readonly bytes?: Uint8Array | null;
  readonly http?: HttpData | null;
  readonly int?: number | null;
  readonly double?: number | null;
}

export interface ParameterBinding {
  readonly name: string;
  readonly data: TypedData;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly ParameterBinding[];
}

export interface InvocationResponse {
  readonly outputData?: readonly ParameterBinding[] | null;
  readonly returnValue?: TypedData | null | undefined;
}

export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(capabilities: Record<string, string>): Record<string, string> | Promise<Record<string, string>>;
}
