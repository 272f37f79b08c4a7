exception Refused { 1: string why }

// What became of a call: the answer to it, and the batch that it was in.
struct Seen {
  1: i32 doubled
  2: i32 worker
  3: list<i32> batch
}

service Gathering {
  // Its batch fails as `kind` says: "error", "refused" for this call alone; "short", "thrown" for all of the same kind.
  Seen run(1: i32 number, 2: string kind) throws (1: Refused refused)
  // Takes its time without a batch.
  i32 alone(1: i32 number)
  // The numbers of all calls that its worker has run.
  list<i32> ran()
  oneway void note(1: i32 number)
  void nothing()
}
