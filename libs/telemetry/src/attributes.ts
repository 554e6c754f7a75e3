/** The value an attribute holds. */
export type AttributeType = 'string' | 'number' | 'boolean' | 'strings'

/** One attribute: its value's type and what it says. */
export interface AttributeDef {
  readonly type: AttributeType
  readonly help: string
}

const string = (help: string) => ({ type: 'string', help }) as const satisfies AttributeDef
const number = (help: string) => ({ type: 'number', help }) as const satisfies AttributeDef
const boolean = (help: string) => ({ type: 'boolean', help }) as const satisfies AttributeDef
const strings = (help: string) => ({ type: 'strings', help }) as const satisfies AttributeDef

/** Every attribute a span may carry. OpenTelemetry's semantic conventions where they have a word, else `millrace.`. */
export const attributeNames = {
  'messaging.system': string('The bus: `nats`, `kafka`.'),
  'messaging.destination.name': string('Subject or topic a message goes to or came from.'),
  'messaging.consumer.group.name': string('Durable consumer that the replicas of a service share.'),
  'messaging.operation.name': string('The call, in the words of the system: `publish`, `deliver`, `ack`.'),
  'messaging.operation.type': string('`create`, `send`, `receive`, `process` or `settle`.'),
  'messaging.message.id': string('Id of the one message.'),
  'messaging.message.body.size': number('Bytes of the body.'),
  'messaging.batch.message_count': number('Events or invocations in the message.'),
  'messaging.nats.stream': string('JetStream stream.'),
  'messaging.nats.sequence': number('Position in the stream.'),

  'cloudevents.event_id': string('Id of the event.'),
  'cloudevents.event_source': string('Source of the event: the EventSource.'),
  'cloudevents.event_type': string('Type of the event: the kind of source.'),
  'cloudevents.event_subject': string('Subject of the event: its name in the EventSource.'),
  'cloudevents.event_spec_version': string('Version of the CloudEvents specification.'),

  'http.request.method': string('Method, upper case.'),
  'http.route': string('Route that matched, as the manifest has it.'),
  'http.request.body.size': number('Bytes received or sent.'),
  'http.response.status_code': number('Status answered.'),
  'http.request.resend_count': number('Tries before this one.'),
  'server.address': string('Host called or served, without credentials.'),
  'server.port': number('Port called or served.'),
  'client.address': string('Address of the caller.'),
  'url.full': string('URL called, without credentials or query.'),
  'url.path': string('Path asked for.'),
  'user_agent.original': string("The caller's `User-Agent`."),

  'rpc.system': string('`grpc`.'),
  'rpc.service': string('Full name of the gRPC service.'),
  'rpc.method': string('Name of the method.'),
  'rpc.grpc.status_code': number('Status of the call.'),

  'faas.invoked_name': string('Name of the function called.'),
  'faas.invoked_provider': string('Whose function it is: `aws`, `openwhisk`.'),
  'faas.invoked_region': string('Where it is.'),

  'db.system.name': string('`redis`.'),
  'db.operation.name': string('Command or script.'),
  'db.operation.batch.size': number('Keys in the call.'),

  'k8s.namespace.name': string('Namespace of a Kubernetes object.'),
  'enduser.id': string('In whose name a call is made, such as a ServiceAccount.'),
  'error.type': string('Code of the fault, low in number.'),

  'millrace.namespace': string('Namespace of the manifest.'),
  'millrace.bus': string('EventBus.'),
  'millrace.eventsource': string('EventSource.'),
  'millrace.event_name': string('Event of the EventSource.'),
  'millrace.source_type': string('Kind of source: `webhook`, `kafka`, …'),
  'millrace.delivery_id': string('Id the source gave the delivery.'),
  'millrace.duplicate': boolean('The delivery had been seen before.'),
  'millrace.durability': string('What the acknowledgement promises: `fsync`, `replicated`, `relaxed`.'),
  'millrace.sensor': string('Sensor.'),
  'millrace.sensor.generation': number("Generation of the Sensor's manifest."),
  'millrace.dependency': string('Dependency of the Sensor.'),
  'millrace.dependencies': strings('Dependencies whose events fired the trigger.'),
  'millrace.filter': string('Filter that refused the event.'),
  'millrace.decision': string('What the router decided: `fire`, `wait`, `drop`.'),
  'millrace.trigger': string('Trigger.'),
  'millrace.trigger_type': string('Kind of trigger: `http`, `k8s`, …'),
  'millrace.invocation_id': string('Invocation.'),
  'millrace.attempt': number('Try of the invocation, from 1.'),
  'millrace.outcome': string('What became of the attempt.'),
  'millrace.uncertain': boolean('The effect may have happened in an earlier try.'),
  'millrace.replay_id': string('Replay that made the invocation due.'),
  'millrace.replay_mode': string('What a replay does about effects that are there: `skip-done`, `redo-failed`, …'),
  'millrace.redelivered': boolean('The bus delivered the message before.'),
} as const satisfies Record<string, AttributeDef>

/** Name of an attribute that may be set. */
export type AttributeName = keyof typeof attributeNames

interface Values {
  readonly string: string
  readonly number: number
  readonly boolean: boolean
  readonly strings: readonly string[]
}

/** Attributes of a span: only names of the registry, each with a value of its type. */
export type Attributes = {
  readonly [N in AttributeName]?: Values[(typeof attributeNames)[N]['type']] | undefined
}
