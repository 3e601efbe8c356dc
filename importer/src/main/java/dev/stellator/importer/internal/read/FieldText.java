package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/** The text of one field of a row or a message: HTML where its tags say so, else plain text; characters by name are read. */
final class FieldText {
    private static final Pattern TAG = Pattern.compile(
            "(?i)</(?:p|div|span|a|b|i|u|em|strong|ul|ol|li|h[1-6]|blockquote|table|td|quote|at|ss|body)>|<br\\s{0,3}/?>|<p>");
    private static final Pattern NAMED =
            Pattern.compile("&(?:amp|lt|gt|quot|apos|nbsp|#\\d{1,7}|#[xX]\\p{XDigit}{1,6}|[A-Za-z]{2,8});");

    private FieldText() {}

    static boolean isHtml(String text) {
        return text.indexOf('<') >= 0 && TAG.matcher(text).find();
    }

    /** The paragraphs of a field, said by a speaker where that is told. */
    static List<Block> blocks(String text, @Nullable String speaker, Account account) {
        if (!isHtml(text)) {
            String plain = plain(text);
            account.found(plain);
            return Records.paragraphs(plain, speaker, account);
        }
        Document page = Jsoup.parseBodyFragment(Records.repaired(text));
        account.found(page.text());
        page.select("quote, mx-reply").forEach(quoted -> {
            account.leftOut("quoted messages", quoted.text());
            quoted.remove();
        });
        List<Block> blocks = new ArrayList<>();
        HtmlBlocks.read(page, HtmlBlocks.Source.FRAGMENT, new CollectingSink(blocks, account));
        return blocks.stream()
                .filter(block -> block.text().codePoints().anyMatch(Character::isLetter))
                .map(block -> block.saidBy(speaker))
                .toList();
    }

    static String plain(String text) {
        return text.indexOf('&') >= 0 && NAMED.matcher(text).find() ? Parser.unescapeEntities(text, false) : text;
    }
}
