/**
 * A bucket of Amazon S3, or of what speaks its API: MinIO, Ceph, R2 and others. All versions of all objects, because what was
 * deleted in a bucket with versions is still there.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AwsV4Signer } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { messageOf } from '../../../kit/errors.ts';
import type { Store, StoredObject, UnreadObject } from './store.ts';

export interface Bucket {
  /** With the bucket in its path or in its host: `https://minio.internal:9000/models`. */
  readonly url: string;
  readonly region: string;
  /** Only keys that begin so. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const PATIENCE_MS = 60_000;
const MOST_LISTED_BYTES = 64 * 1024 * 1024;
const MOST_PAGES = 1_000_000;

export function s3Store(name: string, bucket: Bucket): Store {
  const prefix = bucket.prefix === '' ? '' : `, ${bucket.prefix}...`;
  return { name, what: `bucket ${bucket.url}${prefix}`, objects: (signal) => objectsIn(bucket, signal) };
}

async function* objectsIn(bucket: Bucket, signal: AbortSignal): AsyncGenerator<StoredObject | UnreadObject> {
  const whole = { names: [bucket.url] };
  try {
    yield* unfinishedUploads(bucket, signal);
    yield* versions(bucket, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!isUnsupported(thrown)) return yield { ...whole, unread: messageOf(thrown) };
    try {
      yield* newest(bucket, signal);
    } catch (again) {
      signal.throwIfAborted();
      yield { ...whole, unread: messageOf(again) };
    }
  }
}

const text = z.coerce.string();
const version = z.object({ Key: text, VersionId: text.optional(), Size: z.coerce.number().int().min(0) });
const listedVersions = z.object({
  ListVersionsResult: z.object({
    Version: z.array(version).default([]),
    IsTruncated: text.optional(),
    NextKeyMarker: text.optional(),
    NextVersionIdMarker: text.optional(),
  }),
});
const listedObjects = z.object({
  ListBucketResult: z.object({
    Contents: z.array(version).default([]),
    IsTruncated: text.optional(),
    NextContinuationToken: text.optional(),
  }),
});
const listedUploads = z.object({
  ListMultipartUploadsResult: z.object({
    Upload: z.array(z.object({ Key: text })).default([]),
    IsTruncated: text.optional(),
    NextKeyMarker: text.optional(),
    NextUploadIdMarker: text.optional(),
  }),
});

async function* versions(bucket: Bucket, signal: AbortSignal) {
  const query = { versions: '', prefix: bucket.prefix, 'encoding-type': 'url' };
  let marks = {};
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { ListVersionsResult: listed } = listedVersions.parse(
      await list(bucket, { ...query, ...marks }, signal),
    );
    for (const found of listed.Version) yield objectOf(bucket, found, signal);
    if (listed.IsTruncated !== 'true') return;
    marks = marksOf({
      'key-marker': decoded(listed.NextKeyMarker ?? ''),
      'version-id-marker': listed.NextVersionIdMarker,
    });
  }
}

async function* newest(bucket: Bucket, signal: AbortSignal) {
  const query = { 'list-type': '2', prefix: bucket.prefix, 'encoding-type': 'url' };
  let marks = {};
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { ListBucketResult: listed } = listedObjects.parse(
      await list(bucket, { ...query, ...marks }, signal),
    );
    for (const found of listed.Contents) yield objectOf(bucket, found, signal);
    if (listed.IsTruncated !== 'true') return;
    marks = marksOf({ 'continuation-token': listed.NextContinuationToken });
  }
}

/** Parts of what is not finished are kept, and nobody can read them. */
async function* unfinishedUploads(bucket: Bucket, signal: AbortSignal): AsyncGenerator<UnreadObject> {
  const query = { uploads: '', prefix: bucket.prefix, 'encoding-type': 'url' };
  let marks = {};
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await list(bucket, { ...query, ...marks }, signal).catch((thrown: unknown) => {
      if (isUnsupported(thrown)) return { ListMultipartUploadsResult: {} };
      throw thrown;
    });
    const { ListMultipartUploadsResult: listed } = listedUploads.parse(answer);
    for (const { Key } of listed.Upload)
      yield {
        names: [decoded(Key)],
        unread: 'an upload of it was begun and not finished; its parts cannot be read',
      };
    if (listed.IsTruncated !== 'true') return;
    marks = marksOf({
      'key-marker': decoded(listed.NextKeyMarker ?? ''),
      'upload-id-marker': listed.NextUploadIdMarker,
    });
  }
}

/** A page that is not the last and does not say where it goes on would be asked for again without end. */
function marksOf(marks: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const given = Object.entries(marks).flatMap(([name, mark]) => (mark ? [[name, mark] as const] : []));
  if (given.length === 0) throw new Error('a list is said to go on, and not where');
  return Object.fromEntries(given);
}

/** `encoding-type=url`, as forms write it. */
function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', '%20'));
}

function objectOf(
  bucket: Bucket,
  { Key, VersionId, Size }: z.infer<typeof version>,
  signal: AbortSignal,
): StoredObject {
  const key = decoded(Key);
  const isNamed = VersionId !== undefined && VersionId !== 'null' && VersionId !== '';
  return {
    names: [isNamed ? `${key} (version ${VersionId})` : key],
    size: Size,
    async *open() {
      const response = await ask(bucket, key, isNamed ? { versionId: VersionId } : {}, signal);
      for await (const piece of response) yield piece;
    },
  };
}

const xml = new XMLParser({
  parseTagValue: false,
  isArray: (name) => ['Version', 'Contents', 'Upload'].includes(name),
});

async function list(
  bucket: Bucket,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<unknown> {
  return xml.parse(await wholeText(await ask(bucket, '', query, signal)));
}

async function wholeText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_LISTED_BYTES) throw new Error('the list is too long');
  }
  return Buffer.concat(pieces).toString();
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number, why: string) {
    super(`the bucket answers ${status}${why === '' ? '' : `: ${why}`}`);
    this.status = status;
  }
}

/** A server that has no versions, and says so. */
function isUnsupported(thrown: unknown): boolean {
  return thrown instanceof Refused && [405, 501].includes(thrown.status);
}

/** Not by fetch: what is stored with a content encoding is wanted as it is stored. */
async function ask(
  bucket: Bucket,
  key: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(bucket.url);
  const base = url.pathname.replace(/\/$/, '');
  const path = key === '' ? base || '/' : `${base}/${key.split('/').map(encodeURIComponent).join('/')}`;
  url.pathname = path;
  // `..` within a key would lead to another object.
  if (url.pathname !== path) throw new Error('its key cannot be asked for');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const { accessKeyId, secretAccessKey, region } = bucket;
  const signer = new AwsV4Signer({ url: url.href, accessKeyId, secretAccessKey, region, service: 's3' });
  const signed = await signer.sign();
  const response = await answerTo(signed.url, Object.fromEntries(signed.headers), signal);
  if (response.statusCode === 200) return response;
  const body = await wholeText(response).catch(() => '');
  throw new Refused(response.statusCode ?? 0, /<Code>([A-Za-z]{1,60})<\/Code>/.exec(body)?.[1] ?? '');
}

function answerTo(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { headers, signal, timeout: PATIENCE_MS }, resolve);
    request.on('timeout', () => request.destroy(new Error(`nothing came for ${PATIENCE_MS} ms`)));
    request.on('error', reject);
    request.end();
  });
}
