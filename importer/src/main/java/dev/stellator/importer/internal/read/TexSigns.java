package dev.stellator.importer.internal.read;

import java.text.Normalizer;
import java.util.Map;

/** Letters and signs that TeX writes as commands. */
final class TexSigns {
    /** Accents by their command, as combining characters. */
    private static final Map<String, String> ACCENTS = Map.ofEntries(
            Map.entry("\"", "\u0308"),
            Map.entry("'", "\u0301"),
            Map.entry("`", "\u0300"),
            Map.entry("^", "\u0302"),
            Map.entry("~", "\u0303"),
            Map.entry("=", "\u0304"),
            Map.entry(".", "\u0307"),
            Map.entry("c", "\u0327"),
            Map.entry("v", "\u030C"),
            Map.entry("u", "\u0306"),
            Map.entry("H", "\u030B"),
            Map.entry("k", "\u0328"),
            Map.entry("r", "\u030A"),
            Map.entry("d", "\u0323"),
            Map.entry("b", "\u0331"));

    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("ss", "ß"),
            Map.entry("o", "ø"),
            Map.entry("O", "Ø"),
            Map.entry("ae", "æ"),
            Map.entry("AE", "Æ"),
            Map.entry("oe", "œ"),
            Map.entry("OE", "Œ"),
            Map.entry("aa", "å"),
            Map.entry("AA", "Å"),
            Map.entry("l", "ł"),
            Map.entry("L", "Ł"),
            Map.entry("i", "i"),
            Map.entry("j", "j"),
            Map.entry("S", "§"),
            Map.entry("P", "¶"),
            Map.entry("dots", "…"),
            Map.entry("ldots", "…"),
            Map.entry("textellipsis", "…"),
            Map.entry("textendash", "–"),
            Map.entry("textemdash", "—"),
            Map.entry("guillemotleft", "«"),
            Map.entry("guillemotright", "»"),
            Map.entry("euro", "€"),
            Map.entry("pounds", "£"),
            Map.entry("copyright", "©"),
            Map.entry("textquoteright", "’"),
            Map.entry("LaTeX", "LaTeX"),
            Map.entry("TeX", "TeX"),
            Map.entry("textbackslash", "\\"),
            Map.entry("&", "&"),
            Map.entry("%", "%"),
            Map.entry("$", "$"),
            Map.entry("#", "#"),
            Map.entry("_", "_"),
            Map.entry("{", "{"),
            Map.entry("}", "}"),
            Map.entry(" ", " "),
            Map.entry("\n", " "),
            Map.entry(",", " "),
            Map.entry(";", " "),
            Map.entry(":", " "),
            Map.entry("quad", " "),
            Map.entry("qquad", " "),
            Map.entry("space", " "));

    private TexSigns() {}

    static boolean isAccent(String command) {
        return ACCENTS.containsKey(command);
    }

    /** A letter with its accent. */
    static String accented(String command, String letter) {
        if (letter.isEmpty()) {
            return "";
        }
        int first = letter.offsetByCodePoints(0, 1);
        String composed = letter.substring(0, first) + ACCENTS.getOrDefault(command, "") + letter.substring(first);
        return Normalizer.normalize(composed, Normalizer.Form.NFC);
    }

    /** What a command stands for; empty where it is none of a sign. */
    static String sign(String command) {
        return SIGNS.getOrDefault(command, "");
    }
}
