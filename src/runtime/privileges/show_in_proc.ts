// Numbers that have the system show a process to others of its user.

/**
 * prctl(2): PR_SET_DUMPABLE. The system hides a process that has become another user from that user's other processes, its own
 * workers among them, which find in `/proc` what they share with it.
 */
export const showInProc = { option: 4, value: 1 } as const;
