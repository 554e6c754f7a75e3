import type { SchemaRegistryConfig } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { reasonOf } from '../sent.ts'

/** Bytes for a value, or why there are none. `final`: the same text cannot be encoded later either. */
export type Encoded =
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array }
  | { readonly kind: 'fault'; readonly reason: string; readonly final: boolean }

const answerMaxMs = 10_000
/** Bytes of a schema that are read at most. */
const schemaCharsMax = 1_048_576

type AvroType = import('avsc').Type

/**
 * Encodes JSON texts as Avro with the schema that a registry has under an id, in the registry's framing: a zero byte, the
 * id in four bytes, the value. A schema never changes under its id, so it is fetched once.
 */
export class AvroEncoder {
  readonly #namespace: string
  readonly #registry: SchemaRegistryConfig
  readonly #secrets: SecretReader
  #type: AvroType | undefined

  constructor(namespace: string, registry: SchemaRegistryConfig, secrets: SecretReader) {
    this.#namespace = namespace
    this.#registry = registry
    this.#secrets = secrets
  }

  async encode(text: string): Promise<Encoded> {
    const id = this.#registry.schemaId ?? 0
    try {
      this.#type ??= await this.#fetch(id)
    } catch (error) {
      return { kind: 'fault', reason: `schemaRegistry: ${reasonOf(error)}`, final: false }
    }
    try {
      const head = Buffer.alloc(5)
      head.writeInt32BE(id, 1)
      return { kind: 'encoded', bytes: Buffer.concat([head, this.#type.toBuffer(this.#type.fromString(text))]) }
    } catch (error) {
      return { kind: 'fault', reason: `the payload does not fit schema ${id}: ${reasonOf(error)}`, final: true }
    }
  }

  async #fetch(id: number): Promise<AvroType> {
    const url = `${this.#registry.url.replace(/\/+$/u, '')}/schemas/ids/${id}`
    const answer = await fetch(url, {
      headers: { Accept: 'application/vnd.schemaregistry.v1+json', ...(await this.#authorization()) },
      signal: AbortSignal.timeout(answerMaxMs),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the registry answered ${answer.status} for schema ${id}`)
    if (text.length > schemaCharsMax) throw new Error(`schema ${id} is longer than ${schemaCharsMax} characters`)
    const { schema, schemaType = 'AVRO' } = JSON.parse(text) as {
      readonly schema?: string
      readonly schemaType?: string
    }
    if (schemaType !== 'AVRO' || schema === undefined) throw new Error(`schema ${id} is ${schemaType}, not AVRO`)
    const { default: avro } = await import('avsc')
    return avro.Type.forSchema(JSON.parse(schema) as import('avsc').Schema)
  }

  async #authorization(): Promise<Record<string, string>> {
    const { auth } = this.#registry
    if (auth === undefined) return {}
    const read = async (selector: typeof auth.username): Promise<string> =>
      selector === undefined ? '' : (await this.#secrets.secret(this.#namespace, selector)).toString()
    const pair = `${await read(auth.username)}:${await read(auth.password)}`
    return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  }
}
