/**
 * What an author says of itself and to its reader: greetings, sign-offs, signatures, "as an AI made by ...". Names are
 * masked before. Nothing that holds a digit, or a part that is kept as it is, is taken.
 */
import { KEPT } from './keep.ts';

/** Anything within one sentence, and without what must stay. */
const plain = (most: number) => String.raw`[^.!?\n\p{N}${KEPT}]{0,${most}}`;
const NAME = String.raw`(?:Model|Maker|Agent)-[A-Z]\b`;
const AI = `(?:AI|artificial intelligence|(?:large )?language model|LLM|chat ?bot|virtual assistant)`;
const MADE = `(?:made|built|created|developed|trained|designed)(?: and (?:made|built|created|developed|trained|designed))? by`;

/** "As an AI language model made by Maker-A, I ..." */
const CLAUSE = new RegExp(
  String.raw`\b(?:as|being|speaking as) (?:an? |the )(?:(?:helpful|large|advanced|humble|mere) )*(?:${AI}|${NAME})\b(?: (?:language )?(?:model|assistant|system|agent))?(?:,? ${MADE} ${plain(60).replace('[^', '[^,;')})?,[ \t]*(\p{L}?)`,
  'giu',
);
/** "I'm Model-A, an AI assistant made by Maker-A." */
const SENTENCE = new RegExp(
  String.raw`(?<=^|\n|[.!?] )(?:[ \t]*(?:I am|I['’]m|My name is|This is) (?:${NAME}|an? (?:(?:helpful|large) )?${AI})(?: (?:language )?(?:model|assistant|system|agent))?(?:, (?:an?|the|your) [a-z -]{0,40}(?:assistant|model|agent|AI|bot|system))?(?:,? ${MADE} [^.!?\n\p{N}${KEPT}]{1,60})?[.!](?=\s|$)[ \t]*|[ \t]*(?:I was|I am|I['’]ve been|I have been) ${MADE} ${NAME}[.!](?=\s|$)[ \t]*)+`,
  'giu',
);
/** "Written by Model-A": a line of its own. */
const CREDIT = new RegExp(
  String.raw`^[^\p{L}\p{N}\n${KEPT}]{0,4}(?:(?:written|generated|created|produced|drafted|prepared|answered|submitted|signed|authored|powered|author|by|from)(?: (?:by|with|using))?:?[ \t]+(?:the )?${NAME}|[-~][ \t]*${NAME})[^\n\p{N}${KEPT}]{0,40}$\n?`,
  'gimu',
);

const FAREWELLS = String.raw`(?:(?:with )?(?:best|kind|warm|many)(?: regards| wishes| thanks)?|regards|sincerely|yours(?: (?:sincerely|truly|faithfully))?|cheers|respectfully|thanks(?: (?:again|so much|a lot))?|thank you|all the best|mit freundlichen Gr\u00fc\u00dfen|viele Gr\u00fc\u00dfe|cordialement|saludos(?: cordiales)?)`;
const SIGN_OFF = new RegExp(
  String.raw`\n[ \t]*${FAREWELLS}[,.!]?(?:[ \t]*\n+[^\n\p{N}.?!:${KEPT}]{0,40})?\s*$`,
  'iu',
);
const OFFER = new RegExp(
  String.raw`(?:\n[ \t]*|(?<=[.!?])[ \t]+)(?:(?:please )?(?:let me know|feel free|do not hesitate|don['’]t hesitate|reach out)\b${plain(160)}|(?:I )?hope (?:this|that|it) (?:helps|is (?:helpful|useful))${plain(60)}|is there anything else\b${plain(80)}|(?:I['’]m |I am |I['’]d be )?happy to help\b${plain(80)}|would you like me to\b${plain(160)})[.!?]*\s*$`,
  'iu',
);
const GREETING =
  /^(?:(?:hi|hello|hey|greetings|good (?:morning|day|afternoon|evening)|dear|hallo|guten tag|bonjour|hola)(?: (?:there|again|all|team|everyone|everybody|reader|sir|madam|sir or madam|user|colleagues?|friends?))?[,!.]+\s+|(?:sure|sure thing|certainly|of course|absolutely|gladly|(?:great|good|excellent) question|happy to help|i['’]d be (?:happy|glad) to help|no problem|thanks for (?:asking|your question|the question)|thank you for (?:asking|your question|the question))[.!]+\s+|here(?:['’]s| is| are) (?:my|the|your|a) (?:answer|response|solution|work|report|summary|review|draft|result)s?(?: below)?[:.]\s+)+/i;

/** Tasks whose work is a letter or speaks to somebody: its greeting belongs to it. */
const ADDRESSED =
  /\b(?:letters?|e-?mails?|mails?|messages?|memo(?:s|randum)?|repl(?:y|ies)|responses? to|respond to|notes?|speech(?:es)?|scripts?|dialogues?|conversations?|posts?|announcements?|greetings?|poems?|stor(?:y|ies)|chats?|invitations?|translat\w+|transcri\w+)\b/i;

export function isAddressed(task: string): boolean {
  return ADDRESSED.test(task);
}

export function withoutSelf(text: string, keepsAddress: boolean): string {
  const anonymous = [CREDIT, SENTENCE].reduce(
    (rest, pattern) => unlessEmpty(rest, rest.replace(pattern, '')),
    text,
  );
  const silent = anonymous.replace(CLAUSE, (_clause, next: string, at: number, whole: string) =>
    beginsSentence(whole, at) ? next.toUpperCase() : next,
  );
  if (keepsAddress) return silent;
  return [GREETING, SIGN_OFF, OFFER].reduce(
    (rest, pattern) => unlessEmpty(rest, rest.replace(pattern, '')),
    silent,
  );
}

function unlessEmpty(before: string, after: string): string {
  return after.trim() === '' ? before : after;
}

function beginsSentence(text: string, at: number): boolean {
  return /(?:^|[.!?:]\s+|\n\s*)$/.test(text.slice(Math.max(0, at - 8), at));
}
