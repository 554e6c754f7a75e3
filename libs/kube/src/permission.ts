/** Where a permission is needed. */
export type PermissionScope =
  /** In every namespace whose objects are served: a ClusterRole, or a Role in each of them. */
  | 'served'
  /** In the namespace that the service itself runs in. */
  | 'own'
  /** On resources that belong to no namespace. */
  | 'cluster'

export type PermissionVerb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'
  | 'impersonate'

/** One rule of RBAC that a service cannot do without. */
export interface Permission {
  readonly scope: PermissionScope
  /** API group; empty for the core. */
  readonly group: string
  /** Plural, with `/subresource` where it is one. */
  readonly resource: string
  readonly verbs: readonly PermissionVerb[]
  /** Only on the objects of these names. Not with `create`; a `list` or `watch` must select by `metadata.name` then. */
  readonly names?: readonly string[]
  /** What would not work without it. */
  readonly why: string
}
