import type { Context } from '../call/context.ts'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { textOf } from '../print/sprint.ts'
import { fromBytes, toBytes } from '@millrace/value'
import { List } from '../value/list.ts'
import { Opaque } from '../value/opaque.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import type { CertificateRequest, KeyPair } from '../world.ts'
import { decodeBase64 } from './base64.ts'
import { guarded, seam } from './seam.ts'

/** Sprig's `certificate`: `.Cert` and `.Key`, both PEM. */
export class Certificate extends Opaque {
  readonly type = 'sprig.certificate'
  readonly kind = 'struct'
  readonly pair: KeyPair

  constructor(pair: KeyPair) {
    super()
    this.pair = pair
  }

  override fields(): readonly (readonly [string, Value])[] {
    return [
      ['Cert', this.pair.cert],
      ['Key', this.pair.key],
    ]
  }

  equals(other: Opaque): boolean {
    return other instanceof Certificate && other.pair.cert === this.pair.cert && other.pair.key === this.pair.key
  }
}

export const certificates: Readonly<Record<string, Signature>> = {
  buildCustomCert: fixed(['string', 'string'], buildCustom),
  genCA: fixed(['string', 'int'], (context, name, days) => made(context, authority(name, days))),
  genCAWithKey: fixed(['string', 'int', 'string'], (context, name, days, key) =>
    made(context, { ...authority(name, days), key }),
  ),
  genSelfSignedCert: fixed(['string', 'any', 'any', 'int'], (context, name, ips, names, days) =>
    made(context, request(context, name, ips, names, days)),
  ),
  genSelfSignedCertWithKey: fixed(['string', 'any', 'any', 'int', 'string'], (context, name, ips, names, days, key) =>
    made(context, { ...request(context, name, ips, names, days), key }),
  ),
  genSignedCert: fixed(['string', 'any', 'any', 'int', 'any'], (context, name, ips, names, days, signer) =>
    made(context, { ...request(context, name, ips, names, days), signer: pairOf(signer) }),
  ),
  genSignedCertWithKey: fixed(
    ['string', 'any', 'any', 'int', 'any', 'string'],
    (context, name, ips, names, days, signer, key) =>
      made(context, { ...request(context, name, ips, names, days), signer: pairOf(signer), key }),
  ),
}

function made(context: Context, wanted: CertificateRequest): Certificate {
  const make = seam(context, 'certificate')
  return new Certificate(guarded(context, 'certificate', () => make(wanted)))
}

function authority(commonName: string, daysValid: number): CertificateRequest {
  return { commonName, daysValid, ips: [], dnsNames: [], isAuthority: true }
}

function request(
  context: Context,
  commonName: string,
  ips: Value,
  names: Value,
  daysValid: number,
): CertificateRequest {
  return {
    commonName,
    daysValid,
    ips: texts(context, ips, 'error parsing ip'),
    dnsNames: texts(context, names, 'error processing alternate dns name'),
    isAuthority: false,
  }
}

function texts({ budget }: Context, list: Value, fault: string): readonly string[] {
  if (list === null || list === undefined) return []
  if (!(list instanceof List) || list.type !== '[]interface {}') {
    throw new Failure(`wrong type for value; expected []interface {}; got ${typeOf(list)}`)
  }
  return list.items.map((item) => {
    if (typeof item !== 'string') throw new Failure(`${fault}: ${textOf(item, budget)} is not a string`)
    return item
  })
}

function pairOf(signer: Value): KeyPair {
  if (signer instanceof Certificate) return signer.pair
  throw new Failure(`wrong type for value; expected sprig.certificate; got ${typeOf(signer)}`)
}

function buildCustom(context: Context, cert: string, key: string): Certificate {
  const pair = { cert: decoded(cert, 'certificate'), key: decoded(key, 'private key') }
  const check = seam(context, 'checkKeyPair')
  guarded(context, 'checkKeyPair', () => check(pair))
  return new Certificate(pair)
}

function decoded(text: string, what: string): string {
  try {
    return fromBytes(decodeBase64(toBytes(text)))
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`unable to decode base64 ${what}`)
    throw error
  }
}
