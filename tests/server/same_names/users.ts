// One of two services called Api, of files of one name.
import type { CallContext } from "../../../mod.ts";

export const service = new URL("./users/api.thrift", import.meta.url);

export default {
  echo: ({ first, last }: { first: string; last: string }, call: CallContext) => {
    if (first === "") throw new Error(`nobody in ${call.service}`);
    return { first: last, last: first };
  },
};
