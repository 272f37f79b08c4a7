// The probe, of which calls of some functions may take only so long.
export { default, init, service } from "../fixtures/probe.ts";
export const timeouts = { block: 0.4, wait: 0.2, echo: 0 };
