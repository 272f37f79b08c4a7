// The signals to a server and its workers, by their meaning.

/** End the server in good order. */
export const endingSignals = ["SIGTERM", "SIGINT"] as const;

/** Change its workers: reload the handler, one worker more, one less. As gunicorn has them. */
export const changingSignals = ["SIGHUP", "SIGTTIN", "SIGTTOU"] as const;

/** Has the program started once more, in its place. As gunicorn and nginx have it. */
export const replacingSignal = "SIGUSR2";

/**
 * Mean nothing yet: they end no call and no program, as they would by themselves. Two runtimes let any user of the
 * machine debug a program after SIGUSR1.
 */
export const meaninglessSignals = ["SIGQUIT", "SIGUSR1"] as const;
