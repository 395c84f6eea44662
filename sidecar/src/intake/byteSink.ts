/** A message of 1 MB may blow up when it is decompressed; what is larger than this is no batch of events. */
const limitBytes = 256 * 1024 * 1024;

/** Grows as it is written to, and repeats what was written before: what LZ4 and Snappy are made of. */
export class ByteSink {
  #buffer = Buffer.alloc(64 * 1024);
  #length = 0;

  write(bytes: Buffer): void {
    this.#reserve(bytes.length);
    bytes.copy(this.#buffer, this.#length);
    this.#length += bytes.length;
  }

  /** Appends `length` bytes that stand `distance` back; both may overlap, which repeats a pattern. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#length) throw new Error('compressed data points before its beginning');
    this.#reserve(length);
    const end = this.#length + length;
    for (let to = this.#length; to < end; to += distance)
      this.#buffer.copy(this.#buffer, to, to - distance, Math.min(to, to - distance + (end - to)));
    this.#length = end;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > limitBytes) throw new Error('compressed data is too large');
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.alloc(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
