import { integer, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { basicAuth } from './basic-auth.ts'

/** Where Avro schemas are fetched from. */
export const schemaRegistry = object('SchemaRegistryConfig', {
  url: need(string(), 'Base URL of the registry.'),
  schemaId: may(integer(), 'Id of the schema to write with; reading takes the id in the message.'),
  auth: may(basicAuth, 'User and password of the registry.'),
})

export type SchemaRegistryConfig = Infer<typeof schemaRegistry>
