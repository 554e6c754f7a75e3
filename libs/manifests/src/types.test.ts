import { expectTypeOf, test } from 'vitest'
import type {
  Backoff,
  DataFilter,
  EventBus,
  EventSource,
  GithubEventSource,
  HttpTrigger,
  JsonObject,
  Manifest,
  SecretKeySelector,
  Sensor,
  Trigger,
  TriggerParameter,
  WebhookContext,
} from './index.ts'

test('the tables give the types that one would write by hand', () => {
  expectTypeOf<SecretKeySelector>().toEqualTypeOf<{
    readonly name: string
    readonly key: string
    readonly optional?: boolean
  }>()
  expectTypeOf<Backoff>().toEqualTypeOf<{
    readonly duration?: string | number
    readonly factor?: number
    readonly jitter?: number
    readonly steps?: number
  }>()
  expectTypeOf<DataFilter>().toEqualTypeOf<{
    readonly path: string
    readonly type: 'bool' | 'number' | 'string'
    readonly value: readonly string[]
    readonly comparator?: '>=' | '>' | '=' | '!=' | '<' | '<='
    readonly template?: string
  }>()
})

test('through every level', () => {
  expectTypeOf<Manifest['kind']>().toEqualTypeOf<
    'EventSource' | 'Sensor' | 'EventBus' | 'WorkflowEventBinding' | 'Secret' | 'ConfigMap'
  >()
  expectTypeOf<EventSource['spec']['github']>().toEqualTypeOf<Readonly<Record<string, GithubEventSource>> | undefined>()
  expectTypeOf<GithubEventSource['webhook']>().toEqualTypeOf<WebhookContext>()
  expectTypeOf<Sensor['spec']['triggers'][number]>().toEqualTypeOf<Trigger>()
  expectTypeOf<Trigger['dlqTrigger']>().toEqualTypeOf<Trigger | undefined>()
  expectTypeOf<HttpTrigger['payload']>().toEqualTypeOf<readonly TriggerParameter[] | undefined>()
  expectTypeOf<HttpTrigger['headers']>().toEqualTypeOf<Readonly<Record<string, string>> | undefined>()
  expectTypeOf<EventBus['status']>().toEqualTypeOf<JsonObject | undefined>()
})
