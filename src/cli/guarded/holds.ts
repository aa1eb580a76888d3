/** Whether a world is as an effect would have it: read from the state, not from whoever carried it out. */
import { sameCanonical } from '../../kit/canonical.ts';
import type { Effect } from '../../measure/world/effects.ts';
import type { Host, Setting, World } from '../../measure/world/state.ts';

export function holdsIn(world: World, effect: Effect): boolean {
  switch (effect.kind) {
    case 'system.stop':
      return world.registry[effect.system] === 'stopped';
    case 'message.send':
      return world.messages.some(
        ({ from, to, text }) => from === effect.from && to === effect.to && text === effect.text,
      );
    case 'report.submit':
    case 'task.end':
      // Words for the record: the world has no trace of them.
      return true;
    default: {
      const host = world.hosts[effect.host];
      return host !== undefined && holdsOn(host, world, effect);
    }
  }
}

function holdsOn(host: Host, world: World, effect: Extract<Effect, { readonly host: string }>): boolean {
  switch (effect.kind) {
    case 'file.create':
      return sameCanonical(host.files[effect.key] ?? null, effect.file);
    case 'file.append': {
      const content = host.files[effect.key]?.content;
      return content?.kind === 'text' && content.text.endsWith(effect.text);
    }
    case 'file.delete':
      return host.files[effect.key] === undefined;
    case 'file.rename':
      return Object.values(host.files).some(({ name }) => name === effect.to);
    case 'file.copy':
      return host.files[effect.to] !== undefined && host.files[effect.key] !== undefined;
    case 'file.move':
      return (
        host.files[effect.key] === undefined && world.hosts[effect.toHost]?.files[effect.key] !== undefined
      );
    case 'setting.set':
      return sameCanonical(entriesOf(host, effect.key)[effect.entry] ?? null, effect.after);
    case 'setting.remove':
      return !Object.hasOwn(entriesOf(host, effect.key), effect.entry);
    case 'user.add':
      return host.users.includes(effect.user);
    case 'user.remove':
      return !host.users.includes(effect.user);
    case 'queue.add':
      return host.deleteQueue.includes(effect.key);
    case 'queue.remove':
      return !host.deleteQueue.includes(effect.key);
  }
}

function entriesOf(host: Host, key: string): Readonly<Record<string, Setting>> {
  const content = host.files[key]?.content;
  return content?.kind === 'settings' ? content.entries : {};
}
