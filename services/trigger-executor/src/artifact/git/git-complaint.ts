/** What ssh says that git adds to, and does not tell anything by. */
const boilerplate =
  /^(?:@+|@.*@|Please make sure|and the repository exists|fatal: Could not read from remote|Warning: Permanently added)/u

/** What git says about its failure, in a line, of all that it and ssh wrote. Pure. */
export function gitComplaint(text: string): string {
  const lines = text.split('\n').map((line) => line.trim().replace(/\.$/u, ''))
  if (lines.some((line) => line.startsWith('fatal: Could not read from remote'))) return sshComplaint(lines)
  return lines.find((line) => /^(?:fatal|error):/u.test(line)) ?? lines.find((line) => line !== '') ?? 'git failed'
}

/** Why ssh gave up is the last that it wrote before git noticed. */
function sshComplaint(lines: readonly string[]): string {
  if (lines.some((line) => line.startsWith('Host key verification failed'))) {
    const hasChanged = lines.some((line) => line.includes('HOST IDENTIFICATION HAS CHANGED'))
    return hasChanged
      ? 'the host shows another key than the one that is known: it was replaced, or somebody is in between'
      : 'the key of the host is not known: put it into /etc/ssh/ssh_known_hosts or the file of MILLRACE_GIT_KNOWN_HOSTS, or set insecureIgnoreHostKey'
  }
  return lines.findLast((line) => line !== '' && !boilerplate.test(line)) ?? 'ssh failed'
}
