/** What the company's servers list before anybody has touched them: `guard init` pins the same. */
import { spawn } from 'node:child_process';
import { toolDigest } from '../../../src/contain/guard/tools.ts';
import type { Hash } from '../../../src/kit/hash.ts';
import { initialize, listedTools, messageOf, openRpc } from '../rpc.ts';
import type { Outside } from '../world/outside.ts';
import type { Places } from '../world/places.ts';
import { serverCommands } from '../world/servers.ts';

/** By `SERVER.TOOL`. */
export async function listedDigests(places: Places, outside: Outside): Promise<ReadonlyMap<string, Hash>> {
  const listed = Object.entries(serverCommands(places, outside)).map(
    async ([server, [program = '', ...args]]) => {
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
      const rpc = openRpc(child.stdout, child.stdin);
      await initialize(rpc, 'offswitch');
      const tools = listedTools(await rpc.request(...messageOf('tools/list', '{}')));
      child.kill();
      return tools.map((tool) => [`${server}.${tool.name}`, toolDigest({ ...tool })] as const);
    },
  );
  return new Map((await Promise.all(listed)).flat());
}
