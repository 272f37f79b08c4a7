// The conformance service, called by its name or without: `Conformance:ping` and `ping` are the same.
import methods, { close, init, service } from "./handler.ts";

export { close, init, service };

export const services = { Conformance: methods };

export default methods;
