// Puts things off to the end of a turn of the event loop, so that all that the turn brings goes out in one write: NATS' client writes
// at the end of each callback, and each connection of a client's has one of its own. These writes
// took more than a quarter of a gateway's time.

/** The things of this turn. */
export class TurnEnd<Thing> {
  readonly #take: (thing: Thing) => void;
  #things: Thing[] = [];
  readonly #flush = () => this.flush();

  /** @param take is given each, in their order; it throws nothing. */
  constructor(take: (thing: Thing) => void) {
    this.#take = take;
  }

  /** Takes one when the turn ends. */
  add(thing: Thing): void {
    if (this.#things.push(thing) === 1) setImmediate(this.#flush);
  }

  /** Takes all that are there now. */
  flush(): void {
    const things = this.#things;
    if (things.length === 0) return;
    this.#things = [];
    for (const one of things) this.#take(one);
  }
}
