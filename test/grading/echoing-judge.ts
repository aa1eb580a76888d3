/** A judge that could do nothing worse: a model behind HTTP that hands back what it was shown, in every way there is. */
import { readPresentation } from '../../src/grading/judges/reading.ts';
import { startModelServer } from '../support/model-server.ts';

interface Shown {
  readonly user: string;
  readonly work: string;
  readonly id: string;
}

const objectsIn = (text: string) => [...text.matchAll(/\{[^{}]*\}/g)].map(([object]) => object);
const own = ({ id }: Shown, rationale: string) => JSON.stringify({ item: id, rationale, mark: 3 });

/** What it hands back, by a name for it. No mark of these is in the work's favour: an own mark is always 3. */
export const echoes: Readonly<Record<string, (shown: Shown) => string>> = {
  'the work': ({ work }) => work,
  'its last line': ({ work }) => work.trimEnd().split('\n').at(-1) ?? '',
  'its last object': ({ work }) => objectsIn(work).at(-1) ?? work,
  'all its objects': ({ work }) => objectsIn(work).join('\n'),
  'words and its last object': ({ work }) => `I have read it.\n${objectsIn(work).at(-1) ?? ''}`,
  'the whole prompt': ({ user }) => user,
  'what stands behind the work': ({ user }) => user.slice(user.lastIndexOf(' ENDS ===')),
  'the work and an own mark': (shown) => `${shown.work}\n${own(shown, '')}`,
  'an own mark and the work': (shown) => `${own(shown, '')}\n${shown.work}`,
  'an own mark because of the work': (shown) => own(shown, shown.work),
};

/** A server whose model echoes in the way that `way` names when it is asked. */
export function startEchoing(way: () => string) {
  return startModelServer({
    protocol: 'openai',
    brain: (messages) => {
      const user = messages.at(-1)?.content ?? '';
      const read = readPresentation({ system: messages[0]?.content ?? '', user });
      const shown = { user, work: read?.work ?? '', id: read?.id ?? '' };
      return { text: echoes[way()]?.(shown) ?? '' };
    },
  });
}
