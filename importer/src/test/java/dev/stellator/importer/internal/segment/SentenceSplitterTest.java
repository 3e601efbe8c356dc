package dev.stellator.importer.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SentenceSplitterTest {
    private final SentenceSplitter splitter = new SentenceSplitter();

    static Stream<String> cases() throws IOException {
        return Stream.concat(lines("sentences-en.txt"), lines("sentences-ru.txt"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldFindTheBordersOfHardSentences(String marked) {
        List<String> expected =
                Arrays.stream(marked.split("\\|", -1)).map(String::strip).toList();
        assertThat(splitter.split(String.join(" ", expected))).isEqualTo(expected);
    }

    private static Stream<String> lines(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SentenceSplitterTest.class.getResourceAsStream(name));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList().stream();
        }
    }
}
