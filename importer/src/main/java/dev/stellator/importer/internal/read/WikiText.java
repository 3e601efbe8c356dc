package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.TextNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * The prose of MediaWiki's markup (mediawiki.org, Help:Formatting): headings, paragraphs and items of lists. Templates are
 * not expanded; they, tables, references, files and categories are left out.
 */
final class WikiText {
    private static final Pattern REDIRECT =
            Pattern.compile("(?iu)^\\s{0,20}#(?:redirect|перенаправление|weiterleitung|redirection|redirección)\\b");
    private static final Pattern COMMENT = Pattern.compile("<!--");
    private static final Pattern LINK = Pattern.compile("\\[\\[([^\\[\\]|]{0,300})(?:\\|([^\\[\\]]{0,600}))?\\]\\]");
    private static final Pattern WEB_LINK =
            Pattern.compile("\\[(?:https?|ftp|mailto)?:?//[^\\s\\]]{1,400}(?:\\s([^\\]\\n]{0,400}))?\\]");
    private static final Pattern MARKS = Pattern.compile("'{2,5}|__[A-Z]{3,20}__|-\\{|\\}-|\\{\\{|\\}\\}");
    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]{0,300}>");
    private static final Pattern HEADING = Pattern.compile("^(={1,6})([^=].{0,300}?)\\1\\s{0,20}$");
    private static final List<String> LEFT_OUT = List.of(
            "ref",
            "gallery",
            "timeline",
            "imagemap",
            "score",
            "syntaxhighlight",
            "source",
            "pre",
            "table",
            "references",
            "rt",
            "graph");

    private WikiText() {}

    static boolean isRedirect(String text) {
        return REDIRECT.matcher(text).find();
    }

    static List<Block> blocks(String text, Account account) {
        String plain = withoutComments(text);
        for (String element : LEFT_OUT) {
            plain = withoutElement(plain, element, account);
        }
        plain = withoutNested(plain, new Brackets("{{", "}}", "templates"), account);
        plain = withoutNested(plain, new Brackets("{|", "|}", "table"), account);
        return lines(links(plain, account), account);
    }

    private static String withoutComments(String text) {
        if (!COMMENT.matcher(text).find()) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (int begin = text.indexOf("<!--"); begin >= 0; begin = text.indexOf("<!--", from)) {
            kept.append(text, from, begin);
            int end = text.indexOf("-->", begin);
            from = end < 0 ? text.length() : end + 3;
        }
        return kept.append(text, from, text.length()).toString();
    }

    /** Elements with what they hold; one that is not closed ends with its paragraph. */
    private static String withoutElement(String text, String element, Account account) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length() || !lower.contains("<" + element)) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int from = 0;
        boolean unclosed = false;
        for (int begin = lower.indexOf("<" + element); begin >= 0; begin = lower.indexOf("<" + element, begin + 1)) {
            int name = begin + 1 + element.length();
            if (begin < from || name >= text.length() || Character.isLetter(text.charAt(name))) {
                continue;
            }
            int head = text.indexOf('>', name);
            int end = head < 0 ? text.length() : head + 1;
            if (head > 0 && text.charAt(head - 1) != '/') {
                int close = unclosed ? -1 : lower.indexOf("</" + element, head);
                unclosed |= close < 0;
                int closed = close < 0 ? -1 : text.indexOf('>', close);
                int paragraph = text.indexOf("\n\n", head);
                end = closed >= 0 ? closed + 1 : paragraph >= 0 ? paragraph : text.length();
            }
            kept.append(text, from, begin);
            account.leftOut(element.equals("ref") ? "references" : "pictures and code", text.substring(begin, end));
            from = end;
        }
        return kept.append(text, from, text.length()).toString();
    }

    private record Brackets(String open, String close, String rule) {}

    /** Without what stands in brackets that may nest; an opening one that nothing closes is left as it is. */
    private static String withoutNested(String text, Brackets brackets, Account account) {
        if (!text.contains(brackets.open())) {
            return text;
        }
        List<Integer> opened = new ArrayList<>();
        List<int[]> spans = new ArrayList<>();
        for (int at = 0; at < text.length() - 1; at++) {
            if (text.startsWith(brackets.open(), at)) {
                opened.add(at++);
            } else if (!opened.isEmpty() && text.startsWith(brackets.close(), at)) {
                int begin = opened.remove(opened.size() - 1);
                at++;
                while (!spans.isEmpty() && spans.get(spans.size() - 1)[0] > begin) {
                    spans.remove(spans.size() - 1);
                }
                spans.add(new int[] {begin, at + 1});
            }
        }
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (int[] span : spans) {
            kept.append(text, from, span[0]);
            account.leftOut(brackets.rule(), text.substring(span[0], span[1]));
            from = span[1];
        }
        return kept.append(text, from, text.length()).toString();
    }

    /** Links by their words. Those within a picture's description are replaced first, and the picture goes with it. */
    private static String links(String text, Account account) {
        String plain = text;
        for (int depth = 0; depth < 3 && plain.contains("[["); depth++) {
            plain = LINK.matcher(plain).replaceAll(link -> Matcher.quoteReplacement(label(link, account)));
        }
        return WEB_LINK.matcher(plain)
                .replaceAll(link -> link.group(1) == null ? "" : Matcher.quoteReplacement(link.group(1)));
    }

    private static String label(MatchResult link, Account account) {
        String target = link.group(1).strip();
        int colon = target.indexOf(':');
        String shown = link.group(2);
        boolean prefixed = colon > 0 && colon < target.length() - 1 && target.charAt(colon + 1) != ' ';
        if (prefixed && (shown == null || shown.contains("|") || isFile(target))) {
            account.leftOut("pictures and categories", link.group());
            return "";
        }
        if (shown != null && !shown.isBlank()) {
            return shown;
        }
        int section = target.indexOf('#');
        return target.startsWith(":") ? target.substring(1) : section > 0 ? target.substring(0, section) : target;
    }

    private static boolean isFile(String target) {
        int dot = target.lastIndexOf('.');
        return dot > 0 && target.length() - dot <= 5;
    }

    private static List<Block> lines(String text, Account account) {
        List<Block> blocks = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (String line : text.lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            char first = line.isEmpty() ? '\n' : line.charAt(0);
            boolean item = first == '*' || first == '#' || first == ':' || first == ';';
            if (line.startsWith("{|") || line.startsWith("|-") || line.startsWith("|}")) {
                end(paragraph, blocks, account);
                account.leftOut("table", line);
            } else if (heading.matches()) {
                end(paragraph, blocks, account);
                add(Block.heading(words(heading.group(2))), blocks, account);
            } else if (line.isBlank() || item || line.startsWith("----")) {
                end(paragraph, blocks, account);
                String bare = line.substring(marks(line)).strip();
                int colon = first == ';' ? bare.indexOf(" : ") : -1;
                String rest = colon < 0 ? bare : bare.substring(colon + 3);
                if (first == ';') {
                    add(Block.term(words(colon < 0 ? bare : bare.substring(0, colon))), blocks, account);
                }
                add(Block.paragraph(words(first == ';' && colon < 0 ? "" : rest)), blocks, account);
            } else {
                paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        end(paragraph, blocks, account);
        return blocks;
    }

    private static int marks(String line) {
        int at = 0;
        while (at < line.length() && "*#:;-".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static void end(StringBuilder paragraph, List<Block> blocks, Account account) {
        add(Block.paragraph(words(paragraph.toString())), blocks, account);
        paragraph.setLength(0);
    }

    private static void add(Block block, List<Block> blocks, Account account) {
        if (block.text().isEmpty()) {
            return;
        }
        if (Furniture.isFurniture(block.text())) {
            account.leftOut("page furniture", block.text());
        } else {
            blocks.add(block);
        }
    }

    private static String words(String text) {
        String plain = TAG.matcher(MARKS.matcher(text).replaceAll("")).replaceAll("");
        return TextNormaliser.tidy(Parser.unescapeEntities(plain, false));
    }
}
