import { eventBus } from '../event-bus/event-bus.ts'
import { eventSource } from '../event-source/event-source.ts'
import { isJsonObject, type JsonObject } from '../schema/json.ts'
import type { ObjectSchema } from '../schema/schema.ts'
import { sensor } from '../sensor/sensor.ts'
import { workflowEventBinding } from '../workflows/workflow-event-binding.ts'
import { celRules } from './cel-rules.ts'
import { openApiOf } from './open-api.ts'

interface CrdFacts {
  readonly schema: ObjectSchema
  readonly plural: string
  readonly shortName: string
  readonly about: string
  readonly columns: readonly Column[]
}

interface Column {
  readonly name: string
  readonly type: 'string' | 'date' | 'integer'
  readonly jsonPath: string
  readonly description: string
  /** Above 0: shown by `-o wide` only. */
  readonly priority?: number
}

const ready: readonly Column[] = [
  {
    name: 'Ready',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="Ready")].status',
    description: 'Whether it is in force as it is written.',
  },
  {
    name: 'Reason',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
    description: 'Why it is not ready.',
  },
]
const bus: Column = {
  name: 'Bus',
  type: 'string',
  jsonPath: '.spec.eventBusName',
  description: 'The EventBus that it names.',
  priority: 1,
}
const message: Column = {
  name: 'Message',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type=="Ready")].message',
  description: 'What is wrong, and where.',
  priority: 1,
}
const age: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Its age.' }

const facts = {
  EventSource: {
    schema: eventSource,
    plural: 'eventsources',
    shortName: 'es',
    about: 'Where events come from.',
    columns: [...ready, bus, message, age],
  },
  Sensor: {
    schema: sensor,
    plural: 'sensors',
    shortName: 'sn',
    about: 'What happens when events have come.',
    columns: [...ready, bus, message, age],
  },
  EventBus: {
    schema: eventBus,
    plural: 'eventbus',
    shortName: 'eb',
    about: 'What carries the events of a namespace.',
    columns: [...ready, message, age],
  },
  WorkflowEventBinding: {
    schema: workflowEventBinding,
    plural: 'workfloweventbindings',
    shortName: 'wfeb',
    about: 'What the Workflows event API submits when an event matches.',
    columns: [...ready, message, age],
  },
} as const satisfies Record<string, CrdFacts>

/** The kinds that have a CustomResourceDefinition. */
export const crdKinds = ['EventSource', 'Sensor', 'EventBus', 'WorkflowEventBinding'] as const

export type CrdKind = (typeof crdKinds)[number]

const group = 'argoproj.io'

/** The CustomResourceDefinition of a kind, with the names that the original gives it. */
export function customResource(kind: CrdKind): JsonObject {
  const { plural, shortName, columns } = facts[kind]
  const version = {
    name: 'v1alpha1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: schemaOf(facts[kind]) },
    subresources: { status: {} },
    additionalPrinterColumns: columns.map((column) => ({ ...column })),
  }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames: [shortName] },
      versions: [version],
    },
  }
}

/** The whole object: `metadata` is the API server's own, and of `status` the conditions are described. */
function schemaOf({ schema, about }: CrdFacts): JsonObject {
  const { properties } = openApiOf(schema, celRules)
  const spec = isJsonObject(properties) ? properties['spec'] : undefined
  const text = (description: string): JsonObject => ({ type: 'string', description })
  return {
    type: 'object',
    description: about,
    required: ['metadata', 'spec'],
    properties: {
      apiVersion: text('argoproj.io/v1alpha1.'),
      kind: text('The kind of the object.'),
      metadata: { type: 'object' },
      // A null spec is none.
      ...(isJsonObject(spec) ? { spec: { ...spec, nullable: false } } : {}),
      status,
    },
  }
}

const open = { 'x-kubernetes-preserve-unknown-fields': true }

const status: JsonObject = {
  type: 'object',
  description: 'What the controller says of it.',
  ...open,
  properties: {
    observedGeneration: {
      type: 'integer',
      format: 'int64',
      nullable: true,
      description: 'The generation that the conditions are about.',
    },
    conditions: {
      type: 'array',
      nullable: true,
      description: 'What is the case; Ready sums the others up.',
      items: {
        type: 'object',
        ...open,
        properties: {
          type: { type: 'string', nullable: true, description: 'What it is about.' },
          status: { type: 'string', nullable: true, description: 'True, False or Unknown.' },
          reason: { type: 'string', nullable: true, description: 'Why, in one word.' },
          message: { type: 'string', nullable: true, description: 'Why, with field, line and column.' },
          lastTransitionTime: { type: 'string', nullable: true, description: 'When status last changed.' },
        },
      },
    },
  },
}
