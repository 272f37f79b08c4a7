// The client of a call that the server relayed, as the worker knows it.
import { Buffer } from "node:buffer";
import type { ClientCertificate } from "../../../../certificates/client_certificate.ts";
import type { CallerConnection } from "../../../../processor/context.ts";

/** Makes a certificate of its bytes. Loaded only where clients are asked for one. */
export type CertificateReader = (der: Uint8Array) => ClientCertificate;

/** Says where the call came from. Most handlers never ask: the address is bytes until one does. */
export class RelayedCaller implements CallerConnection {
  /** The number of its connection. */
  readonly connection: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #length: number;
  #abort: AbortController | undefined;
  isGone = false;
  /** The client's, if it has shown one: the bytes, and what reads them. */
  readonly #certificates: CertificateReader | undefined;
  #der: Uint8Array | undefined;
  #certificate: ClientCertificate | undefined;

  /**
   * @param bytes hold the address at `start`.
   * @param certificates absent: clients are not asked for any.
   */
  constructor(
    bytes: Uint8Array,
    start: number,
    length: number,
    connection: number,
    certificates?: CertificateReader,
  ) {
    this.connection = connection;
    this.#certificates = certificates;
    this.#bytes = bytes;
    this.#start = start;
    this.#length = length;
  }

  get peer(): string {
    const { buffer, byteOffset } = this.#bytes;
    return Buffer.from(buffer, byteOffset + this.#start, this.#length).toString("latin1");
  }

  /** The client has shown a certificate. @param der may lie in memory that others write to later. */
  shown(der: Uint8Array | undefined): void {
    this.#der = der;
  }

  get certificate(): ClientCertificate | undefined {
    if (this.#der !== undefined) this.#certificate ??= this.#certificates?.(Uint8Array.from(this.#der));
    return this.#certificate;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.isGone) this.#abort.abort();
    return this.#abort.signal;
  }

  /** Its connection has closed, or seems to. */
  gone(): void {
    this.isGone = true;
    this.#abort?.abort();
  }
}
