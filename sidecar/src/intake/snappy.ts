import { ByteSink } from './byteSink';

/** What snappy-java, and so Kafka's Java clients, put before their chunks. librdkafka writes the bare block. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;

/** Undoes Snappy, in snappy-java's framing or bare. */
export function decompressSnappy(input: Buffer): Buffer {
  const output = new ByteSink();
  if (!input.subarray(0, xerialMagic.length).equals(xerialMagic)) readBlock(input, output);
  else
    for (let at = xerialHeaderBytes; at < input.length;) {
      const length = input.readInt32BE(at);
      at += 4;
      const chunk = input.subarray(at, at + length);
      if (length < 0 || chunk.length < length) throw new Error('a Snappy chunk ends early');
      readBlock(chunk, output);
      at += length;
    }
  return output.bytes();
}

function readBlock(block: Buffer, output: ByteSink): void {
  let at = 0;
  const number = (bytes: number): number => {
    const value = block.readUIntLE(at, bytes);
    at += bytes;
    return value;
  };
  // The uncompressed length, 7 bits a byte, lowest first; what follows says as much by itself.
  while ((number(1) & 0x80) !== 0);
  while (at < block.length) {
    const tag = number(1);
    const high = tag >>> 2;
    switch (tag & 3) {
      case 0: {
        const length = (high < 60 ? high : number(high - 59)) + 1;
        if (at + length > block.length) throw new Error('a Snappy literal ends early');
        output.write(block.subarray(at, at + length));
        at += length;
        break;
      }
      case 1:
        output.repeat(((tag >>> 5) << 8) | number(1), (high & 7) + 4);
        break;
      case 2:
        output.repeat(number(2), high + 1);
        break;
      default:
        output.repeat(number(4), high + 1);
    }
  }
}
