// The types of a method that takes a list of calls, and of what a handler says of it.
import type { CallContext } from "./context.ts";
import type { ExceptionClass } from "./exceptions.ts";

/**
 * A call of a batch: the context that a method gets for it, and the arguments.
 *
 * @typeParam Arguments the values that the IDL gives the function, in its order.
 * @typeParam Exceptions the classes of the IDL's exceptions, where TypeScript knows them.
 */
export type BatchedCall<
  Arguments extends readonly unknown[] = readonly unknown[],
  Exceptions extends object = Readonly<Record<string, ExceptionClass>>,
> = CallContext<Exceptions> & {
  /** The values that a method which takes one call gets before its context. */
  readonly arguments: Arguments;
};

/**
 * The rule by which the calls of one function are gathered.
 *
 * @typeParam Arguments the values that the IDL gives the function, in its order.
 */
export interface BatchOptions<Arguments extends readonly unknown[] = never> {
  /** Calls of a batch, at most. */
  readonly maxSize: number;
  /**
   * Milliseconds that the first call of a batch may wait for others, counted from when its worker has taken it. It waits only as
   * long as more can be expected: a client that is alone waits for nobody. Default 0: a batch has the calls that are there
   * when the worker can run it.
   */
  readonly maxDelay?: number;
  /** Sizes with which a batch is run without waiting for more; the largest that there are calls for is taken. Default: none. */
  readonly preferred?: readonly number[];
  /** What calls have to share to be in one batch: the shape of a tensor, say. Default: any calls share one. */
  readonly key?: (args: Arguments, call: BatchedCall) => string | number;
  /** The weight of a call, such as the number of its items. It goes with `maxWeight`. */
  readonly size?: (args: Arguments, call: BatchedCall) => number;
  /** The weight of a batch, at most; a call that is heavier goes alone. It goes with `size`. */
  readonly maxWeight?: number;
  /** Calls with a higher number are run before others that wait in the same worker. Default: all are equal. */
  readonly priority?: (args: Arguments, call: BatchedCall) => number;
  /** Milliseconds after which a call that waits in a worker is refused instead of run. Default 0: never. */
  readonly deadline?: number;
}

/**
 * What a handler module may export as `batch`: by the names of functions the rules of those whose methods take a list of
 * calls, and give a list with a result for each, in the same order. An Error in that list fails its call alone.
 *
 * @example
 * ```ts ignore
 * export const batch: Batch = { predict: { maxSize: 32, maxDelay: 2 } };
 *
 * export default {
 *   predict: (calls: BatchedCall<[Uint8Array]>[]) => network.run(calls.map((call) => call.arguments[0])),
 * };
 * ```
 */
export type Batch = Readonly<Record<string, BatchOptions>>;

/**
 * The methods of a handler of which some take lists of calls: what a handler of generated code, or of an IDL as text, is
 * checked against.
 *
 * @typeParam Methods the handler's type, where each method takes one call.
 * @typeParam Names the functions that `batch` names.
 *
 * @example
 * ```ts ignore
 * export default {
 *   predict: (calls) => network.run(calls.map((call) => call.arguments[0])),
 * } satisfies Batched<DigitsHandler, "predict">;
 * ```
 */
export type Batched<Methods extends object, Names extends keyof Methods> = Omit<Methods, Names> & {
  [Name in Names]: BatchedMethod<Methods[Name]>;
};

/** A method that takes a list of calls, of one that takes a call. */
export type BatchedMethod<Method> = Method extends (...given: infer Given) => infer Result
  ? Given extends [...infer Arguments, infer Context extends object]
    ? (calls: readonly (Context & { readonly arguments: Arguments })[]) => BatchResult<Awaited<Result>>
    : never
  : never;

/** A list with a result, or an Error, for each call, or a promise of one; of a function without a result, anything. */
export type BatchResult<Result> = [Result] extends [ReturnType<() => void>]
  ? ReturnType<() => void>
  : ArrayLike<Result | Error> | Promise<ArrayLike<Result | Error>>;
