package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A mailbox: messages that each begin with a line "From " after an empty one (RFC 4155). One is held in memory. */
final class MboxReader implements RecordReader {
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LINE = 1 << 20;

    private final long limit;

    /** @param limit bytes of one message at most */
    MboxReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "mbox";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            long number = 0;
            boolean blank = true;
            for (byte[] line = line(in); line != null; line = line(in)) {
                if (blank && startsWith(line, 0)) {
                    message(number, message, sink);
                    message.reset();
                    number++;
                } else if (number == 0) {
                    throw new InputRefusedException("no mailbox: it does not begin with a line 'From '");
                } else {
                    int quoted = quotes(line);
                    message.write(line, quoted, line.length - quoted);
                }
                blank = line.length <= 2 && (line[0] == '\n' || line[0] == '\r');
            }
            message(number, message, sink);
        }
    }

    private void message(long number, ByteArrayOutputStream bytes, RecordSink sink) throws IOException {
        if (number == 0) {
            return;
        }
        if (bytes.size() > limit) {
            sink.damaged(Long.toString(number), "message of more than " + limit + " bytes");
            return;
        }
        try {
            Mail mail = Mail.read(new ByteArrayInputStream(bytes.toByteArray()), sink);
            if (!mail.blocks().isEmpty()) {
                sink.record(new Row(
                        Long.toString(number), mail.subject().isEmpty() ? null : mail.subject(), mail.blocks()));
            }
        } catch (InputRefusedException e) {
            sink.damaged(Long.toString(number), String.valueOf(e.getMessage()));
        }
    }

    /** One bracket before a quoted "From " is not the author's. */
    private static int quotes(byte[] line) {
        int brackets = 0;
        while (brackets < line.length && line[brackets] == '>') {
            brackets++;
        }
        return brackets > 0 && startsWith(line, brackets) ? 1 : 0;
    }

    private static boolean startsWith(byte[] line, int offset) {
        for (int i = 0; i < FROM.length; i++) {
            if (offset + i >= line.length || line[offset + i] != FROM[i]) {
                return false;
            }
        }
        return true;
    }

    /** A line with its end, or a stretch of a very long one. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n' || line.size() >= LONGEST_LINE) {
                break;
            }
        }
        return line.size() == 0 ? null : line.toByteArray();
    }
}
