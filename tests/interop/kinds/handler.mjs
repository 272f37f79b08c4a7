// Tells whether a module that lies beside it can be imported, and what it gives.
export const service = new URL("./kinds.thrift", import.meta.url);

export default {
  async load(name) {
    try {
      const { value } = await import(new URL(name, import.meta.url).href);
      return String(await (typeof value === "function" ? value() : value));
    } catch (error) {
      return `no: ${error?.message}`;
    }
  },
};
