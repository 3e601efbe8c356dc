package dev.stellator.importer.internal.read;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Phrases that programs and pages say in many languages, one a line of a file beside this class; an asterisk at the end of one
 * stands for what follows it.
 */
final class PhraseList {
    /** Characters of a block that is such a phrase, or begins with one, at most. */
    private static final int LONGEST = 160;

    /** What may stand beside a whole phrase: numbers, brackets, stops. */
    private static final Pattern BESIDE = Pattern.compile("[\\p{P}\\p{S}\\p{N}\\s&&[^'’©-]]++");

    private static final String STOPS = ":：.!… ";

    private final Set<String> whole;
    private final List<String> beginnings;

    private PhraseList(List<String> lines) {
        Predicate<String> begins = line -> line.endsWith("*");
        beginnings = lines.stream()
                .filter(begins)
                .map(line -> line.substring(0, line.length() - 1).stripTrailing())
                .toList();
        whole = lines.stream().filter(begins.negate()).collect(Collectors.toUnmodifiableSet());
    }

    static PhraseList of(String file) {
        try (InputStream in = PhraseList.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no list " + file + " beside " + PhraseList.class.getName());
            }
            return new PhraseList(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(String::strip)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a text is one of the phrases, save a stop at its end. */
    boolean has(String text) {
        int end = text.length();
        while (end > 0 && (STOPS.indexOf(text.charAt(end - 1)) >= 0 || Character.isWhitespace(text.charAt(end - 1)))) {
            end--;
        }
        return end <= LONGEST && whole.contains(text.substring(0, end).strip().toLowerCase(Locale.ROOT));
    }

    /** Whether a short text is one of the phrases, with numbers and signs beside it, or begins with one. */
    boolean opens(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return whole.contains(BESIDE.matcher(lower).replaceAll(" ").strip())
                || has(lower)
                || beginnings.stream().anyMatch(lower::startsWith);
    }
}
