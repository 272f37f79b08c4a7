// Asks the server whose page this is.
import type { ServiceDocument } from "../server/admin/page/document.ts";

/** Thrown for an answer that is none: its message is what the server says. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const tokenName = "thriftserve-token";

/** What is sent with each request, as long as the browser's tab is open. */
export function keepToken(token: string): void {
  sessionStorage.setItem(tokenName, token);
}

/**
 * Asks for something.
 * @returns the JSON of the answer.
 * @throws {AnswerError} when the server refuses; a TypeError when it is not there.
 */
export async function ask(path: string, options: RequestInit = {}): Promise<unknown> {
  const token = sessionStorage.getItem(tokenName);
  const headers = { ...options.headers, ...(token !== null && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(path, { ...options, headers });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new AnswerError(response.status, errorIn(text));
}

/** What the page is about: in a site of files it stands in the page itself. */
export async function readDocument(): Promise<ServiceDocument> {
  const own = document.getElementById("document")?.textContent;
  return (own == null ? await ask("service") : JSON.parse(own)) as ServiceDocument;
}

/** The same, if the server has read another since. @param read when the one that is known was read. */
export async function readNewer(read: number): Promise<ServiceDocument | undefined> {
  const answered = (await ask(`service?known=${read}`)) as Partial<ServiceDocument>;
  return answered.service === undefined ? undefined : (answered as ServiceDocument);
}

/** The server's words: some of its answers are JSON. */
function errorIn(text: string): string {
  try {
    const json = JSON.parse(text) as { readonly error?: unknown };
    return String(json.error ?? text);
  } catch {
    return text.trim();
  }
}
