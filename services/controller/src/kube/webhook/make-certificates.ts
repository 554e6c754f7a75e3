import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its key, PEM. */
export interface KeyedCertificate {
  readonly cert: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
/** Clocks of the API servers may be behind ours. */
const backdatedMsMax = 60_000

/** An authority of our own, for `lifeMs`. */
export async function makeAuthority(name: string, nowMs: number, lifeMs: number): Promise<KeyedCertificate> {
  const keys = await newKeys()
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${name}`,
    ...validity(nowMs, lifeMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pemText(made), key: await pemOfKey(keys.privateKey) }
}

/** A server's certificate for host names and addresses, by an authority. */
export async function makeServerCertificate(
  authority: KeyedCertificate,
  hosts: readonly string[],
  nowMs: number,
  lifeMs: number,
): Promise<KeyedCertificate> {
  const keys = await newKeys()
  const issuer = new X509Certificate(authority.cert)
  const made = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${hosts[0]?.slice(0, commonNameCharsMax) ?? 'webhook'}`,
    issuer: issuer.subject,
    ...validity(nowMs, lifeMs),
    signingAlgorithm: algorithm,
    signingKey: await keyOfPem(authority.key),
    publicKey: keys.publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth], false),
      new SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const),
      ),
    ],
  })
  return { cert: pemText(made), key: await pemOfKey(keys.privateKey) }
}

/** What X.509 allows; the names that count are the alternative ones. */
const commonNameCharsMax = 64

function newKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function validity(nowMs: number, lifeMs: number) {
  const backdatedMs = Math.min(backdatedMsMax, lifeMs / 20)
  return { notBefore: new Date(nowMs - backdatedMs), notAfter: new Date(nowMs + lifeMs) }
}

/** Positive, as the first bit would be its sign. */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0] ?? 0) & 0x7f
  return bytes.toString('hex')
}

const pemText = (certificate: X509Certificate): string => `${certificate.toString('pem').trim()}\n`

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${bytes.replaceAll(/.{64}(?=.)/gu, '$&\n')}\n-----END PRIVATE KEY-----\n`
}

async function keyOfPem(pem: string): Promise<webcrypto.CryptoKey> {
  const bytes = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/gu, ''), 'base64')
  return webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign'])
}
