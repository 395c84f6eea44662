import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Secrets in the database are sealed with LEDGERLINK_SECRET_KEY: AES-256-GCM, the key derived by HKDF-SHA256, a fresh nonce each.
 * Form: `v1.<nonce>.<tag>.<cipher text>`, base64url.
 */
export interface Sealing {
  seal(text: string): string;
  /** Undefined when it was sealed with another key or altered: the secret is lost and must be given anew. */
  open(sealed: string): string | undefined;
}

export function sealingWith(secretKey: string): Sealing {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'ledgerlink sealing v1', 32));
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return ['v1', ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed) {
      const [version, nonce, tag, text] = sealed.split('.');
      if (version !== 'v1' || nonce === undefined || tag === undefined || text === undefined) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
        decipher.setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
