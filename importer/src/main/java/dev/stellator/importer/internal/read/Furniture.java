package dev.stellator.importer.internal.read;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises what surrounds a text and is none of it. */
final class Furniture {
    private static final Pattern MARKER =
            Pattern.compile("^\\s*+\\*{3}\\s*+(START|END) OF (?:THE|THIS)\\b.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern TITLE = Pattern.compile("^\\s*+Title:\\s*+(\\S.*+)");
    private static final Pattern CREDIT = Pattern.compile(
            "^(?:(Produced|E-?text prepared|This etext was prepared|Transcribed) by .*"
                    + "|End of (the )?Project Gutenberg.*"
                    + "|transcriber.s notes?\\b.*"
                    + "|This e-?book was produced (?:using|from|by) .*"
                    + "|Minor typographical corrections and presentational changes .*"
                    + "|This PDF file is optimi[sz]ed for .*"
                    + "|.{0,300}\\bwww\\.gutenberg\\.(?:org|net)\\b.{0,300})",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern NUMBER_ONLY = Pattern.compile(
            "[\\[(]?(?:(?:chapter|book|part|section|canto|act|scene|page|глава|часть|книга|раздел|том|стр)\\.?\\s+)?"
                    + "(?:[IVXLCDM]+|\\p{Nd}+)[.)\\]:]*",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_TITLE = 60;
    private static final String ROMAN = "ivxlc";
    /** What leads from a title to its page number, as a table of contents sets it. */
    private static final List<String> LEADERS = List.of("....", ". . . .", "……");

    private static final Pattern CONTENTS = Pattern.compile(
            "(?:table of )?contents[.:]?|содержание[.:]?|оглавление[.:]?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern INDEX = Pattern.compile(
            "(?:general |subject )?index(?: of (?:names|subjects|persons|names and subjects))?[.:]?"
                    + "|(?:предметный |именной |алфавитный )?указатель(?: имён| имен)?[.:]?"
                    + "|(?:sach|namen|personen|stichwort)?register[.:]?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern NOTE_MARK =
            Pattern.compile("^\\[?\\*?\\s*+(?:Footnote|Сноска)\\s*+[\\p{Nd}*]{0,4}\\s*+:\\s*+");

    private static final String BULLETS = "•‣◦▪●■⁃∙";

    /** Five words in a row. */
    private static final Pattern PROSE_CELL =
            Pattern.compile("(?<![\\p{L}'’-])(?:\\p{L}[\\p{L}'’-]*+[,;:.]?+\\s++){4}\\p{L}");

    private Furniture() {}

    static boolean isProse(String cell) {
        return PROSE_CELL.matcher(cell).find();
    }

    /** Whether most of a table is numbers and names, and not prose. */
    static boolean isData(List<String> cells) {
        int all = cells.stream().mapToInt(String::length).sum();
        int prose = cells.stream()
                .filter(Furniture::isProse)
                .mapToInt(String::length)
                .sum();
        return cells.size() >= 4 && prose * 2 < all;
    }

    static boolean isHeaderEnd(String line) {
        Matcher marker = MARKER.matcher(line);
        return marker.matches() && marker.group(1).equalsIgnoreCase("start");
    }

    static boolean isFooterStart(String line) {
        Matcher marker = MARKER.matcher(line);
        return marker.matches() && marker.group(1).equalsIgnoreCase("end");
    }

    static @Nullable String title(String line) {
        Matcher title = TITLE.matcher(line);
        return title.matches() ? title.group(1).strip() : null;
    }

    /** Chapter numbers, rules, page numbers, lines with dot leaders, a digitiser's credits. */
    static boolean isFurniture(String paragraph) {
        return paragraph.codePoints().noneMatch(Character::isLetter)
                || (paragraph.length() <= LONGEST_NUMBER
                        && NUMBER_ONLY.matcher(paragraph).matches())
                || hasLeaders(paragraph)
                || CREDIT.matcher(paragraph).matches();
    }

    /** Whether a line ends in dot leaders and a page number; looked at from its end, since the line may be long. */
    private static boolean hasLeaders(String line) {
        int end = back(line, line.length(), Character::isWhitespace);
        int number = back(line, end, c -> c >= '0' && c <= '9');
        number = number == end ? back(line, end, c -> ROMAN.indexOf(c) >= 0) : number;
        int gap = back(line, number, Character::isWhitespace);
        return number < end && LEADERS.stream().anyMatch(leader -> line.startsWith(leader, gap - leader.length()));
    }

    /** Where the characters of a kind begin that end at a place. */
    private static int back(String text, int end, IntPredicate kind) {
        int at = end;
        while (at > 0 && kind.test(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** A footnote's text without the mark that a digitiser put before it. */
    static String withoutNoteMark(String paragraph) {
        return NOTE_MARK.matcher(paragraph).replaceFirst("");
    }

    /** A paragraph without the bullet of a list before it. */
    static String withoutBullet(String paragraph) {
        boolean bullet = paragraph.length() > 2
                && BULLETS.indexOf(paragraph.charAt(0)) >= 0
                && Character.isWhitespace(paragraph.charAt(1));
        return bullet ? paragraph.substring(2).stripLeading() : paragraph;
    }

    static boolean opensIndex(String paragraph) {
        return paragraph.length() <= LONGEST_TITLE && INDEX.matcher(paragraph).matches();
    }

    static boolean opensContents(String paragraph) {
        return paragraph.length() <= LONGEST_TITLE
                && CONTENTS.matcher(paragraph).matches();
    }
}
