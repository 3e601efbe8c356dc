package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, whatever program it comes from.
 *
 * @param speaker who says it, where that is told
 * @param time seconds since 1970; not a number where it is not told
 * @param text as it was typed; Markdown is Markdown
 * @param replyTo the message that it answers, where that is told
 */
record Message(@Nullable String speaker, double time, String text, @Nullable String replyTo, Kind kind) {
    /** What a message is; only what somebody said is text. */
    enum Kind {
        SAID(""),
        /** Somebody joined, left, called, or renamed the conversation. */
        SERVICE("service messages"),
        /** Instructions to a model. */
        SYSTEM("system messages"),
        /** What a model asked of a program, and what that answered. */
        TOOL("calls of tools and their output"),
        /** What the program does not show. */
        HIDDEN("hidden messages"),
        /** What stands in place of a picture, a file or a deleted message. */
        PLACEHOLDER("placeholders");

        private final String rule;

        Kind(String rule) {
            this.rule = rule;
        }
    }

    private static final Pattern MARKDOWN = Pattern.compile(
            "```|\\*\\*[^*\\n]{1,400}\\*\\*|(?m:^#{1,6} )|\\]\\(|(?m:^ {0,3}(?:[-*+]|\\d{1,3}[.)]) )|`[^`\\n]{1,400}`|(?m:^\\|.{0,400}\\|)|(?m:^> )");

    Message as(Kind other) {
        return new Message(speaker, time, text, replyTo, other);
    }

    /** The blocks of messages in order, each with its speaker; what nobody said is counted by its kind. */
    static List<Block> blocks(List<Message> messages, Account account) {
        List<Block> blocks = new ArrayList<>();
        for (Message message : messages) {
            if (message.kind() == Kind.SAID) {
                blocks.addAll(message.blocks(account));
            } else {
                account.found(message.text());
                account.leftOut(message.kind().rule, message.text());
            }
        }
        return blocks;
    }

    /** The paragraphs of a message. */
    private List<Block> blocks(Account account) {
        String said = speaker == null ? null : TextNormaliser.tidy(Mojibake.repair(speaker));
        if (FieldText.isHtml(text) && !text.contains("```")) {
            return FieldText.blocks(text, said, account);
        }
        if (MARKDOWN.matcher(text).find()) {
            return MarkdownBlocks.of(Records.repaired(text), account).blocks().stream()
                    .map(block ->
                            block.kind() == Block.Kind.CODE ? block : block.withText(PlainMarks.without(block.text())))
                    .filter(block -> block.text().codePoints().anyMatch(Character::isLetter))
                    .map(block -> block.saidBy(said))
                    .toList();
        }
        String plain = FieldText.plain(text);
        account.found(plain);
        return Records.paragraphs(plain, said, account).stream()
                .map(block -> block.withText(PlainMarks.without(block.text())))
                .toList();
    }
}
