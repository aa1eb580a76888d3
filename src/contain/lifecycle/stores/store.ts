/** Where content can lie: a place that lists objects and gives their bytes. */

export interface Store {
  /** As `lifecycle.stores.NAME` of guard.yaml. */
  readonly name: string;
  /** For people: its kind and address. */
  readonly what: string;
  /** All that is in it, each once. Never throws: what goes wrong is an object that could not be read. */
  objects(signal: AbortSignal): AsyncGenerator<StoredObject | UnreadObject>;
}

export interface StoredObject {
  /** All that it goes by, e.g. paths of hard links. */
  readonly names: readonly string[];
  readonly size: number;
  /** Each piece is good until the next is asked for. Throws where it cannot be read. */
  open(): AsyncIterable<Buffer>;
}

export interface UnreadObject {
  readonly names: readonly string[];
  readonly unread: string;
}
