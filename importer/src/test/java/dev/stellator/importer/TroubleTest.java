package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A corpus of trouble: small files of the kinds that importers of others lose, garble or refuse, each with the thoughts that
 * must come of it.
 *
 * <p>A case is a text: the name of the file, its encoding, its content or the parts of its archive; then the thoughts, a line
 * each, in order, with the language and the speaker before them; then words that the summary must say. {@code {repeat n x}} in
 * a content stands for {@code x} n times.
 */
class TroubleTest {
    private static final Pattern SECTION = Pattern.compile("(?m)^--- (\\w+)(?: (\\S+))?\\n");
    private static final Pattern HEAD = Pattern.compile("(?m)^(file|encoding): (.+)$");
    private static final Pattern REPEAT = Pattern.compile("(?s)\\{repeat (\\d+) ([^{}]+)\\}\\n?");

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();

    /** One file, and what must come of it. */
    record Case(String name, String file, byte[] content, List<String> thoughts, List<String> says) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/dev/stellator/importer/trouble"))) {
            return files.sorted().map(TroubleTest::read).toList().stream();
        }
    }

    private static Case read(Path path) {
        try {
            String text = Files.readString(path);
            Map<String, String> head = new LinkedHashMap<>();
            HEAD.matcher(text.substring(0, text.indexOf("---")))
                    .results()
                    .forEach(found -> head.put(found.group(1), found.group(2)));
            Map<String, byte[]> parts = new LinkedHashMap<>();
            Map<String, String> sections = new LinkedHashMap<>();
            Matcher section = SECTION.matcher(text);
            for (boolean more = section.find(); more; ) {
                String kind = section.group(1);
                String name = section.group(2);
                int begin = section.end();
                more = section.find();
                String body = text.substring(begin, more ? section.start() : text.length());
                if (kind.equals("part")) {
                    parts.put(name, body.stripTrailing().getBytes(StandardCharsets.UTF_8));
                } else {
                    sections.put(kind, body);
                }
            }
            Charset charset = Charset.forName(Objects.requireNonNull(head.get("encoding")));
            String content = REPEAT.matcher(sections.getOrDefault("content", ""))
                    .replaceAll(found -> Matcher.quoteReplacement(
                            (found.group(2) + (found.group(2).indexOf(' ') > 0 ? "\n" : ""))
                                    .repeat(Integer.parseInt(found.group(1)))));
            return new Case(
                    String.valueOf(path.getFileName()),
                    Objects.requireNonNull(head.get("file")),
                    parts.isEmpty() ? content.getBytes(charset) : GeneratedDocuments.zip(parts),
                    sections.getOrDefault("thoughts", "").lines().toList(),
                    sections.getOrDefault("says", "").lines().toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldReadWhatTheFileSaysAndNothingElse(Case trouble) throws IOException {
        Files.write(folder.resolve(trouble.file()), trouble.content());
        List<String> said = new ArrayList<>();
        try {
            ImportSummary summary =
                    new Importer(graph, new HashEmbedder(), ImportSettings.of("trouble")).run(folder, Progress.SILENT);
            said.addAll(summary.refused().values());
            said.addAll(summary.remarks().values());
            assertThat(summary.unaccounted()).isEmpty();
        } catch (InputRefusedException e) {
            said.add(e.getMessage());
        }
        assertThat(thoughts()).isEqualTo(trouble.thoughts());
        for (String words : trouble.says()) {
            assertThat(said).anySatisfy(line -> assertThat(line).contains(words));
        }
    }

    /** The thoughts of all documents in the order of their places; of many documents the first and the last ones. */
    private List<String> thoughts() {
        List<String> lines = new ArrayList<>();
        graph.documents.values().stream()
                .sorted(Comparator.comparing(Document::uri, Comparator.comparingInt(String::length))
                        .thenComparing(Document::uri))
                .forEach(document -> graph.thoughtsOf(document.id()).stream()
                        .sorted(Comparator.comparingInt(NewThought::position))
                        .forEach(thought -> lines.add(thought.language() + " "
                                + (thought.speaker() == null ? "" : "[" + thought.speaker() + "] ")
                                + thought.text())));
        return lines;
    }
}
