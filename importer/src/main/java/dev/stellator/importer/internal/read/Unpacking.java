package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The one budget of what a file unpacks to, whatever archives lie in it: bytes, and members. Text is packed to a tenth of
 * its size; what unpacks to far more is refused. Not thread-safe.
 */
public final class Unpacking {
    private static final long HARMLESS = 16L << 20;
    private static final int RATIO = 100;
    private static final int MOST_MEMBERS = 200_000;

    private final long packed;
    private final Runnable checkpoint;
    private long unpacked;
    private int members;

    /**
     * @param packed bytes of the file
     * @param checkpoint run while unpacking; it throws to end that
     */
    public Unpacking(long packed, Runnable checkpoint) {
        this.packed = packed;
        this.checkpoint = checkpoint;
    }

    void member() {
        members++;
        if (members > MOST_MEMBERS) {
            throw new InputRefusedException("archive of more than " + MOST_MEMBERS + " files");
        }
    }

    /** Counts what is read of a member. */
    InputStream guarded(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = in.read();
                count(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = in.read(target, offset, length);
                count(Math.max(0, read));
                return read;
            }
        };
    }

    private void count(int more) {
        unpacked += more;
        checkpoint.run();
        if (unpacked > HARMLESS && unpacked > RATIO * Math.max(1, packed)) {
            throw new BombException(
                    "unpacks to more than " + RATIO + " times its size (" + packed + " bytes): taken for a zip bomb");
        }
    }

    /** Ends the reading of the whole file, and not only of the member that was read when the budget was spent. */
    public static final class BombException extends InputRefusedException {
        private static final long serialVersionUID = 1L;

        BombException(String message) {
            super(message);
        }
    }
}
