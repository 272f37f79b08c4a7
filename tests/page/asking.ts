// Asks an admin port by node:http, which sends whatever headers it is told.
import { request } from "node:http";

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** @param at `HOST:PORT`. */
export async function ask(
  at: string,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const port = Number(at.slice(at.lastIndexOf(":") + 1));
  const asked = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
    });
    response.on("end", () => resolve({ status: response.statusCode!, text, headers: response.headers }));
  });
  asked.on("error", reject);
  asked.end(body);
  return await promise;
}

/** What comes of a call that the page would make. */
export async function callBy(
  at: string,
  method: string,
  given: object = {},
  others: object = {},
): Promise<{ status: number } & Record<string, unknown>> {
  const body = JSON.stringify({ method, arguments: given, ...others });
  const { status, text } = await ask(at, "/call", { method: "POST", body });
  return { status, ...(JSON.parse(text) as object) };
}
