// The options that say where a server is, where no address does.

/** The address of a server. */
export interface AddressOptions {
  /** Default: `127.0.0.1`. */
  host?: string;
  /** Default: 9090. */
  port?: number;
  /** The path of a Unix domain socket, or `@name` for an abstract name of Linux, instead of host and port. */
  unix?: string;
  /** Use TLS; `true`: trust the authorities that the runtime trusts. Default: false. */
  tls?: boolean | ClientTlsOptions;
  /** The login to NATS, where the address is one of it. Default: none. */
  nats?: ClientNatsOptions;
}

/** The options of a client's TLS. The files hold PEM. */
export interface ClientTlsOptions {
  /** The file with the authorities to trust, instead of those that the runtime trusts. */
  ca?: string;
  /** The file with the client's own certificate, for a server that asks for one. */
  cert?: string;
  /** The file with that certificate's private key. */
  key?: string;
  /** The name that the server's certificate has to be for. Default: the host; `localhost` for a Unix socket. */
  serverName?: string;
}

/** The options of a client that calls a group over NATS, `nats://host/subject`: the login, and what the members agree in. */
export interface ClientNatsOptions {
  /** The connection's name in the lists of NATS. Default: `thriftserve client` and the process id. */
  name?: string;
  /** The user to log in as, with a password or a file that holds it. */
  user?: string;
  password?: string;
  passwordFile?: string;
  /** A token to log in with, or a file that holds it. */
  token?: string;
  tokenFile?: string;
  /** A file with the seed of an NKey to log in with. */
  nkey?: string;
  /** A credentials file to log in with, as `nsc` writes it. */
  credentials?: string;
  /** `method`: each function has a subject of its own, as the members were told. Default: `subject`. */
  route?: "subject" | "method";
  /**
   * Has JetStream keep oneway calls until a member has run them, as `?jetstream` behind the subject does: such a call has
   * returned when JetStream has said that it keeps it. Members have to be told the same. Default: false.
   */
  jetstream?: boolean;
}
