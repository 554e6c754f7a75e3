import { createCipheriv, createDecipheriv, createHmac, generateKeyPairSync, randomBytes, scryptSync } from 'node:crypto'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { bcryptHash } from '@millrace/gotemplate'
import type { Crypto, KeyPair } from '@millrace/gotemplate'

const bcryptCost = 10
const scryptBytesMax = 128 * 1024 * 1024

/** The cryptography of templates that takes less than a tenth of a second. */
export const quickCrypto: Crypto = {
  bcrypt: (password) => bcryptHash(password, randomBytes(16), bcryptCost),
  scrypt: (password, salt, { cost, blockSize, parallelization, length }) =>
    scryptSync(password, salt, length, { N: cost, r: blockSize, p: parallelization, maxmem: scryptBytesMax }),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  aesCbcEncrypt: (key, iv, data) => {
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    return Buffer.concat([cipher.update(data), cipher.final()])
  },
  aesCbcDecrypt: (key, iv, data) => {
    const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    return Buffer.concat([cipher.update(data), cipher.final()])
  },
  checkKeyPair,
  privateKey: (type) => {
    if (type === 'rsa' || type === 'dsa') {
      throw new Error(`a key of type ${type} takes seconds to make, which would hold up all other events`)
    }
    return privateKey(type)
  },
}

/** All of it, also what takes seconds: for a command that does nothing else. */
export const fullCrypto: Crypto = { ...quickCrypto, privateKey }

function checkKeyPair({ cert, key }: KeyPair): void {
  const certificate = new X509Certificate(cert)
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the private key is not the certificate’s')
}

type KeyType = 'rsa' | 'dsa' | 'ecdsa' | 'ed25519'

/** PEM, in the forms that the original writes. */
function privateKey(type: KeyType): string {
  switch (type) {
    case 'rsa':
      return pem(
        generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
      )
    case 'dsa':
      return pem(
        generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
      )
    case 'ecdsa':
      return pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }))
    case 'ed25519':
      return pem(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
    default:
      return type satisfies never
  }
}

function pem(exported: string | Buffer): string {
  return exported.toString()
}
