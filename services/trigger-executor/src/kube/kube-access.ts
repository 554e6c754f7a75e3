import { kubeTargetOf, openKube, type KubeClient, type KubeUserInfo } from '@millrace/kube'

/** The cluster that triggers act on. */
export interface KubeAccess extends Disposable {
  /** A client that acts in a user's name. Rejects with `KubeError`, `config-invalid`. */
  as(user: KubeUserInfo): Promise<KubeClient>
  /** A client with the service's own rights. Rejects as `as` does. */
  own(): Promise<KubeClient>
}

/** The cluster that `MILLRACE_KUBE` leads to; undefined where it is off. It is opened when it is first needed. */
export function kubeAccess(kube: string): KubeAccess | undefined {
  const target = kubeTargetOf(kube)
  return target === undefined ? undefined : accessTo(() => openKube(target))
}

/** The same with a way of opening the client. What could not be opened is tried again by the next who needs it. */
export function accessTo(open: () => Promise<KubeClient>): KubeAccess {
  let client: Promise<KubeClient> | undefined
  const own = (): Promise<KubeClient> => {
    client ??= open()
    client.catch(() => (client = undefined))
    return client
  }
  return {
    own,
    as: async (user) => (await own()).as(user),
    [Symbol.dispose]() {
      void client?.then(
        (opened) => opened[Symbol.dispose](),
        () => {},
      )
    },
  }
}
