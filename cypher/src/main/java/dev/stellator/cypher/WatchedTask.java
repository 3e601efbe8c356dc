package dev.stellator.cypher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts or stops the database on a thread that can be left: on a full disk it tries for ever to write what it still holds.
 */
final class WatchedTask {
    private static final int SECONDS_ON_A_FULL_DISK = 3;

    private WatchedTask() {}

    /**
     * @param folder whose disk is watched
     * @throws ExecutionException when the task failed
     * @throws TimeoutException when the task was left: the disk is full, or it took longer than {@code mostSeconds}
     */
    static <T> T run(Callable<T> task, String name, Path folder, long mostSeconds)
            throws ExecutionException, TimeoutException {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, name);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            for (long full = 0, waited = 0; ; waited++) {
                try {
                    return future.get(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    full = Failures.isFull(folder) ? full + 1 : 0;
                    if (full > SECONDS_ON_A_FULL_DISK || waited > mostSeconds) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
