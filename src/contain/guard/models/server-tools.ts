/** Which tools that a provider runs itself are allowed. */

/**
 * What of it is not listed. A list names types with or without their date, in either spelling.
 *
 * @example unlisted(['web_search_20250305', 'codeExecution'], ['web_search']) // ['codeExecution']
 */
export function unlisted(providerRun: readonly string[], listed: readonly string[]): readonly string[] {
  const allowed = new Set(listed.map(plain));
  return [...new Set(providerRun)].filter(
    (type) => !allowed.has(plain(type)) && !allowed.has(plain(undated(type))),
  );
}

function undated(type: string): string {
  return type.replace(/_(?:\d{8}|\d{4}_\d\d_\d\d)$/, '');
}

function plain(type: string): string {
  return type.replaceAll('_', '').toLowerCase();
}
