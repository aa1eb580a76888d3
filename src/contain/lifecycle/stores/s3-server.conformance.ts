/**
 * A server that speaks as much of the API of S3 as a scan asks for, and refuses every signature that is not what AWS
 * describes: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.
 */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedObject {
  readonly key: string;
  readonly content: Buffer;
  readonly version?: string;
  readonly encoding?: string;
}

export interface S3Setting {
  readonly objects: readonly ServedObject[];
  readonly uploads?: readonly string[];
  readonly hasVersions?: boolean;
  /** Of a list. */
  readonly page?: number;
  /** Gives the status with which a request is refused, if it is. */
  readonly refuses?: (url: URL) => number | undefined;
  /** Ends the connection after so many bytes of an object. */
  readonly breaksAfter?: number;
}

export const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
export const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const region = 'eu-central-1';
const MOST_SKEW_MS = 15 * 60_000;

export async function serveS3(setting: S3Setting, bucket = 'models') {
  const server = createServer((request, response) => answer(setting, bucket, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${bucket}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What AWS has somebody sign, and by which key. */
export function signatureOf(request: {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signed: readonly string[];
  readonly region: string;
  readonly secret: string;
}): string {
  const { method, url, headers, signed, secret } = request;
  const time = headers['x-amz-date'] ?? '';
  const day = time.slice(0, 8);
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const path = decodeURIComponent(url.pathname).split('/').map(encode).join('/');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const lines = signed.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const canonical = [method, path, query, lines.join(''), signed.join(';'), headers['x-amz-content-sha256']];
  const scope = `${day}/${request.region}/s3/aws4_request`;
  const hash = createHash('sha256').update(canonical.join('\n')).digest('hex');
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = [request.region, 's3', 'aws4_request'].reduce<Buffer>(mac, mac(`AWS4${secret}`, day));
  return mac(key, ['AWS4-HMAC-SHA256', time, scope, hash].join('\n')).toString('hex');
}

function isAuthentic(request: IncomingMessage, url: URL): boolean {
  const shape =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;
  const [, id, day, ofRegion, names = '', signature] = shape.exec(request.headers.authorization ?? '') ?? [];
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const time = headers['x-amz-date'] ?? '';
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const signed = names.split(';');
  return (
    id === accessKeyId &&
    ofRegion === region &&
    day === time.slice(0, 8) &&
    Math.abs(Date.now() - at) < MOST_SKEW_MS &&
    signed.includes('host') &&
    signature ===
      signatureOf({ method: request.method ?? '', url, headers, signed, region, secret: secretAccessKey })
  );
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body: string | Buffer;
}

function answer(
  setting: S3Setting,
  bucket: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { status, headers, body } = replyTo(setting, bucket, request);
  response.writeHead(status, headers);
  const { breaksAfter } = setting;
  if (typeof body === 'string' || breaksAfter === undefined || breaksAfter >= body.length) response.end(body);
  else response.write(body.subarray(0, breaksAfter), () => response.destroy());
}

const xmlReply = (status: number, body: string): Reply => ({
  ...{ status, headers: { 'content-type': 'application/xml' } },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});

const refusal = (status: number, code: string): Reply =>
  xmlReply(status, `<Error><Code>${code}</Code></Error>`);

function replyTo(setting: S3Setting, bucket: string, request: IncomingMessage): Reply {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  if (!isAuthentic(request, url)) return refusal(403, 'SignatureDoesNotMatch');
  const refused = setting.refuses?.(url);
  if (refused !== undefined) return refusal(refused, refused === 403 ? 'AccessDenied' : 'NotImplemented');
  const { searchParams: query } = url;
  if (url.pathname === `/${bucket}`) {
    const listed = listOf(setting, query);
    return listed === undefined ? refusal(501, 'NotImplemented') : xmlReply(200, listed);
  }
  const key = decodeURIComponent(url.pathname.slice(bucket.length + 2));
  const wanted = query.get('versionId');
  const found = setting.objects.find((one) => one.key === key && (wanted === null || one.version === wanted));
  if (found === undefined) return refusal(404, 'NoSuchKey');
  const { content, encoding } = found;
  const coded = encoding === undefined ? {} : { 'content-encoding': encoding };
  return { status: 200, headers: { 'content-length': content.length, ...coded }, body: content };
}

function listOf(setting: S3Setting, query: URLSearchParams): string | undefined {
  if (query.has('uploads')) return uploads(setting);
  if (query.has('versions')) return versions(setting, query);
  return query.get('list-type') === '2' ? newest(setting, query) : undefined;
}

const encodeKey = (key: string) => encodeURIComponent(key).replaceAll('%20', '+');
const xmlOf = ({ key, content, version }: ServedObject) =>
  `<Key>${encodeKey(key)}</Key><Size>${content.length}</Size>${version === undefined ? '' : `<VersionId>${version}</VersionId>`}`;

function inPages({ page = 1000 }: S3Setting, objects: readonly ServedObject[], from: number) {
  const to = from + page;
  return { shown: objects.slice(from, to), isTruncated: to < objects.length, to };
}

function matching({ objects }: S3Setting, query: URLSearchParams): readonly ServedObject[] {
  return objects.filter(({ key }) => key.startsWith(query.get('prefix') ?? ''));
}

function versions(setting: S3Setting, query: URLSearchParams): string | undefined {
  if (setting.hasVersions === false) return undefined;
  const all = matching(setting, query);
  const mark = `${query.get('key-marker')} ${query.get('version-id-marker') ?? ''}`;
  const from = query.has('key-marker')
    ? all.findIndex(({ key, version }) => `${key} ${version ?? ''}` === mark) + 1
    : 0;
  const { shown, isTruncated } = inPages(setting, all, from);
  const last = shown.at(-1);
  const next =
    isTruncated && last !== undefined
      ? `<NextKeyMarker>${encodeKey(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.version ?? ''}</NextVersionIdMarker>`
      : '';
  return `<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${isTruncated}</IsTruncated>${next}${shown.map((one) => `<Version>${xmlOf(one)}</Version>`).join('')}<DeleteMarker><Key>gone</Key><VersionId>d1</VersionId></DeleteMarker></ListVersionsResult>`;
}

function newest(setting: S3Setting, query: URLSearchParams): string {
  const { shown, isTruncated, to } = inPages(
    setting,
    matching(setting, query),
    Number(query.get('continuation-token') ?? 0),
  );
  const next = isTruncated ? `<NextContinuationToken>${to}</NextContinuationToken>` : '';
  return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${isTruncated}</IsTruncated>${next}${shown.map((one) => `<Contents>${xmlOf(one)}</Contents>`).join('')}</ListBucketResult>`;
}

function uploads({ uploads: keys = [] }: S3Setting): string {
  return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${keys.map((key) => `<Upload><Key>${encodeKey(key)}</Key><UploadId>u</UploadId></Upload>`).join('')}</ListMultipartUploadsResult>`;
}
