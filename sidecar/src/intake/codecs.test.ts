import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { registerCodecs } from './codecs';
import { decompressLz4 } from './lz4';
import { decompressSnappy } from './snappy';

const text = Buffer.from(`{"order":${'"0123456789abcdefghij",'.repeat(40)}é end}${'x'.repeat(300)}`);

/** Made by the libraries inside Kafka's Java client: lz4-java 1.8, snappy-java 1.1.10 (framed and bare), zstd-jni 1.5. */
const compressed = {
  lz4: 'BCJNGGBAgjsAAAD/EXsib3JkZXIiOiIwMTIzNDU2Nzg5YWJjZGVmZ2hpaiIsFwD///9xj8OpIGVuZH14AQD/FFB4eHh4eAAAAAA=',
  framed:
    'glNOQVBQWQAAAAABAAAAAQAAAGfUCXx7Im9yZGVyIjoiMDEyMzQ1Njc4OWFiY2RlZmdoaWoiLP4XAP4XAP4XAP4XAP4XAP4XAP4XAP4XAP4XAP4XAP4XAP4XAP4XAO4XAAUXHMOpIGVuZH14/gEA/gEA/gEA/gEAqgEA',
  bare: '1Al8eyJvcmRlciI6IjAxMjM0NTY3ODlhYmNkZWZnaGlqIiz+FwD+FwD+FwD+FwD+FwD+FwD+FwD+FwD+FwD+FwD+FwD+FwD+FwDuFwAFFxzDqSBlbmR9eP4BAP4BAP4BAP4BAKoBAA==',
  zstd: 'KLUv/WDUA6UBAIQCeyJvcmRlciI6IjAxMjM0NTY3ODlhYmNkZWZnaGlqIizDqSBlbmR9eAIAKDiVw69W8wk=',
};
const bytes = (name: keyof typeof compressed) => Buffer.from(compressed[name], 'base64');

describe('compressed batches', () => {
  it('are read as other programs wrote them', () => {
    expect(decompressLz4(bytes('lz4'))).toEqual(text);
    expect(decompressSnappy(bytes('framed'))).toEqual(text);
    expect(decompressSnappy(bytes('bare'))).toEqual(text);
  });

  it('are read through kafkajs', async () => {
    registerCodecs();
    const codec = CompressionCodecs[CompressionTypes.ZSTD]() as { decompress(bytes: Buffer): Promise<Buffer> };
    expect(await codec.decompress(bytes('zstd'))).toEqual(text);
  });

  it('of several frames are joined, and an empty one is empty', () => {
    expect(decompressLz4(Buffer.concat([bytes('lz4'), bytes('lz4')]))).toEqual(Buffer.concat([text, text]));
    expect(decompressLz4(Buffer.alloc(0))).toHaveLength(0);
  });

  it.each(['lz4', 'framed', 'bare'] as const)('that are cut short or altered never hang: %s', (name) => {
    const decompress = name === 'lz4' ? decompressLz4 : decompressSnappy;
    const whole = bytes(name);
    for (let at = 0; at < whole.length; at += 1) {
      const altered = Buffer.from(whole);
      altered.writeUInt8(altered.readUInt8(at) ^ 0x55, at);
      for (const input of [whole.subarray(0, at), altered]) {
        let output: Buffer | undefined;
        try {
          output = decompress(input);
        } catch {
          continue;
        }
        expect(output.length).toBeLessThan(4 * 1024 * 1024);
      }
    }
    expect(() => decompress(whole.subarray(0, whole.length - 20))).toThrow();
  });
});
