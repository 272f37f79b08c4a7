// Accounts for those only whose certificate has a certain subject: `around` looks at it before every method.
import { type AroundOf, type Handler, idl } from "../../mod.ts";

export const service = idl(`
  /** The caller may not. */
  exception Refused { 1: required string why }

  service Accounts {
    /** Adds cents to an account, and gives what is there then. */
    i64 book(1: string account, 2: i64 cents) throws (1: Refused refused)
    /** The subject of the caller's certificate. */
    string caller() throws (1: Refused refused)
  }
`);

/** Whole subjects, with semicolons between. */
const allowed = new Set((process.env.ACCOUNTS_FOR ?? "CN=orders;CN=billing").split(";"));

export const around: AroundOf<typeof service> = (call, next) => {
  const { certificate } = call;
  // The server has verified it: an authority of --tls-ca has signed it. What is left to tell is whose it is.
  if (certificate === undefined) throw new call.exceptions.Refused({ why: "no certificate" });
  if (!allowed.has(certificate.subjectText)) {
    throw new call.exceptions.Refused({ why: `${certificate.subjectText} may not call` });
  }
  return next();
};

const accounts = new Map<string, bigint>();

export default {
  book(account, cents) {
    const now = (accounts.get(account) ?? 0n) + cents;
    accounts.set(account, now);
    return now;
  },
  caller: (call) => call.certificate?.subjectText ?? "",
} satisfies Handler<typeof service>;
