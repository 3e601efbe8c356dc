package dev.stellator.importer.internal.repair;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The characters that make nearly all of Chinese, Japanese and Korean text: those that the national standards put first
 * (GB 2312 and JIS X 0208, level 1; Big5, level 1; the syllables of KS X 1001). What is read in a wrong encoding is full of
 * others.
 */
final class EastAsian {
    private static final double COMMON = -7;
    private static final double SYLLABLE = -6;
    private static final double RARE = -14;
    private static final double KANA = -5.5;
    private static final double KANA_IN_CHINESE = -12;
    private static final char FIRST_HAN = '\u4E00';
    private static final char LAST_HAN = '\u9FFF';
    private static final char FIRST_SYLLABLE = '\uAC00';
    private static final char LAST_SYLLABLE = '\uD7A3';

    /** Japanese first. */
    private static final List<BitSet> HAN = List.of(
            level("EUC-JP", FIRST_HAN, LAST_HAN, 0xB0, 0xCF),
            level("GB2312", FIRST_HAN, LAST_HAN, 0xB0, 0xD7),
            level("Big5", FIRST_HAN, LAST_HAN, 0xA4, 0xC6));

    private static final BitSet SYLLABLES = level("EUC-KR", FIRST_SYLLABLE, LAST_SYLLABLE, 0xB0, 0xC8);

    private EastAsian() {}

    /** Characters whose first of two bytes lies in a range. */
    private static BitSet level(String charset, char from, char to, int firstLead, int lastLead) {
        BitSet found = new BitSet();
        if (Charset.isSupported(charset)) {
            for (int c = from; c <= to; c++) {
                byte[] bytes = String.valueOf((char) c).getBytes(Charset.forName(charset));
                int lead = bytes[0] & 0xFF;
                found.set(c, bytes.length == 2 && lead >= firstLead && lead <= lastLead);
            }
        }
        return found;
    }

    static boolean isSyllable(char c) {
        return c >= FIRST_SYLLABLE && c <= LAST_SYLLABLE;
    }

    static double syllable(char c) {
        return SYLLABLES.get(c) ? SYLLABLE : RARE;
    }

    /** The sum over characters of Chinese or Japanese, in the standard that fits them best. */
    static double han(List<Character> characters) {
        List<Double> sums = new ArrayList<>();
        for (int i = 0; i < HAN.size(); i++) {
            BitSet common = HAN.get(i);
            boolean japanese = i == 0;
            double sum = 0;
            for (char c : characters) {
                boolean kana = c >= '\u3041' && c <= '\u30FF';
                sum += kana ? (japanese ? KANA : KANA_IN_CHINESE) : common.get(c) ? COMMON : RARE;
            }
            sums.add(sum);
        }
        return sums.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
