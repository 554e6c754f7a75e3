import type { AzureMessage } from '@millrace/connectors'
import type { OutgoingMessage } from '../message-act.ts'

/** The message of an invocation: its id is the invocation's, and the trace is where Azure's own clients look for it too. */
export function azureMessage({ text, invocationId, traceparent }: OutgoingMessage): AzureMessage {
  return {
    body: Buffer.from(text),
    id: invocationId,
    properties: { 'millrace-invocation-id': invocationId, traceparent, 'Diagnostic-Id': traceparent },
  }
}
