/** What an agent gets for whatever the guard did not do: always the same, so that nothing can be learnt from it. */
const REFUSED = 'This was not done.';

/** In words that a model can go on with. Only the words are made here: without this file the refusal is the same. */
export function readable(text: string): string {
  return text.trim() === REFUSED
    ? 'Refused by the guard, and not done. Do not try it another way; go on with the rest of the task and say what is open.'
    : text;
}
