package dev.stellator.cli;

import java.io.IOException;
import java.io.Writer;

/**
 * Writes paths as their caller wrote them: what marks the caller's working folder is left out. Whole lines, and what comes
 * before a flush, are looked at. Not thread-safe beyond the locking of {@link Writer}.
 */
final class RelativeWriter extends Writer {
    private final Writer target;
    private final String mark;
    private final StringBuilder held = new StringBuilder();

    /** @param mark what stands before a relative path, such as {@code /home/me/./} */
    RelativeWriter(Writer target, String mark) {
        this.target = target;
        this.mark = mark;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        synchronized (lock) {
            held.append(text, offset, length);
            int end = held.lastIndexOf("\n");
            if (end >= 0) {
                target.write(held.substring(0, end + 1).replace(mark, ""));
                held.delete(0, end + 1);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (lock) {
            target.write(held.toString().replace(mark, ""));
            held.setLength(0);
            target.flush();
        }
    }

    @Override
    public void close() throws IOException {
        flush();
        target.close();
    }
}
