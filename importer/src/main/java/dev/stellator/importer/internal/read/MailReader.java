package dev.stellator.importer.internal.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A stored message: subject and body, with its author as speaker. */
final class MailReader implements DocumentReader {
    private final long limit;

    MailReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "mail";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        Mail mail = Mail.read(new ByteArrayInputStream(content.whole(limit, "mail")), sink);
        if (!mail.subject().isEmpty()) {
            sink.title(mail.subject());
        }
        mail.blocks().forEach(sink::block);
    }
}
