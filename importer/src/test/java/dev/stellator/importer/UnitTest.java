package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.ThoughtUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitTest {
    private static final String ROWS =
            """
            text,intent
            "Where is my card? It was sent two weeks ago.",arrival
            "My card is lost.",lost
            "I cannot pay abroad. The terminal says declined. What can I do?",declined
            """;
    private static final String TEXT =
            """
            The river does not know that it is on the map. It only knows the stones it runs over.

            Whoever draws the map has never been wet. The map is dry all the same.
            """;

    @TempDir
    Path folder;

    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();

    private ImportSummary imported(String name, String text, @Nullable ThoughtUnit unit) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return new Importer(graph, new HashEmbedder(), ImportSettings.of("test").withUnit(unit))
                .run(folder.resolve(name), Progress.SILENT);
    }

    @Test
    void shouldTakeShortRowsOfATableWhole() throws IOException {
        ImportSummary summary = imported("rows.csv", ROWS, null);
        assertThat(summary.unit()).isEqualTo("record");
        assertThat(summary.unitReason()).isEqualTo("the median row has 2 sentences");
        assertThat(graph.texts())
                .containsExactlyInAnyOrder(
                        "Where is my card? It was sent two weeks ago.",
                        "My card is lost.",
                        "I cannot pay abroad. The terminal says declined. What can I do?");
    }

    @Test
    void shouldCutLongRowsAndDocumentsIntoSentences() throws IOException {
        String longRow = "\"One river runs here. Two rivers run there. Three rivers run away. No river stays.\"\n";
        ImportSummary summary = imported("rows.csv", "text\n" + longRow, null);
        assertThat(summary.unit()).isEqualTo("sentence");
        assertThat(graph.texts()).hasSize(4);
        assertThat(imported("text.txt", TEXT, null).unitReason()).isEqualTo("as in the graph");
    }

    @Test
    void shouldLeaveParagraphsWhole() throws IOException {
        imported("text.txt", TEXT, ThoughtUnit.PARAGRAPH);
        assertThat(graph.texts())
                .containsExactlyInAnyOrder(
                        "The river does not know that it is on the map. It only knows the stones it runs over.",
                        "Whoever draws the map has never been wet. The map is dry all the same.");
    }

    @Test
    void shouldRefuseAnotherUnitThanTheGraphs() throws IOException {
        imported("text.txt", TEXT, ThoughtUnit.SENTENCE);
        assertThatThrownBy(() -> imported("rows.csv", ROWS, ThoughtUnit.RECORD))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("the graph's thoughts are sentences")
                .hasMessageContaining("into another graph");
        assertThat(imported("rows.csv", ROWS, null).unit()).isEqualTo("sentence");
    }

    @Test
    void shouldCutWhatIsProbedAsTheCorpusWasCut() throws IOException {
        String row = "I cannot pay abroad. The terminal says declined. What can I do?";
        assertThat(new ThoughtCutter(ThoughtUnit.RECORD).cut(row)).containsExactly(row);
        assertThat(new ThoughtCutter(ThoughtUnit.SENTENCE).cut(row))
                .containsExactly("I cannot pay abroad.", "The terminal says declined.", "What can I do?");
        assertThat(new ThoughtCutter(ThoughtUnit.PARAGRAPH).cut(TEXT)).hasSize(2);
        for (ThoughtUnit unit : ThoughtUnit.values()) {
            InMemoryCorpusGraph one = new InMemoryCorpusGraph();
            Files.writeString(folder.resolve("one.txt"), TEXT);
            new Importer(one, new HashEmbedder(), ImportSettings.of("test").withUnit(unit))
                    .run(folder.resolve("one.txt"), Progress.SILENT);
            List<String> cut = new ThoughtCutter(unit).cut(TEXT);
            if (unit != ThoughtUnit.RECORD) { // a text that is asked is one record, a file of lines holds several
                assertThat(one.texts()).containsExactlyInAnyOrderElementsOf(cut);
            }
        }
    }

    @Test
    void shouldPackWhatIsTooLongToBeRead() {
        String sentence = "The river does not know that it is on the map, nor how deep it is. ";
        List<String> cut = new ThoughtCutter(ThoughtUnit.RECORD).cut(sentence.repeat(40));
        assertThat(cut).hasSizeBetween(3, 4).allSatisfy(part -> assertThat(part.length())
                .isLessThanOrEqualTo(ThoughtLimits.WHOLE.maxCharacters()));
        assertThat(String.join(" ", cut)).isEqualTo(sentence.repeat(40).strip());
    }
}
