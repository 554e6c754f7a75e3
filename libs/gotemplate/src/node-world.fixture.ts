import { createCipheriv, createDecipheriv, createHmac, generateKeyPairSync, randomBytes, scryptSync } from 'node:crypto'
import { bcryptHash } from './hash/bcrypt.ts'
import type { Crypto, World } from './world.ts'

/** A world made of what Node has, in which every environment variable is allowed and none is set. */
export const nodeCrypto: Crypto = {
  bcrypt: (password) => bcryptHash(password, randomBytes(16), 10),
  scrypt: (password, salt, { cost, blockSize, parallelization, length }) =>
    scryptSync(password, salt, length, { N: cost, r: blockSize, p: parallelization, maxmem: 128 * 1024 * 1024 }),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  aesCbcEncrypt: (key, iv, data) => {
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    return Buffer.concat([cipher.update(data), cipher.final()])
  },
  aesCbcDecrypt: (key, iv, data) => {
    const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    return Buffer.concat([cipher.update(data), cipher.final()])
  },
  privateKey: () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}

export const nodeWorld: World = {
  // One vector shows the day on which it was made.
  nowMs: () => Date.UTC(2026, 10, 21, 12, 34, 56, 789),
  randomBytes: (count) => randomBytes(count),
  environment: () => '',
  crypto: nodeCrypto,
}
