// Fields, functions and members between brackets: one after the other until the bracket closes. An item that
// cannot be parsed costs only itself: the parser takes up again at the next one.
import { type Cursor, Unexpected } from "./cursor.ts";

export interface ListRules<Item> {
  readonly closing: "}" | ")";
  /** The name of an item, as in "expected a field". */
  readonly what: string;
  readonly parseItem: () => Item;
  /** Whether an item starts here although its line started before. */
  readonly startsItem?: () => boolean;
}

/** Parses items up to and with the closing bracket; the opening one is taken already. */
export function parseList<Item>(cursor: Cursor, rules: ListRules<Item>): Item[] {
  const items: Item[] = [];
  while (cursor.accept(rules.closing) === undefined) {
    if (isUnclosed(cursor, rules.closing)) {
      reportUnclosed(cursor, rules);
      break;
    }
    const before = cursor.index;
    try {
      items.push(rules.parseItem());
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      if (cursor.index === before) cursor.take();
      skipToItem(cursor, rules);
    }
  }
  return items;
}

/** Whether the closing bracket has been forgotten: what follows belongs outside of it. */
function isUnclosed(cursor: Cursor, closing: string): boolean {
  const { kind, text, startsLine } = cursor.token;
  if (kind === "end") return true;
  if (startsLine && cursor.atDefinition()) return true;
  if (closing !== ")") return false;
  return text === "}" || (startsLine && (text === "void" || text === "oneway" || text === "async"));
}

function reportUnclosed<Item>(cursor: Cursor, { what, closing }: ListRules<Item>): void {
  try {
    cursor.fail(`${what} or "${closing}"`);
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
  }
}

/** Skips the rest of an item: to behind a separator, to a new line, or to where the list ends. */
function skipToItem<Item>(cursor: Cursor, rules: ListRules<Item>): void {
  let depth = 0;
  for (;;) {
    const { kind, text, startsLine } = cursor.token;
    if (kind === "end" || (startsLine && cursor.atDefinition())) return;
    if (depth === 0) {
      if (text === rules.closing || text === "}" || startsLine || rules.startsItem?.()) return;
      if (text === "," || text === ";") {
        cursor.take();
        return;
      }
    }
    if (text === "{" || text === "(" || text === "[") depth++;
    else if ((text === "}" || text === ")" || text === "]") && depth > 0) depth--;
    cursor.take();
  }
}
