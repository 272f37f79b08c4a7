// Tells when no file descriptor is left, where a runtime says nothing of accepts that fail.
import type { Server } from "node:net";
import { hasFreeDescriptors } from "../open_files.ts";

/** Looks once a second, until the server listens no more. @param failed is told when there is none. */
export function watchDescriptors(server: Server, failed: (reason: string) => void): void {
  const look = () => {
    if (!hasFreeDescriptors(1)) failed("no file descriptor is free (ulimit -n)");
  };
  const timer = setInterval(look, lookedAfter);
  timer.unref();
  server.once("close", () => clearInterval(timer));
}

/** Milliseconds. */
const lookedAfter = 1000;
