package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.importer.internal.analyse.Language;
import dev.stellator.importer.internal.analyse.Mentions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The corpus that ships with the project, imported whole. */
class SamplesTest {
    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();

    @Test
    void shouldImportAllSamplesButTheReadme() {
        ImportSummary summary = new Importer(graph, new HashEmbedder(), ImportSettings.of("samples"))
                .run(Path.of("..", "samples"), Progress.SILENT);
        assertThat(summary.imported()).isEqualTo(14);
        assertThat(summary.refused()).containsOnlyKeys("README.md");
        assertThat(summary.words()).isGreaterThan(9_000);
        assertThat(summary.thoughtsByLanguage().keySet()).containsExactlyInAnyOrder("en", "ru");
        assertThat(graph.documents.values())
                .filteredOn(d -> d.language().equals("en"))
                .hasSize(8);
        assertThat(graph.documents.values())
                .filteredOn(d -> d.language().equals("ru"))
                .hasSize(6);
        assertThat(documentsThatMention(Language.ENGLISH, "contradiction")).isGreaterThanOrEqualTo(2);
        assertThat(documentsThatMention(Language.ENGLISH, "theory")).isGreaterThanOrEqualTo(4);
        assertThat(documentsThatMention(Language.RUSSIAN, "противореч")).isGreaterThanOrEqualTo(2);
        assertThat(documentsThatMention(Language.RUSSIAN, "теор")).isGreaterThanOrEqualTo(2);
    }

    private long documentsThatMention(Language language, String stem) {
        String id = Mentions.tokenId(language, stem);
        return graph.documents.values().stream()
                .map(Document::id)
                .filter(document -> graph.thoughtsOf(document).stream()
                        .flatMap(thought -> thought.mentions().stream())
                        .anyMatch(mention -> mention.tokenId().equals(id)))
                .count();
    }
}
