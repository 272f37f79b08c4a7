// The options of connections to NATS: a server that joins a group, a gateway and a client have the same.
import type { NatsRoute } from "./convention.ts";

/** The options by which a program connects to NATS. */
export interface NatsConnectionOptions {
  /**
   * The servers of NATS to connect to, `nats://HOST:PORT` or `tls://HOST:PORT`: any of a cluster, which tells of the others.
   * Port 4222 unless it is told.
   */
  nats?: readonly string[];
  /** The name that the connection has in the lists of NATS. Default: `thriftserve` and the process id. */
  natsName?: string;
  /** The user to log in as. */
  natsUser?: string;
  /** The user's password. */
  natsPassword?: string;
  /** A file with the password instead, read anew for each connection. */
  natsPasswordFile?: string;
  /** A token to log in with. */
  natsToken?: string;
  /** A file with the token instead, read anew for each connection. */
  natsTokenFile?: string;
  /** A file with the seed of an NKey, which begins with `SU`. */
  natsNkey?: string;
  /** A credentials file, with a JWT and the seed of its key, as `nsc` writes it. */
  natsCredentials?: string;
  /** A PEM file with the authorities that the servers' certificates have to be from; TLS is required then. Default: the
   * runtime's own, where a server has TLS. */
  natsTlsCa?: string;
  /** A PEM file with a certificate to show to the servers. */
  natsTlsCert?: string;
  /** A PEM file with that certificate's private key. */
  natsTlsKey?: string;
}

/** The options that members of a group and those who call it have to agree in. */
export interface NatsGroupOptions {
  /** The subject that calls are sent to: `thrift.calculator`. */
  natsSubject?: string;
  /** The queue group of the members: each call goes to one of them. Default: `thriftserve`. */
  natsGroup?: string;
  /**
   * `method`: each function has a subject of its own below `natsSubject`, `SUBJECT.METHOD`, and `SUBJECT.SERVICE.METHOD` where the
   * service's name stands before the function's. Default: `subject`, one for all.
   */
  natsRoute?: NatsRoute;
}
