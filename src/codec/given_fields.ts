// Tells the fields that an error was given from what JavaScript puts there: a field of the IDL may be called `stack`.

/** Properties in which every engine, in one way or another, says which code of this program has made an error. */
const ofEngine: ReadonlySet<string> = new Set([
  "stack",
  "line",
  "column",
  "sourceURL",
  "originalLine",
  "originalColumn",
  "fileName",
  "lineNumber",
  "columnNumber",
]);

/** Whether an error has a property of this name without its having been set. */
export function isOfEngine(name: string): boolean {
  return ofEngine.has(name);
}

/**
 * The fields that were set in an exception: as properties of its own, or by accessors of its class. What
 * engines put there is none, `stack` for example, unless it was set over; nor is the `name` of a class, or the
 * `message` that a class has for all.
 *
 * @returns an object without a prototype that has these of the fields only.
 */
export function givenFields(exception: object, names: readonly string[]): Record<string, unknown> {
  const given: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    if (isGiven(exception, name)) given[name] = (exception as Readonly<Record<string, unknown>>)[name];
  }
  return given;
}

function isGiven(exception: object, name: string): boolean {
  for (let holder: object | null = exception; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (property === undefined) continue;
    if (holder === exception) {
      return property.enumerable === true || !ofEngine.has(name) || isPlaceSet(exception, name);
    }
    if (builtIn.has(holder) || ofEngine.has(name)) return false;
    return property.get !== undefined || (name !== "name" && name !== "message");
  }
  return false;
}

/**
 * Tells whether a line or column was set. One set over JavaScriptCore's still looks like the engine's, but that the
 * stack knows of no such place.
 */
function isPlaceSet(exception: object, name: string): boolean {
  if (name !== "line" && name !== "column") return false;
  const { stack, line, column } = exception as Readonly<Record<string, unknown>>;
  return typeof stack === "string" && !stack.includes(`:${line}:${column}`);
}

const builtIn: ReadonlySet<object> = new Set<object>(
  [
    Object,
    Error,
    AggregateError,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  ].map(({ prototype }) => prototype),
);
