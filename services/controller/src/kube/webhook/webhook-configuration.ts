import { listAt, objectAt, textAt, type KubeObject } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'

/** Where the API server finds the webhook. */
export type WebhookPlace =
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string; readonly port: number }
  | { readonly kind: 'url'; readonly url: string }

export const webhookPath = '/validate'
/** Names that a cluster and the controller must agree on. */
export const webhookNames = {
  configuration: 'millrace',
  secret: 'millrace-webhook',
  webhook: 'validate.millrace.io',
} as const

/** How long the API server waits for a verdict. Seconds. */
const timeoutS = 5

/**
 * What has the API server ask the controller about our kinds. It goes on where nobody answers: a manifest that is wrong
 * never replaces one that is right, so nothing breaks, and its status says so later.
 */
export function webhookConfiguration(place: WebhookPlace): KubeObject {
  const clientConfig =
    place.kind === 'url'
      ? { url: place.url }
      : { service: { namespace: place.namespace, name: place.name, path: webhookPath, port: place.port } }
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: webhookNames.configuration },
    webhooks: [
      {
        name: webhookNames.webhook,
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Ignore',
        matchPolicy: 'Equivalent',
        timeoutSeconds: timeoutS,
        clientConfig,
        rules: [
          {
            apiGroups: ['argoproj.io'],
            apiVersions: ['v1alpha1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['eventsources', 'sensors', 'eventbus', 'workfloweventbindings'],
            scope: 'Namespaced',
          },
        ],
      },
    ],
  }
}

/** The authorities that each of its webhooks trusts, PEM. */
export function bundlesOf(configuration: KubeObject): readonly string[] {
  return listAt(configuration, 'webhooks').map((webhook) =>
    Buffer.from(textAt(objectAt(webhook, 'clientConfig'), 'caBundle'), 'base64').toString(),
  )
}

/** A strategic patch that has all its webhooks trust `bundle`. */
export function trustPatch(configuration: KubeObject, bundle: string): JsonObject {
  const caBundle = Buffer.from(bundle).toString('base64')
  const webhooks = listAt(configuration, 'webhooks').map((webhook) => ({
    name: textAt(webhook, 'name'),
    clientConfig: { caBundle },
  }))
  return { webhooks }
}
