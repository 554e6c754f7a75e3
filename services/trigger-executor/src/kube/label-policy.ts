import { textAt, type KubeObject } from '@millrace/kube'
import { backoffDelays, parseBackoff, type Policy } from '@millrace/manifests'

/** `policy.k8s`: the object must get these labels before the steps of a backoff are used up. */
export interface LabelPolicy {
  /** Judges after a look at the object; `looks` counts them, this one included. */
  judge(object: KubeObject, looks: number): LabelVerdict
  /** The same where the object could not be seen. */
  unseen(reason: string, looks: number): LabelVerdict
}

export type LabelVerdict =
  | { readonly kind: 'met' }
  /** Milliseconds. */
  | { readonly kind: 'again'; readonly afterMs: number; readonly missing: string }
  | { readonly kind: 'unmet'; readonly missing: string }

/** Looks at most, whatever a manifest asks for. */
const looksMax = 10_000

/** Compiles `policy.k8s`; undefined where there is none. `random` gives numbers in [0, 1). */
export function compileLabelPolicy(policy: Policy['k8s'], random: () => number): LabelPolicy | undefined {
  if (policy === undefined) return undefined
  const parsed = parseBackoff(policy.backoff ?? {})
  // What cannot be read was refused with its manifest.
  const delays = parsed.kind === 'plan' ? { ...parsed.plan, steps: Math.min(parsed.plan.steps, looksMax) } : undefined
  const next = (missing: string, looks: number): LabelVerdict => {
    let nth = 0
    if (delays !== undefined)
      for (const afterMs of backoffDelays(delays, random))
        if ((nth += 1) === looks) return { kind: 'again', afterMs, missing }
    return policy.errorOnBackoffTimeout === true ? { kind: 'unmet', missing } : { kind: 'met' }
  }
  return {
    judge(object, looks) {
      const missing = missingLabels(policy.labels, object)
      return missing === '' ? { kind: 'met' } : next(missing, looks)
    },
    unseen: (reason, looks) => next(reason, looks),
  }
}

/** The labels that an object has not got, and what it has instead; empty where it has all. */
function missingLabels(labels: Readonly<Record<string, string>>, object: KubeObject): string {
  const missing: string[] = []
  for (const [name, value] of Object.entries(labels)) {
    const found = textAt(object, 'metadata', 'labels', name)
    if (found !== value) missing.push(`${name}=${value}${found === '' ? '' : ` (it is ${found})`}`)
  }
  return missing.join(', ')
}
