import { randomBytes, webcrypto } from 'node:crypto'
import type { KeyPair } from './listen.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
/** As long as that of the original; a new one is made at each start. */
const validMs = 365 * dayMs

let made: Promise<KeyPair> | undefined

/** The certificate that this process has made for itself: for traffic that must not be in the clear, and proves nobody. */
export function selfSignedPair(): Promise<KeyPair> {
  return (made ??= make())
}

async function make(): Promise<KeyPair> {
  // Loaded by who needs it alone; it cannot be loaded before the other.
  await import('reflect-metadata')
  const { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } =
    await import('@peculiar/x509')
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      name: 'O=Millrace, CN=localhost',
      // Clocks differ.
      notBefore: new Date(now - dayMs),
      notAfter: new Date(now + validMs),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(false),
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    },
    webcrypto,
  )
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const pem = `-----BEGIN PRIVATE KEY-----\n${key.replaceAll(/.{64}(?=.)/gu, '$&\n')}\n-----END PRIVATE KEY-----\n`
  return { cert: Buffer.from(certificate.toString('pem')), key: Buffer.from(pem) }
}
