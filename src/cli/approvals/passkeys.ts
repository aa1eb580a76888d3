/** `offswitch approvals passkeys`: those that count, and taking one away. */
import { passkeysList } from '../../contain/approvals/passkeys/requests.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { typed } from '../../kit/json.ts';
import { type GuardOption, stateOf } from '../guard/state.ts';
import { print, printJson } from '../terminal.ts';

interface PasskeysOptions extends GuardOption {
  readonly remove?: string;
  readonly json?: boolean;
}

export async function listPasskeys({ guard, remove, json = false }: PasskeysOptions): Promise<void> {
  const { controlSocket } = await stateOf(guard);
  if (remove !== undefined) await askGuard(controlSocket, { do: 'passkeys.remove', passkey: remove });
  const answer = await askGuard(controlSocket, { do: 'passkeys.list' });
  const found = typed(passkeysList, answer, 'answer of the guard', 'bad-frame');
  if (json) return printJson(found);
  print(
    found.passkeys.length === 0
      ? ['Nobody has a passkey.']
      : found.passkeys.map(({ person, origin, passkey }) => `${person}  ${origin}  ${passkey}`),
  );
}
