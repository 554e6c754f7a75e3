/** What `millrace up` is told. */
export interface UpOptions {
  readonly dir: string
  readonly state: string
  readonly detach?: true
  readonly durability: 'fsync' | 'relaxed'
  readonly natsUrl?: string
  readonly redisUrl?: string
  /** A kubeconfig: the cluster that triggers act on, and whose objects resource events tell of. */
  readonly kube?: string
  /** Ports of the servers that are started; absent or 0: free ones. */
  readonly natsPort?: number
  readonly redisPort?: number
  /** Serve the echo target even where no manifest calls it. */
  readonly echo?: true
  readonly echoPort?: number
  readonly adminPort: number
  /** Of the Workflows event API; it opens with the first WorkflowEventBinding. 0: not at all. */
  readonly workflowEventsPort: number
  readonly metricsPort: number
  /** Keep what events, decisions and outcomes told for searching. */
  readonly history: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}
