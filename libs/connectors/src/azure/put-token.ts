import { randomUUID } from 'node:crypto'
import type { AmqpConnection } from './amqp-connection.ts'

const node = '$cbs'

/**
 * Shows a token for a resource: Azure's "claims-based security", a request to the node `$cbs` of the connection. Rejects
 * when the service does not take it.
 */
export async function putToken(amqp: AmqpConnection, resource: string, token: string): Promise<void> {
  const replyTo = `cbs-${randomUUID()}`
  const receiver = amqp.rhea.open_receiver({ name: replyTo, source: { address: node }, target: { address: replyTo } })
  const sender = amqp.rhea.open_sender({ target: { address: node } })
  await amqp.until('sendable', (context) => context.sender === sender, 'the service took no token')
  const answered = amqp.until('message', (context) => context.receiver === receiver, 'no answer to the token')
  sender.send({
    message_id: randomUUID(),
    to: node,
    reply_to: replyTo,
    application_properties: { operation: 'put-token', type: 'servicebus.windows.net:sastoken', name: resource },
    body: token,
  })
  const { message } = await answered
  const properties = (message?.application_properties ?? {}) as Readonly<Record<string, string | number>>
  const status = Number(properties['status-code'])
  if (status >= 200 && status < 300) return
  throw new Error(`the service refused the credentials: ${status} ${properties['status-description'] ?? ''}`)
}
