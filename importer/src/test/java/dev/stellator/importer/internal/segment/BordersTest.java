package dev.stellator.importer.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sentences marked by hand, 75 in each language, chosen hard: abbreviations, initials, dialogue, quotations, lists,
 * headings, verse. Only borders inside of a paragraph count; its end is no merit.
 */
class BordersTest {
    private static final double F1 = 0.97;

    private final SentenceSplitter splitter = new SentenceSplitter();

    @ParameterizedTest
    @ValueSource(strings = {"borders-en.txt", "borders-ru.txt"})
    void shouldFindTheBordersOfSentencesMarkedByHand(String name) throws IOException {
        int right = 0;
        int found = 0;
        int marked = 0;
        int sentences = 0;
        List<String> missed = new ArrayList<>();
        for (String line : lines(name)) {
            List<String> expected =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            List<String> split = splitter.split(String.join(" ", expected));
            Set<Integer> borders = borders(split);
            Set<Integer> truth = borders(expected);
            sentences += expected.size();
            found += borders.size();
            marked += truth.size();
            if (!borders.equals(truth)) {
                missed.add(split.toString());
            }
            borders.retainAll(truth);
            right += borders.size();
        }
        assertThat(sentences).isEqualTo(75);
        assertThat(2.0 * right / (found + marked)).as("F1; wrong: " + missed).isGreaterThanOrEqualTo(F1);
    }

    /** How many letters stand before each border, white space left out. */
    private static Set<Integer> borders(List<String> sentences) {
        Set<Integer> borders = new HashSet<>();
        int letters = 0;
        for (String sentence : sentences.subList(0, sentences.size() - 1)) {
            letters += sentence.replaceAll("\\s+", "").length();
            borders.add(letters);
        }
        return borders;
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(BordersTest.class.getResourceAsStream(name));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        }
    }
}
