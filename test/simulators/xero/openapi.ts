import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { isGuid } from './validate';

/**
 * Xero's published API file, where one is given: `XERO_OPENAPI`, or beside the project. It is somebody's text and no
 * part of the project; the conformance suite holds the stand-in against it.
 */
export function openApiFile(): string | undefined {
  const beside = join(__dirname, '../../../../shared/xero-openapi/xero_accounting.yaml');
  const file = process.env.XERO_OPENAPI ?? beside;
  return existsSync(file) ? file : undefined;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly format?: string;
}

interface Parameter {
  readonly $ref?: string;
  readonly in: string;
  readonly name: string;
  readonly schema?: Schema;
}

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}

interface Body {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described | readonly Parameter[]>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Body>>;
  };
}

/** Fields that releases after the API file added. */
export const newerFields: Readonly<Record<string, readonly string[]>> = {
  Invoice: ['RoundingAmount', 'EnteredTotal', 'UpdatedDateUTCString'],
  Item: ['QuantityAvailable', 'QuantityOnBackOrder'],
};

export interface Operation {
  readonly id: string;
  readonly template: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  readonly requestExample: unknown;
  /** The example of the answer with status 200. */
  readonly answerExample: unknown;
  readonly described: Described;
}

export class OpenApi {
  private readonly document: Document;
  private readonly ajv = addFormats(
    new Ajv({
      strict: false,
      allErrors: true,
      formats: { double: true, byte: true, binary: true, int64: true, int32: true },
    }),
  );
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(file: string) {
    this.document = parse(readFileSync(file, 'utf8')) as Document;
    this.ajv.addSchema({ components: this.document.components }, 'lax');
    this.ajv.addSchema({ components: { ...this.document.components, schemas: this.closedSchemas() } }, 'strict');
  }

  schema(name: string): Schema | undefined {
    return this.document.components.schemas[name];
  }

  /** `GET /Invoices/{InvoiceID}` for a request to `/Invoices/<guid>`; variable parts fit by their format. */
  operation(method: string, path: string): Operation | undefined {
    for (const [template, item] of Object.entries(this.document.paths)) {
      const described = item[method.toLowerCase()];
      if (!described || !('responses' in described)) continue;
      const operation = described;
      const shared = item.parameters && !('responses' in item.parameters) ? item.parameters : [];
      const parameters = [...(operation.parameters ?? []), ...shared].map((p) => this.parameter(p));
      if (!fits(template, path, parameters)) continue;
      const named = (where: string) => parameters.filter((p) => p.in === where).map((p) => p.name);
      return {
        id: operation.operationId,
        template,
        query: named('query'),
        headers: named('header'),
        requestExample: this.media(operation.requestBody)?.example,
        answerExample: this.media(operation.responses['200'])?.example,
        described: operation,
      };
    }
    return undefined;
  }

  /** What is wrong with a request body: unknown properties included. */
  requestProblems(operation: Operation, body: unknown): string[] {
    return this.problems('strict', this.media(operation.described.requestBody)?.schema, body);
  }

  /** What is wrong with an answer; additional members are allowed, as in Xero's own examples. */
  answerProblems(operation: Operation, status: number, body: unknown): string[] {
    const described = operation.described.responses[String(status)];
    if (!described) return [`${operation.id} knows no status ${status}`];
    return this.problems('lax', this.media(described)?.schema, body);
  }

  /** Every example in the file that looks like a document with lines and totals. */
  documentsInExamples(): Record<string, unknown>[] {
    const found: Record<string, unknown>[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('LineItems' in value && 'SubTotal' in value && 'Total' in value) found.push({ ...value });
      Object.values(value).forEach(visit);
    };
    visit(this.document.paths);
    return found;
  }

  private problems(strictness: 'lax' | 'strict', schema: Schema | undefined, body: unknown): string[] {
    const name = schema?.$ref?.split('/').at(-1);
    if (name === undefined) return [];
    const key = `${strictness}#/components/schemas/${name}`;
    const validate = this.validators.get(key) ?? this.ajv.compile({ $ref: key });
    this.validators.set(key, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
    );
  }

  /** The file has no `additionalProperties`; a typing error in a request must not pass for that. */
  private closedSchemas(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(this.document.components.schemas).map(([name, schema]): [string, unknown] => {
        if (!schema.properties) return [name, schema];
        const newer = Object.fromEntries((newerFields[name] ?? []).map((field) => [field, {}]));
        return [name, { ...schema, properties: { ...newer, ...schema.properties }, additionalProperties: false }];
      }),
    );
  }

  private parameter(parameter: Parameter): Parameter {
    const name = parameter.$ref?.split('/').at(-1);
    return name === undefined ? parameter : (this.document.components.parameters[name] ?? parameter);
  }

  private media(body: Body | undefined): Media | undefined {
    const name = body?.$ref?.split('/').at(-1);
    const resolved = name === undefined ? body : this.document.components.responses[name];
    return resolved?.content?.['application/json'];
  }
}

function fits(template: string, path: string, parameters: readonly Parameter[]): boolean {
  const [pattern, parts] = [template.split('/'), path.split('/')];
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, index) => {
    const given = parts[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) return part === given;
    const format = parameters.find((p) => p.in === 'path' && p.name === name)?.schema?.format;
    return format === 'uuid' ? isGuid(given) : given !== '' && !isGuid(given);
  });
}
