package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.repair.Encodings;
import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.field.ContentTypeField;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/** What its author wrote in a message: no quoted mails, no signature, no attachments. */
record Mail(String subject, List<Block> blocks) {
    private static final Pattern INSTEAD = Pattern.compile(
            "<?https?://[^\\s<>]{1,2000}>?|\\[(?:image|cid|bild|imagen)[:\\s][^\\[\\]\\n]{0,200}\\]|<[^<>\\n]{1,200}>");
    private static final Pattern FLOWED = Pattern.compile("(?<!^-- |\\n-- ) \\r?\\n");
    private static final int DEEPEST = 12;

    /** A plain part of less text beside a much longer page only says that there is one. */
    private static final int SHORT = 200;

    private static final int MUCH_LONGER = 4;

    static Mail read(InputStream in, Account account) throws IOException {
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
            collect(message, blocks, account, 0);
            return new Mail(
                    TextNormaliser.tidy(Mojibake.repair(subject)),
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
        boolean browser = name.startsWith("Saved by "); // a page that was saved, not a mail
        return browser ? null : TextNormaliser.tidy(Mojibake.repair(name));
    }

    private static void collect(Entity entity, List<Block> out, Account account, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new InputRefusedException("mail with parts nested deeper than " + DEEPEST);
        }
        Body body = entity.getBody();
        if (body instanceof Multipart parts) {
            List<Entity> all = parts.getBodyParts();
            if ("alternative".equalsIgnoreCase(parts.getSubType())) {
                alternative(all, out, account, depth + 1);
                return;
            }
            for (Entity part : all) {
                collect(part, out, account, depth + 1);
            }
        } else if (body instanceof SingleBody text && !"attachment".equalsIgnoreCase(entity.getDispositionType())) {
            if ("text/plain".equalsIgnoreCase(entity.getMimeType())) {
                String whole = joined(decoded(entity, text), entity);
                String own = MailText.own(whole);
                account.found(whole);
                account.leftOut("quoted mail", MailText.notOwn(whole));
                out.addAll(Records.paragraphs(own, null, account));
            } else if ("text/html".equalsIgnoreCase(entity.getMimeType())) {
                html(decoded(entity, text), out, account);
            }
        }
    }

    /** The plain part, unless it is blank or only a word about the page beside it (RFC 2046, 5.1.4). */
    private static void alternative(List<Entity> parts, List<Block> out, Account account, int depth)
            throws IOException {
        List<Block> plain = new ArrayList<>();
        List<Block> rich = new ArrayList<>();
        HeldAccount ofPlain = new HeldAccount();
        HeldAccount ofRich = new HeldAccount();
        for (Entity part : parts) {
            boolean isPlain = "text/plain".equalsIgnoreCase(part.getMimeType());
            collect(part, isPlain ? plain : rich, isPlain ? ofPlain : ofRich, depth);
        }
        int length = length(plain);
        if (!rich.isEmpty() && plain.stream().noneMatch(block -> isSaid(block.text()))) {
            length = 0;
        }
        boolean page = length == 0 || (length < SHORT && length(rich) > MUCH_LONGER * length);
        (page ? ofRich : ofPlain).release(account);
        out.addAll(page ? rich : plain);
    }

    /** Whether a paragraph of a plain part says something: words, and no tags, addresses or names of pictures alone. */
    private static boolean isSaid(String text) {
        String words = INSTEAD.matcher(text).replaceAll(" ");
        return !FieldText.isHtml(text)
                && words.codePoints().filter(Character::isLetter).count() > 1;
    }

    private static int length(List<Block> blocks) {
        return blocks.stream().mapToInt(block -> block.text().length()).sum();
    }

    private static void html(String text, List<Block> out, Account account) {
        var page = Jsoup.parse(text);
        account.found(page.body().text());
        MailPage.removeQuoted(page, account);
        FilteredSink furnished = new FilteredSink(new CollectingSink(out, account));
        HtmlBlocks.read(page, furnished);
        furnished.end();
    }

    /** Flowed text (RFC 3676) whose lines are joined without the blank at their ends. */
    private static String joined(String text, Entity entity) {
        boolean deletes = entity.getHeader() != null
                && entity.getHeader().getField("Content-Type") instanceof ContentTypeField type
                && "yes".equalsIgnoreCase(type.getParameter("delsp"));
        return deletes ? FLOWED.matcher(text).replaceAll("") : text;
    }

    private static String decoded(Entity entity, SingleBody body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.writeTo(bytes);
        byte[] all = bytes.toByteArray();
        return new String(all, Encodings.of(all, entity.getCharset()).orElse(StandardCharsets.UTF_8));
    }
}
