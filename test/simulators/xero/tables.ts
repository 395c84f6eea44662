interface Step {
  readonly undo: () => void;
  readonly afterCommit: (() => void) | undefined;
}

/** Takes back what a refused request had already written: Xero's all-or-nothing answer with `summarizeErrors=true`. */
export class UndoLog {
  private steps: Step[] | undefined;

  /** `afterCommit` runs once the outermost piece of work has succeeded. */
  record(undo: () => void, afterCommit?: () => void): void {
    if (this.steps) this.steps.push({ undo, afterCommit });
    else afterCommit?.();
  }

  /** Runs `work`; if it throws, everything it wrote is taken back. Nests. */
  atomically<T>(work: () => T): T {
    const outer = this.steps;
    const mine: Step[] = [];
    this.steps = mine;
    try {
      const result = work();
      this.steps = outer;
      if (outer) outer.push(...mine);
      else for (const step of mine) step.afterCommit?.();
      return result;
    } catch (error) {
      this.steps = undefined;
      for (const step of mine.reverse()) step.undo();
      this.steps = outer;
      throw error;
    }
  }
}

type KeyOf<T> = (record: T) => string | undefined;

/** Records by id with non-unique look-ups. Records are immutable: a change is a new record put in the old one's place. */
export class Table<T extends { readonly id: string }, Index extends string = never> {
  private readonly records = new Map<string, T>();
  private readonly indexes = new Map<Index, Map<string, Set<string>>>();

  constructor(
    private readonly undo: UndoLog,
    private readonly keys: Readonly<Record<Index, KeyOf<T>>>,
    /** Told of each record written, once that is final. */
    private readonly onWrite?: (record: T, before: T | undefined) => void,
  ) {
    for (const name of this.indexNames()) this.indexes.set(name, new Map());
  }

  get(id: string): T | undefined {
    return this.records.get(id.toLowerCase());
  }

  all(): T[] {
    return [...this.records.values()];
  }

  get size(): number {
    return this.records.size;
  }

  find(index: Index, key: string): T[] {
    const ids = this.indexes.get(index)?.get(key);
    if (!ids) return [];
    return [...ids].flatMap((id) => this.records.get(id) ?? []);
  }

  put(record: T): T {
    const before = this.records.get(record.id);
    this.replace(record.id, record);
    this.undo.record(
      () => this.replace(record.id, before),
      () => this.onWrite?.(record, before),
    );
    return record;
  }

  remove(id: string): void {
    const before = this.records.get(id);
    this.replace(id, undefined);
    this.undo.record(() => this.replace(id, before));
  }

  clear(): void {
    this.records.clear();
    for (const index of this.indexes.values()) index.clear();
  }

  private replace(id: string, record: T | undefined): void {
    const before = this.records.get(id);
    if (before) this.index(before, 'leave');
    if (record) {
      this.records.set(id, record);
      this.index(record, 'enter');
    } else {
      this.records.delete(id);
    }
  }

  private index(record: T, way: 'enter' | 'leave'): void {
    for (const name of this.indexNames()) {
      const key = this.keys[name](record);
      const index = this.indexes.get(name);
      if (key === undefined || !index) continue;
      const ids = index.get(key) ?? new Set<string>();
      if (way === 'enter') ids.add(record.id);
      else ids.delete(record.id);
      if (ids.size === 0) index.delete(key);
      else index.set(key, ids);
    }
  }

  private indexNames(): Index[] {
    return Object.keys(this.keys) as Index[];
  }
}
