// A handler that cannot be made ready.
export const service = new URL("./background.thrift", import.meta.url);

// What a module begins when it is imported does not keep a server from ending that cannot start.
setInterval(() => {}, 1000);

export async function init() {
  await Promise.resolve();
  throw new Error("the model file is not there");
}

const unused = () => 0;

export default {
  processId: unused,
  worker: unused,
  echo: unused,
  nap: unused,
  throwLater: unused,
  rejectLater: unused,
};
