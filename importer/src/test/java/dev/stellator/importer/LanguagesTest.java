package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts in languages of other scripts, written for this, with the thoughts and the tokens that a reader of the language
 * expects: the text, then each thought after its language, then a line of tokens for each thought.
 */
class LanguagesTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/stellator/importer/languages");

    @TempDir
    private Path folder = Path.of("set by JUnit");

    static Stream<String> texts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldGiveTheThoughtsAndTokensThatAReaderExpects(String name) throws IOException {
        List<List<String>> parts = parts(Files.readAllLines(FOLDER.resolve(name)));
        Files.write(folder.resolve(name), parts.get(0));
        InMemoryCorpusGraph graph = new InMemoryCorpusGraph();
        new Importer(graph, new HashEmbedder(), ImportSettings.of("languages")).run(folder, Progress.SILENT);
        List<NewThought> thoughts = graph.documents.values().stream()
                .flatMap(document -> graph.thoughtsOf(document.id()).stream())
                .sorted(Comparator.comparingInt(NewThought::position))
                .toList();
        assertThat(thoughts.stream().map(thought -> thought.language() + " " + thought.text()))
                .containsExactlyElementsOf(parts.get(1));
        assertThat(thoughts.stream().map(thought -> thought.mentions().stream()
                        .map(Mention::surface)
                        .collect(Collectors.joining(" "))))
                .containsExactlyElementsOf(parts.get(2));
    }

    private static List<List<String>> parts(List<String> lines) {
        List<List<String>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        for (String line : lines) {
            if (line.equals("---")) {
                parts.add(new ArrayList<>());
            } else {
                parts.get(parts.size() - 1).add(line);
            }
        }
        return parts;
    }
}
