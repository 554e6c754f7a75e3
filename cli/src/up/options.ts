/** What `millrace up` is told. */
export interface UpOptions {
  readonly dir: string
  readonly state: string
  readonly detach?: true
  readonly durability: 'fsync' | 'relaxed'
  readonly natsUrl?: string
  readonly redisUrl?: string
  readonly adminPort: number
  readonly metricsPort: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}
