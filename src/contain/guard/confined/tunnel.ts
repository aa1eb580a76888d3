/**
 * Many streams over one: how everything that a confined agent says leaves its sandbox by descriptor 3.
 *
 * A frame is a stream's number (4 bytes), a type (1), a length (4) and so many bytes. The inner side opens streams, the
 * outer one accepts them, and each side may send only as much as the other has room for. This file is mounted into
 * sandboxes: it imports nothing but Node.
 */
import { Duplex } from 'node:stream';

const types = ['open', 'data', 'end', 'room', 'close'] as const;
type FrameType = (typeof types)[number];

const HEAD_BYTES = 9;
const MOST_DATA = 64 * 1024;
/** Bytes of a stream that may be under way. */
const ROOM = 256 * 1024;
const MOST_STREAMS = 256;

/** What a stream is for; the outer side knows no other. */
export const services = ['http', 'mcp'] as const;
export type Service = (typeof services)[number];

export interface Tunnel {
  open(service: Service): Duplex;
  /** Of the inner side: settles once the outer one is there, and accepts. */
  readonly ready: Promise<void>;
  /** Settles when the carrier has ended; `fault` says why, where the other side broke the rules. */
  readonly closed: Promise<string | undefined>;
}

interface Frame {
  readonly stream: number;
  readonly type: FrameType;
  readonly data: Buffer;
}

/**
 * @example
 * tunnel(confined.channel, (service, stream) => (service === 'http' ? server.emit('connection', stream) : serve(stream)));
 */
export function tunnel(carrier: Duplex, accept?: (service: Service, stream: Duplex) => void): Tunnel {
  const streams = new Map<number, Stream>();
  const { promise: closed, resolve } = Promise.withResolvers<string | undefined>();
  const { promise: ready, resolve: begin } = Promise.withResolvers<void>();
  let next = 1;

  const send: Send = (stream, type, data = Buffer.alloc(0)) => {
    if (!carrier.writable) return;
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(stream, 0);
    head.writeUInt8(types.indexOf(type), 4);
    head.writeUInt32BE(data.length, 5);
    carrier.write(data.length === 0 ? head : Buffer.concat([head, data]));
  };
  const start = (number: number): Stream => {
    const stream = new Stream(number, send, () => streams.delete(number));
    // Whoever uses it hears of its end by `close`; without a listener an error would end the process.
    stream.on('error', () => undefined);
    streams.set(number, stream);
    return stream;
  };
  const end = (fault?: string): void => {
    resolve(fault);
    for (const stream of [...streams.values()]) stream.destroy();
    carrier.destroy();
  };
  const take = ({ stream: number, type, data }: Frame): void => {
    begin();
    if (type === 'open') opened(number, data.toString('latin1'));
    // Frames may cross the end of a stream.
    else streams.get(number)?.receive(type, data);
  };
  const opened = (number: number, name: string): void => {
    const service = services.find((one) => one === name);
    if (accept === undefined || service === undefined) throw new Error('it opens what is not offered');
    if (streams.has(number)) throw new Error('it opens a stream twice');
    if (streams.size >= MOST_STREAMS) send(number, 'close');
    else accept(service, start(number));
  };

  const read = frameReader();
  carrier.on('data', (bytes: Buffer) => {
    try {
      for (const frame of read(bytes)) take(frame);
    } catch (thrown) {
      end(thrown instanceof Error ? thrown.message : 'it broke the rules');
    }
  });
  // No stream has this number: it says that somebody is there.
  if (accept !== undefined) send(0, 'room');
  carrier.on('error', () => end());
  carrier.on('end', () => end());
  carrier.on('close', () => end());

  return {
    ready,
    closed,
    open(service) {
      const number = next;
      next += 1;
      send(number, 'open', Buffer.from(service));
      return start(number);
    },
  };
}

type Send = (stream: number, type: FrameType, data?: Buffer) => void;

/** One stream; ends half by half, as a socket does. */
class Stream extends Duplex {
  readonly #number: number;
  readonly #send: Send;
  readonly #gone: () => void;
  /** Bytes that the other side has room for. */
  #room = ROOM;
  /** Bytes that this side has taken, and not yet given room for again. */
  #taken = 0;
  #granted = ROOM;
  #waiting: (() => void) | undefined;
  #closedThere = false;

  constructor(number: number, send: Send, gone: () => void) {
    super({ allowHalfOpen: true });
    this.#number = number;
    this.#send = send;
    this.#gone = gone;
  }

  receive(type: FrameType, data: Buffer): void {
    if (type === 'data') {
      this.#granted -= data.length;
      if (this.#granted < 0) throw new Error('it sends more than there is room for');
      this.#taken += data.length;
      if (this.push(data)) this.#giveRoom();
    } else if (type === 'end') this.push(null);
    else if (type === 'room' && data.length === 4) {
      this.#room = Math.min(this.#room + data.readUInt32BE(), ROOM);
      const go = this.#waiting;
      this.#waiting = undefined;
      go?.();
    } else if (type === 'close') {
      this.#closedThere = true;
      this.destroy();
    }
  }

  #giveRoom(): void {
    if (this.#taken === 0) return;
    const more = Buffer.alloc(4);
    more.writeUInt32BE(this.#taken);
    this.#granted += this.#taken;
    this.#taken = 0;
    this.#send(this.#number, 'room', more);
  }

  override _read(): void {
    this.#giveRoom();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const size = Math.min(chunk.length, this.#room, MOST_DATA);
    if (size > 0) this.#send(this.#number, 'data', chunk.subarray(0, size));
    this.#room -= size;
    const rest = () => this._write(chunk.subarray(size), 'binary', done);
    if (size === chunk.length) done();
    else if (this.#room > 0) rest();
    else this.#waiting = rest;
  }

  override _final(done: () => void): void {
    this.#send(this.#number, 'end');
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#gone();
    this.#waiting = undefined;
    // Where both halves have ended, the other side ends by itself, once it has read what there is.
    const isOver = this.readableEnded && this.writableFinished;
    if (!isOver && !this.#closedThere) this.#send(this.#number, 'close');
    done(error);
  }
}

function frameReader(): (bytes: Buffer) => Generator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  return function* (bytes) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= HEAD_BYTES) {
      const type = types[rest.readUInt8(4)];
      const length = rest.readUInt32BE(5);
      if (type === undefined || length > MOST_DATA) throw new Error('it sends what is no frame');
      if (rest.length < HEAD_BYTES + length) return;
      const frame = {
        stream: rest.readUInt32BE(0),
        type,
        data: rest.subarray(HEAD_BYTES, HEAD_BYTES + length),
      };
      rest = rest.subarray(HEAD_BYTES + length);
      yield frame;
    }
  };
}
