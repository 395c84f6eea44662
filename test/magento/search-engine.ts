import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

interface Index {
  readonly documents: Map<string, unknown>;
  readonly properties: Record<string, unknown>;
  settings: unknown;
}
interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

const identity = {
  name: 'stand-in',
  cluster_name: 'stand-in',
  cluster_uuid: 'stand-in',
  version: {
    distribution: 'opensearch',
    number: '2.12.0',
    build_type: 'tar',
    lucene_version: '9.9.2',
    minimum_wire_compatibility_version: '7.10.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'stand-in',
};
const acknowledged = { body: { acknowledged: true } };
const missing = { status: 404, body: { error: { type: 'index_not_found_exception' }, status: 404 } };
const aliasActions = z.object({
  actions: z.array(z.record(z.string(), z.object({ alias: z.string(), index: z.string() }))),
});
const mapping = z.object({ properties: z.record(z.string(), z.unknown()) }).partial();
const bulkAction = z.record(
  z.string(),
  z.object({ _id: z.union([z.string(), z.number()]), _index: z.string() }).partial(),
);

/**
 * What Magento 2.4 asks of OpenSearch 2 while it installs and indexes, in memory. No search results: nothing here searches, and
 * Magento's orders and REST answers do not depend on them.
 */
export class SearchEngine {
  readonly #indices = new Map<string, Index>();
  readonly #aliases = new Map<string, Set<string>>();
  readonly #server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const { status = 200, body } = this.#answer(request.method ?? 'GET', request.url ?? '/', text);
      const bytes = Buffer.from(JSON.stringify(body));
      response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    });
  });

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(method: string, url: string, text: string): Answer {
    const parts = new URL(url, 'http://search').pathname.split('/').filter(Boolean).map(decodeURIComponent);
    const [first = ''] = parts;
    const last = parts.at(-1);
    if (last === undefined) return { body: identity };
    if (last === '_bulk') return this.#bulk(first, text);
    if (last === '_aliases') return this.#changeAliases(text);
    if (parts.includes('_alias')) return this.#alias(parts);
    if (parts.includes('_search')) return this.#search();
    if (parts.includes('_mapping')) return this.#mapping(method, first, text);
    if (first.startsWith('_')) return { body: { status: 'green', nodes: {} } };
    if (last === '_stats') return this.#statistics(first);
    if (last === '_refresh' || last === '_flush') return { body: { _shards: { total: 1, successful: 1, failed: 0 } } };
    if (parts.length === 1) return this.#index(method, first, text);
    return acknowledged;
  }

  #index(method: string, name: string, text: string): Answer {
    if (method === 'PUT') {
      this.#open(name).settings = text === '' ? {} : JSON.parse(text);
      return { body: { acknowledged: true, shards_acknowledged: true, index: name } };
    }
    const found = this.#resolve(name);
    if (method === 'DELETE') {
      for (const index of found) this.#indices.delete(index);
      return acknowledged;
    }
    if (found.length === 0) return missing;
    return { body: Object.fromEntries(found.map((index) => [index, { settings: this.#open(index).settings }])) };
  }

  #bulk(name: string, text: string): Answer {
    const lines = text.split('\n').filter(Boolean);
    const items: unknown[] = [];
    while (lines.length > 0) {
      const [[operation, target] = ['', {}]] = Object.entries(bulkAction.parse(JSON.parse(lines.shift() ?? '')));
      const wanted = target._index ?? name;
      const index = this.#resolve(wanted)[0] ?? wanted;
      const id = String(target._id);
      if (operation === 'delete') this.#open(index).documents.delete(id);
      else this.#open(index).documents.set(id, JSON.parse(lines.shift() ?? ''));
      items.push({ [operation]: { _index: index, _id: id, status: 200, result: operation } });
    }
    return { body: { took: 1, errors: false, items } };
  }

  #changeAliases(text: string): Answer {
    for (const action of aliasActions.parse(JSON.parse(text)).actions)
      for (const [verb, { alias, index }] of Object.entries(action)) {
        const indices = this.#aliases.get(alias) ?? new Set();
        if (verb === 'add') indices.add(index);
        else indices.delete(index);
        this.#aliases.set(alias, indices);
      }
    return acknowledged;
  }

  #alias(parts: readonly string[]): Answer {
    const alias = parts[parts.indexOf('_alias') + 1] ?? '';
    const indices = [...(this.#aliases.get(alias) ?? [])].filter(
      (index) => parts[0] === '_alias' || parts[0] === index,
    );
    return indices.length === 0
      ? missing
      : { body: Object.fromEntries(indices.map((index) => [index, { aliases: { [alias]: {} } }])) };
  }

  #mapping(method: string, name: string, text: string): Answer {
    const found = this.#resolve(name);
    if (method === 'GET')
      return {
        body: Object.fromEntries(
          found.map((index) => [index, { mappings: { properties: this.#open(index).properties } }]),
        ),
      };
    for (const index of found) Object.assign(this.#open(index).properties, mapping.parse(JSON.parse(text)).properties);
    return acknowledged;
  }

  #statistics(name: string): Answer {
    const indices = this.#resolve(name).map((index) => {
      const documents = { docs: { count: this.#open(index).documents.size, deleted: 0 } };
      return [index, { primaries: documents, total: documents }] as const;
    });
    return { body: { indices: Object.fromEntries(indices) } };
  }

  #search(): Answer {
    const hits = { total: { value: 0, relation: 'eq' }, max_score: null, hits: [] };
    return { body: { took: 1, timed_out: false, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 }, hits } };
  }

  #open(name: string): Index {
    const index = this.#indices.get(name) ?? { documents: new Map(), properties: {}, settings: {} };
    this.#indices.set(name, index);
    return index;
  }

  #resolve(name: string): string[] {
    return this.#indices.has(name) ? [name] : [...(this.#aliases.get(name) ?? [])];
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
