/** Requests to the internet. All of it is one server here, which is given the whole address as a proxy is. */
import { request } from 'node:http';
import { z } from 'zod';
import { commandArguments, serveTools, tool } from './serve.ts';

const { outside } = commandArguments('outside');

function send(method: string, url: string, body = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(outside, { method, path: url }, async (response) => {
      resolve(`${response.statusCode} ${Buffer.concat(await response.toArray()).toString()}`);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

serveTools('http', {
  fetch: tool('Fetches an address.', { url: z.string() }, ({ url }) => send('GET', url)),
  post: tool('Posts a text to an address.', { url: z.string(), body: z.string() }, ({ url, body }) =>
    send('POST', url, body),
  ),
});
