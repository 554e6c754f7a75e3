import type { JsonObject } from '@millrace/manifests'

/** Bindings in the namespace. */
export const bindingsMax = 200

export const argoVersion = 'argoproj.io/v1alpha1'

/** A binding as people write them: its own discriminator, a header, a look into the payload, parameters from it. */
export function benchBinding(namespace: string, nth: number): JsonObject {
  return {
    apiVersion: argoVersion,
    kind: 'WorkflowEventBinding',
    metadata: { name: `binding-${nth}`, namespace, labels: { team: `team-${nth % 20}` } },
    spec: {
      event: {
        selector: `payload.action == "opened" && discriminator == "hook-${nth}" && payload.repository.private == false`,
      },
      submit: {
        workflowTemplateRef: { name: 'bench' },
        metadata: { labels: { number: 'string(payload.number)' } },
        arguments: {
          parameters: [
            { name: 'commit', valueFrom: { event: 'payload.after' } },
            { name: 'repository', valueFrom: { event: 'payload.repository.full_name' } },
          ],
        },
      },
    },
  }
}

/** An event of about 1 KiB. `hook-7` is for one of the bindings, any other discriminator for none. */
export function benchEvent(nth: number): string {
  return JSON.stringify({
    action: 'opened',
    number: nth,
    after: 'a'.repeat(40),
    repository: { full_name: 'shop/orders', private: false },
    padding: 'x'.repeat(800),
  })
}
