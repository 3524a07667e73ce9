/**
 * The order in which things were used, as a doubly linked list: each step costs the same, however many there are. To
 * move an entry to the end of a large `Map` instead would leave a gap in its bucket each time, and cost ever more.
 */

/** An element of an order. It belongs to one order at most, which alone changes these members. */
export interface Ordered<T> {
  newer: T | undefined;
  older: T | undefined;
}

/** Things by when they were used last. */
export class UseOrder<T extends Ordered<T>> {
  #newest: T | undefined;
  #oldest: T | undefined;

  /** What was used longest ago; undefined where nothing is in the order. */
  get oldest(): T | undefined {
    return this.#oldest;
  }

  /** Adds what is not in the order, as used last. */
  add(item: T): void {
    item.older = this.#newest;
    item.newer = undefined;
    if (this.#newest === undefined) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
  }

  /** Removes what is in the order. */
  remove(item: T): void {
    const { newer, older } = item;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    item.newer = undefined;
    item.older = undefined;
  }

  /** Notes that what is in the order was used. */
  use(item: T): void {
    if (item === this.#newest) return;
    this.remove(item);
    this.add(item);
  }
}
