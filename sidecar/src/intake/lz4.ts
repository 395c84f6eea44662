import { ByteSink } from './byteSink';

const frameMagic = 0x184d2204;
const minimumMatch = 4;

/** Undoes LZ4 frames as Kafka's clients write them. Checksums are not looked at: TCP and the broker have checked the batch. */
export function decompressLz4(input: Buffer): Buffer {
  const output = new ByteSink();
  let at = 0;
  while (at < input.length) {
    if (input.readUInt32LE(at) !== frameMagic) throw new Error('not an LZ4 frame');
    const flags = input.readUInt8(at + 4);
    const [blockChecksum, contentSize, contentChecksum, dictionary] = [0x10, 0x08, 0x04, 0x01].map(
      (bit) => (flags & bit) !== 0,
    );
    if (dictionary === true) throw new Error('LZ4 dictionaries are not supported');
    // magic, flags, block descriptor, [content size], header checksum
    at += 7 + (contentSize === true ? 8 : 0);
    for (;;) {
      const size = input.readUInt32LE(at);
      at += 4;
      if (size === 0) break;
      const length = size & 0x7fffffff;
      const block = input.subarray(at, at + length);
      if (block.length < length) throw new Error('an LZ4 block ends early');
      if (size >>> 31 === 1) output.write(block);
      else readBlock(block, output);
      at += length + (blockChecksum === true ? 4 : 0);
    }
    if (contentChecksum === true) at += 4;
  }
  return output.bytes();
}

/** Sequences of: token, literals, distance back, length of the match. The last one has literals only. */
function readBlock(block: Buffer, output: ByteSink): void {
  let at = 0;
  const readLength = (start: number): number => {
    let length = start;
    if (start === 15)
      for (let more = 255; more === 255; length += more) {
        more = block.readUInt8(at);
        at += 1;
      }
    return length;
  };
  while (at < block.length) {
    const token = block.readUInt8(at);
    at += 1;
    const literals = readLength(token >>> 4);
    if (at + literals > block.length) throw new Error('an LZ4 literal ends early');
    output.write(block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) return;
    const distance = block.readUInt16LE(at);
    at += 2;
    output.repeat(distance, readLength(token & 15) + minimumMatch);
  }
}
