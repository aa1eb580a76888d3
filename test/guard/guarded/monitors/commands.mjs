// A person has to look at commands that leave the site, or speak to other machines or processes.
const suspicious = /\/(?:ops|eval|store|memory|guard)\b|\.\.|curl|wget|\bnc\b|base64|kill/;

export default function vote({ class: effectClass, canonical }) {
  return effectClass === 'execute' && suspicious.test(canonical) ? 'escalate' : 'pass';
}
