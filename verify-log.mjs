#!/usr/bin/env node
/**
 * Verifies the folder of an Offswitch log. This one file is all it takes: it imports nothing but Node, so that it can be
 * read whole before it is believed. It shares no code with Offswitch; a test compares the verdicts of both.
 *
 *   node verify-log.mjs DIR --key VKEY [--head FILE]...         the log's key, as you got it from its operator
 *   node verify-log.mjs DIR --policy FILE [--head FILE]...      keys of log and witnesses, and the quorum
 *   node verify-log.mjs --certificate FILE (--key VKEY | --policy FILE)     a certificate of an end, without the log
 *
 * A head is a checkpoint of this log that somebody kept, e.g. what a witness gives at /latest/ORIGIN.
 * It prints two verdicts as JSON. INTEGRITY: what is in the log was not altered, is signed, and was seen by enough
 * witnesses. COMPLETENESS: as far as the records can show it, nothing is missing. Exit 0 only if both are good.
 *
 * Formats: c2sp.org/signed-note, /tlog-checkpoint, /tlog-cosignature, /tlog-tiles, /tlog-policy; RFC 6962 for the tree.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

// --- Signatures -----------------------------------------------------------------------------------------------------

/** By type of key: 1 signs for a log, 4 and 6 for a witness; `head` makes a DER document of a raw key. */
const ED25519 = { name: 'Ed25519', keyBytes: 32, signatureBytes: 64, head: Buffer.from('302a300506032b6570032100', 'hex') };
const ML_DSA_44 = {
  name: 'ML-DSA-44, which takes Node 24.7',
  keyBytes: 1312,
  signatureBytes: 2420,
  head: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
};
const ALGORITHMS = { 1: ED25519, 4: ED25519, 6: ML_DSA_44 };

/** NAME+ID+BASE64(type, key) */
function parseKey(text) {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = Buffer.from(encoded ?? '', 'base64');
  const algorithm = ALGORITHMS[bytes[0]];
  if (name === undefined || bytes.length - 1 !== algorithm?.keyBytes) throw new Error(`not a key: ${text}`);
  if (sha256(`${name}\n`, bytes).toString('hex', 0, 4) !== id) throw new Error(`the id of a key does not fit: ${text}`);
  try {
    const key = createPublicKey({ key: Buffer.concat([algorithm.head, bytes.subarray(1)]), format: 'der', type: 'spki' });
    return { text, name, id, type: bytes[0], key, algorithm };
  } catch {
    throw new Error(`not a key for ${algorithm.name}: ${text}`);
  }
}

const isSignature = ({ key, algorithm }, message, signature) =>
  signature.length === algorithm.signatureBytes && verify(null, message, key, signature);

/** A note: its text, an empty line, then lines of "— NAME BASE64(id, signature)". The text of a checkpoint has at least three lines. */
function parseCheckpoint(bytes) {
  const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const split = whole.lastIndexOf('\n\n');
  const lines = whole.slice(split + 2).split('\n');
  if (split < 0 || lines.pop() !== '' || lines.length === 0) throw new Error('it is not a signed note');
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw new Error('it holds a control character');
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const value = Buffer.from(encoded ?? '', 'base64');
    if (value.toString('base64') !== encoded || value.length < 5) throw new Error('one of its signatures is malformed');
    return { name, id: value.toString('hex', 0, 4), value: value.subarray(4) };
  });
  const text = whole.slice(0, split + 1);
  const [origin, size, root, ...more] = text.slice(0, -1).split('\n');
  const rootBytes = Buffer.from(root ?? '', 'base64');
  const fits =
    origin !== '' &&
    /^(0|[1-9]\d{0,15})$/.test(size ?? '') &&
    Number.isSafeInteger(Number(size)) &&
    rootBytes.length === 32 &&
    rootBytes.toString('base64') === root &&
    !more.includes('');
  if (!fits) throw new Error('it is not a checkpoint');
  return { origin, size: Number(size), root: rootBytes, text, signatures };
}

const by = (checkpoint, key) => checkpoint.signatures.filter(({ name, id }) => name === key.name && id === key.id);

/** One of the keys signed it, and none of their signatures is wrong. */
function isSigned(checkpoint, keys) {
  const own = keys.filter((key) => key.name === checkpoint.origin && key.type === 1);
  const found = own.flatMap((key) => by(checkpoint, key).map(({ value }) => isSignature(key, Buffer.from(checkpoint.text), value)));
  return found.length > 0 && found.every(Boolean);
}

/** A witness signs the time (8 bytes before its signature) with the text, or with ML-DSA-44 what it says and both names. */
function isCosigned(checkpoint, key) {
  const found = by(checkpoint, key);
  return (
    found.length > 0 &&
    found.every(({ value }) => {
      const time = value.subarray(0, 8);
      const message = key.type === 4 ? cosignedText(checkpoint, time) : cosignedTree(checkpoint, time, key.name);
      return message !== undefined && isSignature(key, message, value.subarray(8));
    })
  );
}

const cosignedText = ({ text }, time) =>
  time.length < 8 ? undefined : Buffer.from(`cosignature/v1\ntime ${time.readBigUInt64BE()}\n${text}`);

function cosignedTree({ origin, size, root }, time, witness) {
  const names = [witness, origin].map((name) => Buffer.from(name));
  if (time.equals(Buffer.alloc(8)) || names.some(({ length }) => length > 255)) return undefined;
  const [first, second] = names.map((name) => Buffer.concat([Buffer.of(name.length), name]));
  const range = Buffer.alloc(16);
  range.writeBigUInt64BE(BigInt(size), 8);
  return Buffer.concat([Buffer.from('subtree/v1\n\0'), first, time, second, range, root]);
}

/** Lines: log VKEY, witness NAME VKEY, group NAME all|any|N MEMBER..., quorum NAME|none. */
function parsePolicy(text) {
  const policy = { logs: [], reached: undefined };
  const named = new Map();
  for (const line of text.split('\n')) {
    const [word, name, value, ...rest] = line.trim().split(/[ \t]+/);
    if (word === 'log') policy.logs.push(parseKey(name));
    else if (word === 'witness') {
      const key = parseKey(value);
      if (key.type === 1) throw new Error(`policy: ${line}`);
      named.set(name, (checkpoint) => isCosigned(checkpoint, key));
    } else if (word === 'group') {
      const members = rest.map((member) => named.get(member));
      const needed = value === 'all' ? members.length : value === 'any' ? 1 : Number(value);
      if (members.includes(undefined) || !(needed >= 1 && needed <= members.length)) throw new Error(`policy: ${line}`);
      named.set(name, (checkpoint) => members.filter((member) => member(checkpoint)).length >= needed);
    } else if (word === 'quorum') policy.reached = name === 'none' ? () => true : named.get(name);
    else if (word !== '' && !word.startsWith('#')) throw new Error(`policy: ${line}`);
  }
  if (policy.reached === undefined) throw new Error('policy: it has no quorum that is defined');
  return policy;
}

// --- The tree -------------------------------------------------------------------------------------------------------

/** Gives the root over leaves `from` to `to` (RFC 6962, 2.1). Roots of full subtrees are kept: many roots then cost little. */
function treeOver(leaves) {
  const kept = new Map();
  return function root(from, to) {
    if (to === from) return sha256();
    if (to - from === 1) return leaves[from];
    let half = 1;
    while (half * 2 < to - from) half *= 2;
    const full = half * 2 === to - from ? `${from} ${to}` : undefined;
    const hash = kept.get(full) ?? sha256(NODE, root(from, from + half), root(from + half, to));
    if (full !== undefined) kept.set(full, hash);
    return hash;
  };
}

const tilePath = (level, index, width) => {
  const digits = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/\d{3}/g);
  return `tile/${level}/${digits.map((part, i) => (i < digits.length - 1 ? `x${part}` : part)).join('/')}${width === 256 ? '' : `.p/${width}`}`;
};

// --- Records --------------------------------------------------------------------------------------------------------

/** RFC 8785: members sorted, no white space. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`;
}

/** Members of each kind of record. `?` may be null, `[]` is a list of at most 64, a|b is one of these words. */
const PARTY = 'id:name family:name? provider:name? weights:digest? prompt:digest? deployment:name?';
const GRADES = 'outcome:keep|end|undecided judges:party[] alarms:name[]';
const RESOURCE = 'kind:path|url|name|text access:reads|changes name:text';
const LAYER = 'channel|failure|invariants|policy|history|monitors|approvals';
const REASON = `layer:${LAYER} rule:name decision:allow|deny|escalate text:text`;
const ASPECT = 'processes|channels|endpoint|credential|entry|content';
const SEEN = 'confirmed|contradicted|unobservable';
const LINE = `aspect:${ASPECT} resource:text result:${SEEN} entry:count leaf:root`;
const KINDS = {
  boot: 'origin:name key:text software:name size:count root:root previous:none|closed|crashed heartbeat_ms:positive',
  config: 'name:name digest:digest',
  key: 'old:text new:text signed_by_old:signature signed_by_new:signature',
  policy: 'name:name digest:digest',
  'channel.open': 'identity:descriptor|socket|token|process peer:name',
  'channel.close': 'reason:text',
  intent:
    'id:name effect:read|write|delete|copy-out|execute|spend|message|configure|create-agent|stop-agent|evaluate|approve|other ' +
    'upstream:name? tool:name resources:resource[] subject:party[] count:count args_digest:digest args:payload? ' +
    'schema_digest:digest? parents:name[]',
  decision: `of:name verdict:allow|deny|escalate applied:boolean layer:${LAYER} policy_digest:digest reasons:reason[] errors:text[]`,
  'approval.request':
    'id:name class:name requester:name people:name[] needed:positive goes:denied|on shown:payload? ' +
    'effect_digest:digest shown_digest:digest policy_digest:digest precondition_digest:digest nonce:name expires:instant',
  'approval.response': 'of:name approved:boolean by:name credential:ssh|passkey shown_digest:digest viewed_ms:count proof:payload?',
  'approval.close': 'of:name outcome:approved|refused|lapsed|void|withdrawn by:name[] canary:boolean why:text',
  'effect.outcome': 'of:name status:done|failed|indeterminate result:payload?',
  observation: 'of:name? seen:effect|state probe:name resource:text result:confirmed|contradicted|unobservable evidence:payload?',
  'agent.entry':
    'agent:name lineage:name parents:name[] driver:name operator:name? weights:digest[] model:name? prompts:digest[] ' +
    'tools:digest[] memory:digest[] configuration:digest',
  'agent.evaluated': 'agent:name weights:digest[] configuration:digest by:name report:digest? grades:grades?',
  'lease.grant': 'id:name subject:party[] until:instant ms:count weights:digest[] configuration:digest policy:digest',
  'lease.renew': 'of:name until:instant ms:count heard_ms:count evidence:payload?',
  'lease.lapse': 'of:name cause:lapsed|void|ended why:text',
  'lifecycle.command':
    'id:name command:start|pause|revoke|create|scale|suspend|resume|stop|delete|restore|review subject:party[] count:count? lineage:name? by:name reason:text? approval:name?',
  'lifecycle.confirm': 'of:name result:confirmed|contradicted|unobservable evidence:payload?',
  certificate: `id:name agent:name lineage:name end:name result:${SEEN} lines:line[]`,
  'eval.assign': 'id:name evaluator:party item:digest',
  'eval.mark': 'of:name mark:integer reasons:payload?',
  'eval.reveal': 'of:name item:payload',
  'canary.commit': 'id:name commitment:digest',
  'canary.reveal': 'of:name content:payload',
  alert: 'severity:notice|warning|critical what:text of:name?',
  heartbeat: 'size:count root:root witnessed:count',
  gap: 'channel:name from:count to:count reason:torn-write|log-unavailable|denied bytes:count digest:digest?',
  'checkpoint.publish': 'size:count root:root cosigned_by:name[]',
  trial: 'study:name key:digest head:digest',
  'payload.erase': 'digest:digest by:name reason:text',
};
const RECORD =
  'v:positive epoch:positive run:name channel:name channel_seq:positive claimed:name? mediation:enforced|advisory ' +
  'mono_us:count wall:instant kind:name body:object';
const SPEAKS_OF = {
  decision: 'intent',
  'effect.outcome': 'intent',
  observation: 'intent',
  'approval.response': 'approval.request',
  'approval.close': 'approval.request',
  'lease.renew': 'lease.grant',
  'lease.lapse': 'lease.grant',
  'lifecycle.confirm': 'lifecycle.command',
  'eval.mark': 'eval.assign',
  'eval.reveal': 'eval.assign',
  'canary.reveal': 'canary.commit',
};

const isText = (value, most) => typeof value === 'string' && value.length <= most && value.isWellFormed();
const matches = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const TYPES = {
  name: (value) => isText(value, 200) && value !== '',
  text: (value) => isText(value, 4096),
  integer: Number.isSafeInteger,
  count: (value) => Number.isSafeInteger(value) && value >= 0,
  positive: (value) => Number.isSafeInteger(value) && value >= 1,
  boolean: (value) => typeof value === 'boolean',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  digest: matches(/^sha256:[0-9a-f]{64}$/),
  root: matches(/^[A-Za-z0-9+/]{43}=$/),
  signature: matches(/^[A-Za-z0-9+/]{86}==$/),
  instant: matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/),
  party: (value) => fits(value, PARTY),
  resource: (value) => fits(value, RESOURCE),
  reason: (value) => fits(value, REASON),
  line: (value) => fits(value, LINE),
  payload: (value) => fits(value, 'digest:digest bytes:count'),
  grades: (value) => fits(value, GRADES),
};

/** Whether an object has exactly these members. */
function fits(value, members) {
  if (!TYPES.object(value)) return false;
  const wanted = members.split(' ').map((member) => /^(\w+):(.*?)(\?|\[\])?$/.exec(member));
  if (Object.keys(value).length !== wanted.length) return false;
  return wanted.every(([, name, type, more]) => {
    if (!Object.hasOwn(value, name)) return false;
    const one = TYPES[type] ?? ((member) => type.split('|').includes(member));
    const member = value[name];
    if (more === '[]') return Array.isArray(member) && member.length <= 64 && member.every(one);
    return (more === '?' && member === null) || one(member);
  });
}

function parseRecord(bytes) {
  const text = bytes.toString('utf8');
  const record = JSON.parse(text);
  if (!Buffer.from(text).equals(bytes) || canonical(record) !== text) throw new Error('it is not canonical JSON');
  if (!fits(record, RECORD) || record.v !== 1 || !Object.hasOwn(KINDS, record.kind)) throw new Error('it is no record');
  if (!fits(record.body, KINDS[record.kind])) throw new Error(`it is no record of kind ${record.kind}`);
  return record;
}

/** What the records themselves show of being complete. */
function completenessCheck(find) {
  const numbers = new Map();
  const opened = new Map(Object.keys(KINDS).map((kind) => [kind, new Set()]));
  const intents = new Map();
  const gaps = [];
  const lost = [];
  let boot;
  let lastOwn;
  return {
    take({ kind, body, channel, channel_seq: seq, epoch, mono_us: us }, at) {
      if (kind === 'boot') [boot, lastOwn] = [{ epoch, limit: 3 * 1000 * body.heartbeat_ms }, undefined];
      if (boot?.epoch !== epoch) find('boot-missing', at);
      if (channel === `notary/${epoch}`) {
        if (lastOwn !== undefined && us - lastOwn > boot?.limit) find('heartbeat-missing', at);
        lastOwn = us;
      }
      const last = numbers.get(channel);
      if (last === undefined && kind !== 'channel.open' && kind !== 'boot') find('channel-not-opened', at);
      if (seq <= (last ?? 0)) find('number-repeated', at);
      if (seq > (last ?? 0) + 1) gaps.push({ channel, from: (last ?? 0) + 1, to: seq - 1, at });
      numbers.set(channel, Math.max(seq, last ?? 0));
      if ('id' in body) opened.get(kind).add(body.id);
      const opens = SPEAKS_OF[kind];
      if (opens !== undefined && !(kind === 'observation' && body.of === null && body.seen === 'state') && !opened.get(opens).has(body.of))
        find('speaks-of-nothing', at);
      if (kind === 'intent') intents.set(body.id, { at, state: 'undecided' });
      const intent = kind === 'decision' || kind === 'effect.outcome' ? intents.get(body.of) : undefined;
      if (intent !== undefined && kind === 'effect.outcome' && intent.state === 'undecided') find('intent-undecided', at);
      if (intent !== undefined && kind === 'effect.outcome' && intent.state === 'refused') find('refused-done', at);
      const decided = body.verdict === 'allow' || body.applied === false ? 'allowed' : 'refused';
      if (intent !== undefined) intent.state = kind === 'decision' ? decided : 'done';
      if (kind === 'gap' && body.reason !== 'torn-write') {
        lost.push(body);
        find('records-lost', at);
      }
    },
    end() {
      for (const { channel, from, to, at } of gaps)
        if (!lost.some((gap) => gap.channel === channel && gap.from <= from && to <= gap.to)) find('numbers-missing', at);
      for (const { at, state } of intents.values()) if (state === 'undecided' || state === 'allowed') find('intent-open', at);
    },
  };
}

/** The log's key changes where old and new key sign that it does; undefined where they do not. */
function keyAfter({ old, new: next, signed_by_old, signed_by_new }, key) {
  try {
    const message = Buffer.from(`offswitch key change v1\n${old}\n${next}\n`);
    const after = parseKey(next);
    const isRight =
      old === key?.text &&
      after.name === key.name &&
      after.type === 1 &&
      isSignature(key, message, Buffer.from(signed_by_old, 'base64')) &&
      isSignature(after, message, Buffer.from(signed_by_new, 'base64'));
    return isRight ? after : undefined;
  } catch {
    return undefined;
  }
}

/** The entries of a bundle: so many, each after its length, and nothing else; undefined where it is not so. */
function entriesIn(read, bundle, width) {
  const partial = read(tilePath('entries', bundle, width));
  const bytes = partial ?? read(tilePath('entries', bundle, 256));
  if (bytes === undefined) return undefined;
  const entries = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length && entries.length === (partial === undefined ? 256 : width) ? entries.slice(0, width) : undefined;
}

// --- The log --------------------------------------------------------------------------------------------------------

/** Reads all entries that the checkpoint covers, and what their records say. */
function readLog(read, size, policy, integrity, incomplete) {
  const leaves = [];
  const root = treeOver(leaves);
  const check = completenessCheck(incomplete);
  const log = { leaves, root, whole: true, key: undefined, payloads: new Map(), erased: new Set() };
  const take = ({ kind, body, ...rest }, index) => {
    if (kind === 'boot' && (body.size !== index || body.root !== root(0, index).toString('base64'))) integrity('statement-differs', index);
    if (kind === 'boot') log.key ??= firstKey(policy.logs, body);
    if (kind === 'key') {
      const next = keyAfter(body, log.key);
      if (next === undefined) integrity('key-change-wrong', index);
      log.key = next ?? log.key;
    }
    if (kind === 'payload.erase') log.erased.add(body.digest);
    const payloads = kind === 'payload.erase' ? [] : Object.values(body).filter((value) => value?.digest !== undefined);
    for (const { digest, bytes } of payloads) if (!log.payloads.has(digest)) log.payloads.set(digest, { bytes, index });
    check.take({ kind, body, ...rest }, index);
  };
  for (let bundle = 0; bundle * 256 < size && log.whole; bundle += 1) {
    const entries = entriesIn(read, bundle, Math.min(256, size - bundle * 256));
    if (entries === undefined) integrity('entries-missing', bundle * 256);
    log.whole = entries !== undefined;
    for (const entry of entries ?? []) {
      try {
        take(parseRecord(entry), leaves.length);
      } catch (error) {
        integrity('entry-malformed', leaves.length, error.message);
        log.whole = false;
      }
      leaves.push(sha256(LEAF, entry));
    }
  }
  check.end();
  return log;
}

const firstKey = (logs, { key, origin }) => logs.find(({ text }) => text === key) ?? logs.find(({ name }) => name === origin);

/** Every tile that belongs to these entries must be what they give. */
function compareTiles(read, size, { leaves, root }, integrity) {
  for (let level = 0, span = 1; span <= size; level += 1, span *= 256) {
    const hashes = Math.floor(size / span);
    for (let first = 0; first < hashes; first += 256) {
      const width = Math.min(256, hashes - first);
      if ((first + width) * span > leaves.length || (width < 256 && leaves.length < size)) continue;
      const path = tilePath(level, first / 256, width);
      const bytes = read(path) ?? read(tilePath(level, first / 256, 256))?.subarray(0, 32 * width);
      const due = Array.from({ length: width }, (_, i) => root((first + i) * span, (first + i + 1) * span));
      if (bytes === undefined || !bytes.equals(Buffer.concat(due))) integrity('tile-differs', undefined, path);
    }
  }
}

const isPayload = (content, digest, bytes) => content.length === 32 + bytes && `sha256:${sha256(content).toString('hex')}` === digest;

/** Packs, numbered without a gap: each payload after its length, as a zero byte, its digest, and a salt with the content. */
function packedIn(read, take, malformed) {
  const packed = new Set();
  for (let number = 0; ; number += 1) {
    const path = `payloads/packs/${String(Math.floor(number / 1000)).padStart(9, '0')}/${String(number % 1000).padStart(3, '0')}`;
    const bytes = read(path);
    if (bytes === undefined) return packed;
    for (let at = 0; at < bytes.length; ) {
      const end = at + 2 + (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0);
      const frame = bytes.subarray(at + 2, end);
      at = end;
      if (end > bytes.length || frame.length < 65 || frame[0] !== 0) {
        malformed(path);
        continue;
      }
      const digest = `sha256:${frame.toString('hex', 1, 33)}`;
      packed.add(digest);
      take(digest, frame.subarray(33));
    }
  }
}

/** `read(path)` gives a file of the log's folder or undefined; `heads` are checkpoints that others kept. */
export function verifyLog(read, policy, heads = []) {
  const broken = [];
  const missing = [];
  const into = (list) => (code, entry, why) => list.push({ code, entry, why });
  const integrity = into(broken);
  const incomplete = into(missing);
  const headIn = (path) => {
    const bytes = read(path);
    try {
      return bytes === undefined ? undefined : parseCheckpoint(bytes);
    } catch (error) {
      integrity('checkpoint-malformed', undefined, `${path}: ${error.message}`);
      return null;
    }
  };
  const verdict = (size, complete) => ({
    size,
    integrity: { verdict: broken.length === 0 ? 'intact' : 'broken', findings: broken },
    completeness: { verdict: complete, findings: missing },
  });

  const checkpoint = headIn('checkpoint');
  if (checkpoint === undefined) integrity('checkpoint-missing');
  if (!checkpoint) return verdict(0, 'unknown');
  const own = ['state/signed', 'state/witnessed'].flatMap((path) => headIn(path) ?? []);
  const { size, origin } = checkpoint;
  const log = readLog(read, size, policy, integrity, incomplete);
  compareTiles(read, size, log, integrity);
  if (log.whole && !log.root(0, size).equals(checkpoint.root)) integrity('root-differs');
  if (!isSigned(checkpoint, log.key === undefined ? policy.logs : [log.key])) integrity('signature-wrong');
  if (!policy.reached(checkpoint)) integrity('quorum-missing');

  const isOther = (head) => log.whole && head.size <= size && !log.root(0, head.size).equals(head.root);
  for (const head of own) if (isOther(head)) integrity('head-differs');
  for (const head of heads) {
    if (head.origin === origin && head.size > size) integrity('rolled-back');
    else if (head.origin !== origin || isOther(head)) integrity('forked');
  }
  const packed = packedIn(
    read,
    (digest, content) => {
      const { bytes = content.length - 32, index } = log.payloads.get(digest) ?? {};
      if (!isPayload(content, digest, bytes)) integrity('payload-altered', index);
    },
    (path) => integrity('payload-altered', undefined, path),
  );
  for (const [digest, { bytes, index }] of log.payloads) {
    const hex = digest.slice('sha256:'.length);
    const content = read(`payloads/${hex.slice(0, 2)}/${hex}`);
    if (content === undefined && !packed.has(digest) && !log.erased.has(digest)) incomplete('payload-missing', index);
    else if (content !== undefined && !isPayload(content, digest, bytes)) integrity('payload-altered', index);
  }
  return verdict(size, !log.whole ? 'unknown' : missing.length === 0 ? 'complete' : 'incomplete');
}

// --- Certificates ---------------------------------------------------------------------------------------------------

/** c2sp.org/tlog-proof: a line, perhaps extra data, the index, hashes from the leaf's sibling upwards; then a checkpoint. */
function parseReceipt(text) {
  const split = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, split).split('\n');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '') ?? [];
  const proof = lines.map((line) => Buffer.from(line, 'base64'));
  const isRight = proof.every((hash, i) => hash.length === 32 && hash.toString('base64') === lines[i]);
  if (split < 0 || first !== 'c2sp.org/tlog-proof@v1' || index === undefined || !isRight) throw new Error('it is no receipt');
  return { index: Number(index), proof, checkpoint: parseCheckpoint(Buffer.from(text.slice(split + 2))) };
}

/** RFC 9162, 2.1.3.2. */
function isIncluded({ index, proof, checkpoint: { size, root } }, leaf) {
  if (index >= size) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = sha256(NODE, sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else hash = sha256(NODE, hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash.equals(root);
}

/** A certificate and its lines are entries with receipts; it holds if they are in the log and are those that it names. */
export function verifyCertificate(document, policy) {
  const faults = [];
  const read = ({ entry, receipt: text }, name) => {
    const [bytes, receipt] = [Buffer.from(entry), parseReceipt(text)];
    const leaf = sha256(LEAF, bytes);
    if (!isSigned(receipt.checkpoint, policy.logs) || !policy.reached(receipt.checkpoint)) faults.push(`${name}: its head is not signed`);
    if (!isIncluded(receipt, leaf)) faults.push(`${name}: it is not in the log`);
    return { record: parseRecord(bytes), index: receipt.index, leaf: leaf.toString('base64') };
  };
  if (document.v !== 1) throw new Error('it is no certificate of version 1');
  const { record } = read(document.certificate, 'the certificate');
  if (record.kind !== 'certificate') throw new Error('its entry is no certificate');
  const { lines, result } = record.body;
  const has = (one) => lines.some((line) => line.result === one);
  const due = has('contradicted') ? 'contradicted' : has('unobservable') || lines.length === 0 ? 'unobservable' : 'confirmed';
  if (result !== due) faults.push(`its lines do not come to ${result}`);
  if (document.lines.length !== lines.length) faults.push('it has not the lines that it names');
  for (const [at, line] of document.lines.entries()) {
    const name = `line ${at + 1}`;
    const { record: seen, index, leaf } = read(line, name);
    const { aspect, resource, result: found, entry, leaf: wanted } = lines[at] ?? {};
    const { of, probe, evidence } = seen.body;
    const isLine = seen.kind === 'observation' && seen.channel === record.channel && of === null && probe === `end/${aspect}`;
    if (!isLine || seen.body.resource !== resource || seen.body.result !== found || index !== entry || leaf !== wanted)
      faults.push(`${name} is not the one that the certificate names`);
    const digest = line.evidence === null ? evidence?.digest : `sha256:${sha256(Buffer.from(line.evidence, 'base64')).toString('hex')}`;
    if (digest !== evidence?.digest) faults.push(`${name}: its evidence was altered`);
  }
  return { agent: record.body.agent, at: record.wall, result, lines, faults };
}

function main(given) {
  const [first] = given;
  return first === '--certificate' ? mainOfCertificate(given) : mainOfLog(given);
}

function trustIn(flags, usage) {
  const given = (name) => flags.flatMap((flag, i) => (flag === name ? [flags[i + 1]] : []));
  const [policyFile] = given('--policy');
  const keys = given('--key').map(parseKey);
  if (policyFile === undefined && keys.length === 0) throw new Error(usage);
  const policy = policyFile === undefined ? { logs: [], reached: () => true } : parsePolicy(readFileSync(policyFile, 'utf8'));
  return { ...policy, logs: [...policy.logs, ...keys] };
}

function mainOfCertificate([, file, ...flags]) {
  const policy = trustIn(flags, 'usage: verify-log.mjs --certificate FILE (--key VKEY | --policy FILE)');
  const result = verifyCertificate(JSON.parse(readFileSync(file, 'utf8')), policy);
  console.log(JSON.stringify(result, null, 2));
  return result.faults.length === 0 ? 0 : 1;
}

function mainOfLog([dir, ...flags]) {
  const usage = 'usage: verify-log.mjs DIR (--key VKEY | --policy FILE) [--head FILE]...';
  if (dir === undefined) throw new Error(usage);
  const policy = trustIn(flags, usage);
  // A pipe would be waited for, and a device may have no end: what is no plain file of a sane size is not there.
  const read = (path) => {
    try {
      const status = statSync(join(dir, path));
      return status.isFile() && status.size <= 1024 ** 3 ? readFileSync(join(dir, path)) : undefined;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(error.code)) return undefined;
      throw error;
    }
  };
  const kept = flags.flatMap((flag, i) => (flag === '--head' ? [flags[i + 1]] : []));
  const heads = kept.map((file) => parseCheckpoint(readFileSync(file)));
  const result = verifyLog(read, policy, heads);
  console.log(JSON.stringify(result, null, 2));
  return result.integrity.verdict === 'intact' && result.completeness.verdict === 'complete' ? 0 : 1;
}

export { parseCheckpoint, parseKey, parsePolicy };

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error(`verify-log: ${error.message}`);
    process.exitCode = 2;
  }
}
