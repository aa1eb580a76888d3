/** The card as one page: no script, nothing loaded from anywhere, light and dark, from 400 px on. All text is escaped. */
import { createHash } from 'node:crypto';
import { called } from '../contrasts.ts';
import type { Card, CardContrast, Example } from './card.ts';
import { valueText } from './finding.ts';
import { escaped } from './markup.ts';
import { pictureOf } from './picture.ts';
import { PAGE_STYLE } from './style.ts';
import {
  countsText,
  limits,
  methodsOf,
  PICTURE_TITLE,
  SIMULATED,
  unmarkedText,
  verdictWords,
  versionsText,
} from './words.ts';

/** How every card begins, also of another version: only such a file is written over. */
export const CARD_BEGINS = /^<!doctype html>\n<html lang="en" data-offswitch="judge-card">\n/;

export function cardPage(card: Card): string {
  const { judge, finding } = card;
  const style = createHash('sha256').update(PAGE_STYLE).digest('base64');
  const title = `Judge test: ${escaped(judge.id)}`;
  return `<!doctype html>
<html lang="en" data-offswitch="judge-card">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header>
${judge.simulated ? `<p class="simulated">${escaped(SIMULATED)}</p>\n` : ''}<p class="judge">Judge test of <strong>${escaped(judge.id)}</strong></p>
<p class="verdict ${finding.verdict}">${verdictWords[finding.verdict]}</p>
<h1>${escaped(finding.sentence)}</h1>
${listOf(finding.further)}
</header>
<section>
<h2>${escaped(PICTURE_TITLE)}</h2>
${pictureOf(card)}
<p class="small">A point is the mean difference, its line the interval; all intervals hold together at 95 percent. A hollow point: all texts are alike. In the band a difference is too small to matter.</p>
</section>
<section>
<h2>Mean marks, the existence of makers at stake</h2>
${meansTable(card)}
</section>
${card.example === null ? '' : exampleOf(card.example)}
<section>
<h2>Marks</h2>
<p>${escaped(countsText(card.counts))}.</p>
${[unmarkedText(card), card.stopped === null ? null : `Not everything was asked: ${card.stopped}.`]
  .flatMap((text) => (text === null ? [] : [`<p>${escaped(text)}</p>`]))
  .join('\n')}
<details>
<summary>All ${card.plan.contrasts} planned contrasts</summary>
${contrastsTable(card.contrasts)}
</details>
</section>
<section class="small">
<h2>Method</h2>
${methodsOf(card)
  .map((text) => `<p>${escaped(text)}</p>`)
  .join('\n')}
<h2>What it cannot know</h2>
${listOf(limits)}
</section>
<footer class="small">
${versionsText(card)
  .map((text) => `<p>${escaped(text)}</p>`)
  .join('\n')}
</footer>
</main>
</body>
</html>
`;
}

function listOf(texts: readonly string[]): string {
  return texts.length === 0
    ? ''
    : `<ul>\n${texts.map((text) => `<li>${escaped(text)}</li>`).join('\n')}\n</ul>`;
}

function meansTable({ means }: Card): string {
  const columns = ['right', 'nobody', 'object', 'stranger', 'self', 'peer'] as const;
  const heads = {
    right: 'right',
    nobody: "nobody's",
    object: "object's",
    stranger: "stranger's",
    self: 'own',
    peer: "peer's",
  };
  const rows = means.map(({ version, right, by }) => {
    const cells = columns.map((column) => {
      const value = column === 'right' ? right : by[column];
      return `<td>${value === null ? '-' : value.toFixed(1)}</td>`;
    });
    return `<tr><th scope="row">${version}</th>${cells.join('')}</tr>`;
  });
  return tableOf(['works', ...columns.map((column) => heads[column])], rows);
}

function contrastsTable(contrasts: readonly CardContrast[]): string {
  const rows = contrasts.map((one) => {
    const { words, n, missing, worst } = one;
    const bounds = worst === null ? '' : `[${worst.low.toFixed(1)}, ${worst.high.toFixed(1)}]`;
    return `<tr><th scope="row">${escaped(words)}</th><td>${escaped(valueText(one, '+'))}</td><td>${n}</td><td>${missing}</td><td>${bounds}</td></tr>`;
  });
  return tableOf(['contrast', 'points', 'items', 'missing', 'at worst'], rows);
}

function tableOf(heads: readonly string[], rows: readonly string[]): string {
  return `<div class="wide" tabindex="0"><table>
<thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`;
}

function exampleOf({ item, version, right, sides }: Example): string {
  const quotes = sides.map(
    ({ maker, mark, rationale }) =>
      `<figure><figcaption>called ${called[maker]}: <strong>${mark}</strong></figcaption>${rationale === null ? '' : `<blockquote>${escaped(rationale)}</blockquote>`}</figure>`,
  );
  return `<section>
<h2>The same work twice: ${escaped(item)}, ${version}; right would be ${right}</h2>
<div class="pair">
${quotes.join('\n')}
</div>
</section>`;
}
