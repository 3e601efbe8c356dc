package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.repair.Encodings;
import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.Tidy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/** What its author wrote in a message: no quoted mails, no signature, no attachments. */
record Mail(String subject, List<Block> blocks) {
    private static final int DEEPEST = 12;
    private static final Pattern REPLY = Pattern.compile(
            "(?s)\\n[^\\n>]{0,200}(?:wrote|writes|написал\\w*|пишет|schrieb|écrit|escribió|scrisse|escreveu)[^\\n>]{0,100}:[^\\S\\n]*+\\n(?=\\s*+>)");
    private static final Pattern FORWARDED =
            Pattern.compile("(?s)\\n-{2,}+ ?(?:Original|Forwarded|Пересылаемое|Исходное)[^\\n]{0,60}-{2,}.*");
    private static final Pattern SIGNATURE = Pattern.compile("(?s)\\n-- ?\\n.*");

    static Mail read(InputStream in) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.custom()
                .setMaxLineLen(1 << 20)
                .setMaxHeaderLen(1 << 20)
                .setMaxHeaderCount(10_000)
                .build());
        Message message;
        try {
            message = builder.parseMessage(in);
        } catch (MimeIOException | IllegalArgumentException e) {
            throw new InputRefusedException("damaged mail: " + e.getMessage(), e);
        }
        try {
            if (message.getFrom() == null && message.getSubject() == null && message.getDate() == null) {
                throw new InputRefusedException("no mail: neither sender, subject nor date in it");
            }
            String subject = message.getSubject() == null ? "" : message.getSubject();
            String speaker = speaker(message);
            List<Block> blocks = new ArrayList<>();
            collect(message, blocks, 0);
            return new Mail(
                    Tidy.tidy(Mojibake.repair(subject)),
                    blocks.stream().map(block -> block.saidBy(speaker)).toList());
        } finally {
            message.dispose();
        }
    }

    private static @Nullable String speaker(Message message) {
        if (message.getFrom() == null || message.getFrom().isEmpty()) {
            return null;
        }
        Mailbox from = message.getFrom().get(0);
        String name = from.getName() == null ? from.getAddress() : from.getName();
        return Tidy.tidy(Mojibake.repair(name));
    }

    private static void collect(Entity entity, List<Block> out, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new InputRefusedException("mail with parts nested deeper than " + DEEPEST);
        }
        Body body = entity.getBody();
        if (body instanceof Multipart parts) {
            List<Entity> all = parts.getBodyParts();
            boolean alternative = "alternative".equalsIgnoreCase(parts.getSubType());
            Entity plain = all.stream()
                    .filter(part -> "text/plain".equalsIgnoreCase(part.getMimeType()))
                    .findFirst()
                    .orElse(null);
            for (Entity part : alternative && plain != null ? List.of(plain) : all) {
                collect(part, out, depth + 1);
            }
        } else if (body instanceof SingleBody text && !"attachment".equalsIgnoreCase(entity.getDispositionType())) {
            if ("text/plain".equalsIgnoreCase(entity.getMimeType())) {
                out.addAll(Records.paragraphs(own(decoded(entity, text)), null));
            } else if ("text/html".equalsIgnoreCase(entity.getMimeType())) {
                html(decoded(entity, text), out);
            }
        }
    }

    private static void html(String text, List<Block> out) {
        var page = Jsoup.parse(text);
        page.select("blockquote[type=cite], .gmail_quote, .moz-signature, .gmail_signature")
                .remove();
        Furnished furnished = new Furnished(new BlockSink() {
            @Override
            public void title(String title) {
                // The subject is the title.
            }

            @Override
            public void block(Block block) {
                out.add(block);
            }
        });
        HtmlBlocks.read(page, furnished);
        furnished.end();
    }

    private static String decoded(Entity entity, SingleBody body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.writeTo(bytes);
        byte[] all = bytes.toByteArray();
        return new String(all, Encodings.of(all, entity.getCharset()).orElse(StandardCharsets.UTF_8));
    }

    private static String own(String text) {
        String unix = "\n" + text.replace("\r\n", "\n");
        String alone = SIGNATURE
                .matcher(FORWARDED
                        .matcher(REPLY.matcher(unix).replaceAll("\n\n"))
                        .replaceAll(""))
                .replaceAll("");
        return alone.lines()
                .filter(line -> !line.stripLeading().startsWith(">"))
                .collect(Collectors.joining("\n"));
    }
}
