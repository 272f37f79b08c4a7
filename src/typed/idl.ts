// The text of an IDL in a program: TypeScript knows what it defines.
import type { IdlText } from "./services.ts";

/**
 * Marks the text of an IDL, which a handler exports as its `service` and `connect` takes. It is given back as it is;
 * `Handler<typeof service>` and `ClientOf<typeof service>` read it, in the type system alone.
 *
 * A call, not a tagged template: TypeScript forgets the text of those.
 *
 * @example
 * ```ts ignore
 * import { type Handler, idl } from "thriftserve";
 *
 * export const service = idl(`service Calculator { i32 add(1: i32 a, 2: i32 b) }`);
 *
 * export default { add: (a, b) => a + b } satisfies Handler<typeof service>;
 * ```
 */
export function idl<const Text extends IdlText>(text: Text): Text {
  return text;
}
