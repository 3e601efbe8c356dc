package dev.stellator.importer.internal.read;

import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What its author wrote in a mail that is a web page: each program marks the mail that it quotes in its own way. */
final class MailPage {
    private static final String QUOTED = "blockquote[type=cite], .gmail_quote, .gmail_quote_container, .gmail_attr,"
            + " .moz-cite-prefix, .yahoo_quoted, .protonmail_quote, .tutanota_quote, .zmail_extra, .OutlookMessageHeader,"
            + " #mail-editor-reference-message-container, .ms-outlook-mobile-reference-message, [name=quote], #isForwardContent,"
            + " [data-marker=__DIVIDER__], [data-marker=__HEADERS__], [data-marker=__QUOTED_TEXT__]";
    private static final String SIGNATURES =
            ".moz-signature, .gmail_signature, .protonmail_signature_block, #Signature,"
                    + " #ms-outlook-mobile-signature, #AppleMailSignature, [data-smartmail=gmail_signature]";

    /** From here on, all is the mail that is answered. */
    private static final String BEGINS =
            "#divRplyFwdMsg, #appendonsend, #replySplit, .ms-outlook-mobile-body-separator-line";

    private static final int LONGEST_HEADER = 2000;

    private MailPage() {}

    static void removeQuoted(Document page, Account account) {
        remove(page, QUOTED, "quoted mail", account);
        remove(page, SIGNATURES, "signature", account);
        for (Element begin : page.select(BEGINS)) {
            removeFrom(begin, account);
        }
        for (Element block : page.body().select("div, p, td, blockquote")) {
            if (block.parent() != null && isHeaderBlock(block)) {
                removeFrom(block, account);
            } else if (block.normalName().equals("blockquote") && block.parent() != null) {
                removeIntroduced(block, account);
            }
        }
    }

    private static void remove(Document page, String query, String rule, Account account) {
        page.select(query).forEach(element -> remove(element, rule, account));
    }

    private static void remove(Element element, String rule, Account account) {
        if (element.parent() != null) {
            account.leftOut(rule, element.text());
            element.remove();
        }
    }

    /** The innermost element whose text begins with the header fields of a mail. */
    private static boolean isHeaderBlock(Element block) {
        String text = block.wholeText();
        if (text.length() > LONGEST_HEADER || block.selectFirst("div, table") != null) {
            return false;
        }
        List<String> lines = lines(block);
        return !lines.isEmpty() && MailText.isHeaderBlock(lines, 0);
    }

    private static List<String> lines(Element block) {
        Element copy = block.clone();
        copy.select("br, p").stream()
                .filter(element -> element.parent() != null)
                .forEach(element -> element.before("\n"));
        return copy.wholeText()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Removes an element and all that follows it on the page. */
    private static void removeFrom(Element first, Account account) {
        for (Element at = first; at != null && !at.normalName().equals("body"); at = at.parent()) {
            for (Element next = at.nextElementSibling(); next != null; next = at.nextElementSibling()) {
                remove(next, "quoted mail", account);
            }
            while (at.nextSibling() != null) {
                at.nextSibling().remove();
            }
        }
        remove(first, "quoted mail", account);
    }

    /** A quotation goes with the line that introduces it; one without is the author's own. */
    private static void removeIntroduced(Element quotation, Account account) {
        Element before = quotation.previousElementSibling();
        if (before != null && MailText.isIntroduction(before.text())) {
            remove(before, "quoted mail", account);
            remove(quotation, "quoted mail", account);
        }
    }
}
