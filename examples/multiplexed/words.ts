// Counts words: a service whose IDL stands in the module.
import type { Handler } from "../../mod.ts";

export const service = `
  service Words {
    i32 count(1: string text)
  }
`;

export default {
  count: (text) => text.split(/\s+/).filter((word) => word !== "").length,
} satisfies Handler<typeof service>;
