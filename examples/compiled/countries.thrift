exception NoSuchCountry {
  1: string code
}

service Countries {
  /** The capital of a country, by its code of two letters. */
  string capital(1: string code) throws (1: NoSuchCountry unknown)
}
