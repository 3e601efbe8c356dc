package dev.stellator.importer.internal.read;

import java.util.List;
import java.util.regex.Matcher;
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
    private static final Pattern DEFINITION =
            Pattern.compile("(?m)^([^\\n:#>|*-][^\\n:]{0,59})\\n\\n?[:~][ \\t]{1,3}(?=\\S)");
    private static final Pattern MODULE = Pattern.compile(
            "(?m)^(?:import [^\\n]{1,200} from ['\"][^'\"\\n]{1,200}['\"];?|export (?:const|default) [^\\n]{0,300})$");
    private static final Pattern ORG_BLOCK =
            Pattern.compile("(?im)^[ \\t]{0,40}(?:- )?#\\+(?:begin|end)_[a-z]{1,20}[^\\n]{0,80}$");
    private static final Pattern EMOJI = Pattern.compile("(?<=^|\\s):(?:[a-z][a-z0-9_+-]{1,40}|\\+1|-1):(?=\\s|$)");

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
            plain = DEFINITION
                    .matcher(plain)
                    .replaceAll(found -> Matcher.quoteReplacement(found.group(1).strip() + ": "));
        }
        if (plain.startsWith("import ") || plain.startsWith("export ")) {
            plain = MODULE.matcher(plain).replaceAll("");
        }
        if (plain.contains("#+")) {
            plain = ORG_BLOCK.matcher(plain).replaceAll("");
        }
        return plain.indexOf(':') < 0 ? plain : EMOJI.matcher(plain).replaceAll("");
    }

    /** Whether a paragraph is nothing but tags ({@code #garden #water/pond}). */
    static boolean isTags(String paragraph) {
        return paragraph.startsWith("#")
                && List.of(paragraph.split(" ", -1)).stream()
                        .allMatch(word -> TAG.matcher(word).matches());
    }

    private static final Pattern TAG = Pattern.compile("#[\\p{L}_][\\p{L}\\p{N}_/-]{0,60},?");
}
