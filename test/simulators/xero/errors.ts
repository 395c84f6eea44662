import { encode, type Out, type OutObject } from './wire';

/** A validation error of one element: Xero's own sentences, several at once where it finds several. */
export class Rejected extends Error {
  readonly messages: readonly string[];
  constructor(...messages: readonly string[]) {
    super(messages.join(' | '));
    this.messages = messages;
  }
}

/** An answer that ends the request at once, whatever the element. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`HTTP ${status}`);
  }

  static json(status: number, body: OutObject, headers: Readonly<Record<string, string>> = {}): Refusal {
    return new Refusal(status, encode(body), headers);
  }
}

/** 400 with Xero's exception number, kind and sentence. */
export function exception(number: 10 | 14 | 16 | 17, message: string, elements?: readonly Out[]): Refusal {
  const types = {
    10: 'ValidationException',
    14: 'PostDataInvalidException',
    16: 'QueryParseException',
    17: 'NoDataProcessedException',
  };
  return Refusal.json(400, {
    ErrorNumber: number,
    Type: types[number],
    Message: message,
    ...(elements === undefined ? {} : { Elements: elements }),
  });
}

export function validationException(elements: readonly Out[]): Refusal {
  return exception(10, 'A validation exception occurred', elements);
}

export function notFound(): Refusal {
  return new Refusal(404, "The resource you're looking for cannot be found", {
    'content-type': 'text/html; charset=utf-8',
  });
}

/** 401 and 403 as captured: `{Type,Title,Status,Detail,Instance,Extensions}`. */
export function unauthorised(
  status: 401 | 403,
  detail: string,
  instance: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return Refusal.json(
    status,
    {
      Type: null,
      Title: status === 401 ? 'Unauthorized' : 'Forbidden',
      Status: status,
      Detail: detail,
      Instance: instance,
      Extensions: {},
    },
    headers,
  );
}
