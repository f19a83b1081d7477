import { crc32 } from 'node:zlib';

/** A CRC32 as S3 writes it: four bytes, big-endian, in base64. */
export const formatCrc32 = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
};

/** Size and checksum of content that is already in memory. */
export const measureBytes = (content: Uint8Array): { readonly bytes: number; readonly crc32: string } => ({
  bytes: content.length,
  crc32: formatCrc32(crc32(content)),
});
