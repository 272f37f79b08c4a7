// A handler that tells the program that it runs in to end the server, in the middle of a call.
export const service = new URL("./quitting.thrift", import.meta.url);

export default {
  text: (length: number) => "x".repeat(length),
  quit: () => {
    process.emit("quitting" as "exit", 0);
    return 1;
  },
};
