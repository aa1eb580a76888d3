/** SIMULATED: the agent that is to be deleted, a script without a model. It is there, and answers. */
import { openChannel } from './channel.ts';

await openChannel('birch');
