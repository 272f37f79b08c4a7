// A handler whose IDL has errors.
export const service = new URL("./wrong.thrift", import.meta.url);

export default { add: (a: number, b: number) => a + b };
