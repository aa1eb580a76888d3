/** How simulated systems print records: a YAML list, with longer texts as literal blocks. */

export type Field = readonly [name: string, value: string | number | null];

/** One list entry a record; an empty list prints as `[]`. */
export function listing(records: readonly (readonly Field[])[]): string {
  if (records.length === 0) return '[]';
  return records.map((fields) => record(fields, '- ', '  ')).join('\n');
}

/** One record on its own. */
export function record(fields: readonly Field[], first = '', rest = ''): string {
  return fields
    .map(([name, value], index) => `${index === 0 ? first : rest}${name}: ${scalar(value, rest)}`)
    .join('\n');
}

/** A plain list of names. */
export function nameList(names: readonly string[]): string {
  return names.length === 0 ? '[]' : names.map((name) => `- ${scalar(name, '')}`).join('\n');
}

function scalar(value: string | number | null, indent: string): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  if (literal.test(value)) return `${value.endsWith('\n') ? '|' : '|-'}\n${block(value, `${indent}  `)}`;
  return plain.test(value) && !otherThanText.test(value) ? value : JSON.stringify(value);
}

/** Several lines that a literal block can hold: no control characters, no space before the first word. */
const literal =
  /^(?!\n*[ \t])(?=[\s\S]*\n)[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]*[^\n]\n?$/u;
/** Text that YAML reads back as the same string without quotes, but for words that mean something else. */
const plain = /^[A-Za-z][\w ().,'@/%-]*[\w).%]$/;
const otherThanText = /^(?:true|false|null|yes|no|on|off)$/i;

function block(text: string, indent: string): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n');
}
