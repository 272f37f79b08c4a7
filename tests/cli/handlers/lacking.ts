// A handler that lacks methods of its service.
export const service = new URL("./background.thrift", import.meta.url);

export default { echo: (number: number) => number, processId: () => 1, worker: () => 1 };
