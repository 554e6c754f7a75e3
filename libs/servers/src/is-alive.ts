/** Whether a process with this id exists. One that has ended but was not yet reaped by its parent still counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it exists and is someone else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
