import { decompress as decompressZstd } from 'fzstd';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { decompressLz4 } from './lz4';
import { decompressSnappy } from './snappy';

/**
 * kafkajs knows gzip only; a batch in another codec would stop the whole consumer. Our module sends gzip or nothing, but a broker may compress
 * anew (`compression.type` of the topic), and a merchant's own producer may choose. We read all of them, and write none.
 */
export function registerCodecs(): void {
  const reads = (decompress: (bytes: Buffer) => Buffer) => () => ({
    compress: () => Promise.reject(new Error('the sidecar only reads')),
    decompress: async (bytes: Buffer) => Promise.resolve(decompress(bytes)),
  });
  CompressionCodecs[CompressionTypes.LZ4] = reads(decompressLz4);
  CompressionCodecs[CompressionTypes.Snappy] = reads(decompressSnappy);
  CompressionCodecs[CompressionTypes.ZSTD] = reads((bytes) => Buffer.from(decompressZstd(bytes)));
}
