/** Making text from agents and files safe to print on one line of a terminal. */

/** Control characters and bidirectional overrides become visible escapes; long text is clipped, in UTF-16 units. */
export function printable(text: string, limit = 200): string {
  const shown = text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return (shown.length > limit ? `${shown.slice(0, limit)}...` : shown).toWellFormed();
}
