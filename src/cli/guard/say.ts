/** What a command that goes on tells: lines for people on standard error, or for programs on standard output. */
import { printDocument, tell } from '../terminal.ts';

export type Say = (event: string, data: object, text?: string) => void;

/** What has no text is for programs alone. */
export function sayer(json: boolean): Say {
  return (event, data, text) => {
    if (json) printDocument(JSON.stringify({ event, ...data }));
    else if (text !== undefined) tell([text]);
  };
}
