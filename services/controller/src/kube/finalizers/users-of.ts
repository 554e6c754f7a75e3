import { textAt, type KubeObject } from '@millrace/kube'
import { defaultBusName } from '@millrace/manifests'

const namesMax = 5

/** Who still uses an EventBus, for a person; empty: nobody. */
export function usersOf(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  others: Iterable<KubeObject>,
): string {
  const names: string[] = []
  for (const other of others) {
    if (textAt(other, 'metadata', 'namespace') !== namespace) continue
    if (textAt(other, 'metadata', 'deletionTimestamp') !== '') continue
    const used = textAt(other, 'spec', 'eventBusName') || defaultBusName
    if (used === name) names.push(`${other.kind} ${other.metadata.name}`)
  }
  names.sort()
  const more = names.length - namesMax
  return more > 0 ? `${names.slice(0, namesMax).join(', ')} and ${more} more` : names.join(', ')
}
