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
