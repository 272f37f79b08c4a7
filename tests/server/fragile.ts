// The probe, with workers that can be kept from starting: while the file that FRAGILE names is there, init fails.
import { existsSync } from "node:fs";

export { default, service } from "../fixtures/probe.ts";

const { FRAGILE = "" } = process.env;

export function init() {
  if (existsSync(FRAGILE)) throw new Error("cannot open the model");
}
