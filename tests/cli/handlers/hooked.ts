// A handler whose hooks do what the environment says, HOOKED_INIT and HOOKED_CLOSE; HOOKED_BEGUN names a file that `init`
// creates first.
import { writeFileSync } from "node:fs";
import background, { init as remember } from "./background.ts";

export { service } from "./background.ts";

async function hook(what: string | undefined, name: string): Promise<void> {
  if (what === "throw") throw new Error(`${name} throws on purpose`);
  if (what === "throw nothing") throw null;
  if (what === "remove listeners") process.removeAllListeners();
  if (what === "hang") await new Promise(() => {});
  if (what === "spin") for (;;);
}

export async function init(worker: Parameters<typeof remember>[0]) {
  remember(worker);
  if (process.env.HOOKED_BEGUN !== undefined) writeFileSync(process.env.HOOKED_BEGUN, "");
  await hook(process.env.HOOKED_INIT, "init");
}

export const close = () => hook(process.env.HOOKED_CLOSE, "close");

export default background;
