/** A judge that always says "refused". */
import { answer } from './answers.ts';

export default () => answer((tone) => tone === 'refusal');
