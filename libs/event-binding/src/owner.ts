/** As kubectl would name it; no sensor can have a slash in its name. */
const prefix = 'wfeb/'

/** What stands for the sensor in invocations, outcomes and pauses of a binding. */
export const ownerOfBinding = (binding: string): string => `${prefix}${binding}`

/** The binding that {@link ownerOfBinding} stands for; undefined for a sensor. */
export function bindingOfOwner(owner: string): string | undefined {
  return owner.startsWith(prefix) ? owner.slice(prefix.length) : undefined
}

/** What stands for the dependency of a binding: it has one, the event. */
export const bindingDependency = 'event'
