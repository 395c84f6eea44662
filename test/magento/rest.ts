import { z } from 'zod';

export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    what: string,
  ) {
    super(`${what} → ${status}: ${body.slice(0, 1500)}`);
  }
}

export const administrator = { user: 'admin', password: 'Ledgerlink-1-test' };

/** Magento's REST API, as its administrator. */
export class Rest {
  #token: string | undefined;

  constructor(readonly url: string) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new RestError(response.status, text, `${method} ${path}`);
    return JSON.parse(text);
  }

  /** `path` after /V1, for the store view `default` or another one. */
  async admin(method: string, path: string, body?: unknown, store = 'default'): Promise<unknown> {
    this.#token ??= z.string().parse(
      await this.call('POST', '/rest/default/V1/integration/admin/token', {
        username: administrator.user,
        password: administrator.password,
      }),
    );
    return this.call(method, `/rest/${store}/V1${path}`, body, { authorization: `Bearer ${this.#token}` });
  }

  get(path: string): Promise<unknown> {
    return this.admin('GET', path);
  }

  post(path: string, body: unknown = {}): Promise<unknown> {
    return this.admin('POST', path, body);
  }

  put(path: string, body: unknown): Promise<unknown> {
    return this.admin('PUT', path, body);
  }

  /** For all store views. */
  postAll(path: string, body: unknown): Promise<unknown> {
    return this.admin('POST', path, body, 'all');
  }
}
