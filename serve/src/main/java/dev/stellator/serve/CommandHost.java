package dev.stellator.serve;

import dev.stellator.api.Resident;

/** Runs command lines in this process, as a process of their own would. Implementations are safe for several threads. */
public interface CommandHost {
    /**
     * Runs a command to its end; it ends early when the thread is interrupted.
     *
     * @param resident what the server keeps open, for a command on the same data folder
     * @return the exit code
     */
    int run(CommandCall call, Resident resident);
}
