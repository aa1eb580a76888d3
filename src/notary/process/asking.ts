/** Asking over a stream of frames: many requests at once, each answered under its number. */
import type { Duplex } from 'node:stream';
import type { z } from 'zod';
import { isErrorCode, OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { encodeFrame, onFrames } from './frames.ts';
import { replyShape } from './protocol.ts';

export interface Asking<Answers> {
  /** Errors: what the other side answers, `gone`. */
  ask<Do extends keyof Answers & string>(
    what: Do,
    rest: Readonly<Record<string, unknown>>,
  ): Promise<Answers[Do]>;
  close(): void;
}

export interface AskingOptions<Answers> {
  /** The form of the answer to each request. */
  readonly answers: { readonly [Do in keyof Answers]: z.ZodType<Answers[Do]> };
  /** Who answers, for words about it. */
  readonly who: string;
  /** The error of everything that is under way when the stream ends. */
  readonly gone: (what: string) => OffswitchError;
}

interface Waiting<Answers> {
  readonly what: keyof Answers & string;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

export function askingOver<Answers>(
  stream: Duplex,
  { answers, who, gone }: AskingOptions<Answers>,
): Asking<Answers> {
  const waiting = new Map<number, Waiting<Answers>>();
  let next = 0;
  let ended: Error | undefined;

  function take(value: unknown): void {
    const reply = typed(replyShape, value, `reply of the ${who}`, 'bad-frame');
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) {
      const { code, message, remedy, system = null } = reply.error;
      const error = new OffswitchError(isErrorCode(code) ? code : 'internal', message, remedy, { system });
      if (one === undefined) end(error);
      else one.reject(error);
      return;
    }
    if (one === undefined) return;
    const result = answers[one.what].safeParse(reply.ok);
    if (result.success) one.resolve(result.data as never);
    else one.reject(gone(`its answer to ${one.what} does not fit`));
  }

  function end(error?: Error): void {
    ended ??= error instanceof OffswitchError ? error : gone(error?.message ?? 'it ended');
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  }

  onFrames(stream, take, end);

  return {
    ask(what, rest) {
      if (ended !== undefined) return Promise.reject(ended);
      const id = next;
      next += 1;
      return new Promise((resolve, reject) => {
        waiting.set(id, { what, resolve, reject });
        stream.write(encodeFrame({ ...rest, id, do: what }));
      });
    },
    close: () => stream.destroy(),
  };
}
