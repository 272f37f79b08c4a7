// Numbers that ask the system to end a process with its parent.

/** prctl(2), Linux only: PR_SET_PDEATHSIG and SIGKILL. It is sent when the thread that has started the process ends. */
export const parentDeath = { option: 1, signal: 9 } as const;
