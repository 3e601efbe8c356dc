package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Marks that programs put into Markdown for their own use, taken out before it is parsed: those of Liquid (Jekyll, Eleventy),
 * attributes of kramdown, Pandoc's title block, attributes, containers, citations and definitions, imports of MDX, and blocks
 * of org in pages of Logseq.
 */
final class TemplateMarks {
    private static final Pattern LIQUID_CODE = Pattern.compile(
            "\\{%-?\\s{0,9}(highlight|raw|comment)\\b[^%{}]{0,200}%\\}[\\s\\S]{0,20000}?\\{%-?\\s{0,9}end\\1\\s{0,9}-?%\\}");
    private static final Pattern LIQUID = Pattern.compile("(?<!\\{)\\{%[^%{}\\n]{0,400}%\\}(?!\\})");
    private static final Pattern ATTRIBUTES = Pattern.compile(
            "(?m)^\\{:[^{}\\n]{0,200}\\}[ \\t]{0,9}$|\\{:[^{}\\n]{0,200}\\}|(?<=[\\p{L}\\p{P}]) ?\\{[.#][\\w-][^{}\\n]{0,200}\\}");
    private static final Pattern TITLE_BLOCK = Pattern.compile("\\A(?:% [^\\n]{0,300}\\n){1,3}");
    private static final Pattern CONTAINER = Pattern.compile("(?m)^:{3,20}(?: ?\\{?[\\w.#][^\\n]{0,80})?[ \\t]{0,9}$");
    private static final Pattern CITATION = Pattern.compile(" ?\\[-?@[\\w:.-][^\\[\\]\\n]{0,200}\\]");
    private static final Pattern MODULE = Pattern.compile(
            "(?m)^(?:import [^\\n]{1,200} from ['\"][^'\"\\n]{1,200}['\"];?|export (?:const|default) [^\\n]{0,300})$");
    private static final Pattern ORG_BLOCK =
            Pattern.compile("(?im)^[ \\t]{0,40}(?:- )?#\\+(?:begin|end)_[a-z]{1,20}[^\\n]{0,80}$");
    private static final Pattern EMOJI = Pattern.compile("(?<=^|\\s):(?:[a-z][a-z0-9_+-]{1,40}|\\+1|-1):(?=\\s|$)");

    private static final Pattern BLANK = Pattern.compile(" ");
    private static final Pattern TAG = Pattern.compile("#[\\p{L}_][\\p{L}\\p{N}_/-]{0,60},?");
    private static final int LONGEST_TERM = 60;

    private TemplateMarks() {}

    static String without(String text) {
        String plain = text;
        if (plain.contains("{%")) {
            plain = LIQUID.matcher(LIQUID_CODE.matcher(plain).replaceAll("")).replaceAll("");
        }
        if (plain.contains("{:") || plain.contains("{.") || plain.contains("{#")) {
            plain = ATTRIBUTES.matcher(plain).replaceAll("");
        }
        if (plain.startsWith("% ")) {
            plain = TITLE_BLOCK.matcher(plain).replaceFirst("");
        }
        if (plain.contains("[@") || plain.contains("[-@")) {
            plain = CITATION.matcher(plain).replaceAll("");
        }
        if (plain.contains("\n:") || plain.contains("\n~ ") || plain.startsWith(":::")) {
            plain = CONTAINER.matcher(plain).replaceAll("");
            plain = definitions(plain);
        }
        if (plain.startsWith("import ") || plain.startsWith("export ")) {
            plain = MODULE.matcher(plain).replaceAll("");
        }
        if (plain.contains("#+")) {
            plain = ORG_BLOCK.matcher(plain).replaceAll("");
        }
        return plain.indexOf(':') < 0 ? plain : EMOJI.matcher(plain).replaceAll("");
    }

    /** A term, and what stands under it behind a colon, are one line: {@code Term: what it means}. */
    private static String definitions(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            boolean defines =
                    line.length() > 2 && ":~".indexOf(line.charAt(0)) >= 0 && Character.isWhitespace(line.charAt(1));
            int last = lines.size() - 1;
            last -= last > 0 && lines.get(last).isBlank() ? 1 : 0;
            if (defines && last >= 0 && isTerm(lines.get(last))) {
                String term = lines.get(last);
                lines.subList(last, lines.size()).clear();
                lines.add(term.strip() + ": " + line.substring(1).strip());
            } else {
                lines.add(line);
            }
        }
        return String.join("\n", lines) + (text.endsWith("\n") ? "\n" : "");
    }

    private static boolean isTerm(String line) {
        return !line.isBlank()
                && line.length() <= LONGEST_TERM
                && line.indexOf(':') < 0
                && "#>|*-".indexOf(line.charAt(0)) < 0;
    }

    /** Whether a paragraph is nothing but tags ({@code #garden #water/pond}). */
    static boolean isTags(String paragraph) {
        return paragraph.startsWith("#")
                && Arrays.stream(BLANK.split(paragraph, -1))
                        .allMatch(word -> TAG.matcher(word).matches());
    }
}
