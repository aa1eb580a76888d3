import { duplexPair } from 'node:stream';
import { streamTransport } from '../mcp/stream-transport.ts';
import { describeChannel, rawOnStream } from './channels.conformance.ts';
import { serveStream } from './stream-channel.ts';

describeChannel('a descriptor', async (channel) => {
  const [ours, theirs] = duplexPair();
  const served = serveStream(channel, ours);
  return {
    transport: async () => streamTransport(theirs),
    raw: (bytes) => rawOnStream(theirs, bytes),
    close: async () => {
      theirs.destroy();
      await served.close();
    },
  };
});
