import { accepts } from './until-accepts.ts'

/**
 * Throws when something listens on one of these ports already: a run beside another would send its events through the
 * other's system, and count as lost what that one received.
 */
export async function refuseTaken(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await accepts(port))
      throw new Error(`port ${port} is taken: another run, or another program, listens there; stop it and start again`)
  }
}
