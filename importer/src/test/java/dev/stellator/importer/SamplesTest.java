package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import dev.stellator.importer.internal.analyse.Language;
import dev.stellator.importer.internal.analyse.Mentions;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The corpus that ships with the project, imported whole. */
class SamplesTest {
    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();

    @Test
    void shouldImportAllSamplesButTheReadme() {
        ImportSummary summary = new Importer(graph, new HashEmbedder(), ImportSettings.of("samples"))
                .run(Path.of("..", "samples"), Progress.SILENT);
        assertThat(summary.refused()).containsOnlyKeys("README.md");
        assertThat(summary.words()).isGreaterThan(24_000);
        assertThat(summary.thoughtsByLanguage().keySet()).containsExactlyInAnyOrder("en", "ru");
        assertThat(files()).hasSize(51);
        assertThat(filesThatMention("theory", "теор")).isGreaterThanOrEqualTo(7);
        assertThat(filesThatMention("river", "рек")).isGreaterThanOrEqualTo(7);
        assertThat(filesThatMention("bread", "хлеб")).isGreaterThanOrEqualTo(7);
        assertThat(filesThatMention("map", "карт")).isGreaterThanOrEqualTo(7);
        assertThat(filesThatMention("light", "свет")).isGreaterThanOrEqualTo(7);
    }

    /** Names of the files: rows of a table and messages of a mailbox are documents of their own. */
    private Set<String> files() {
        return graph.places.keySet().stream()
                .map(uri -> uri.replaceFirst("#.*", ""))
                .collect(Collectors.toSet());
    }

    private long filesThatMention(String english, String russian) {
        Set<String> ids =
                Set.of(Mentions.tokenId(Language.ENGLISH, english), Mentions.tokenId(Language.RUSSIAN, russian));
        return graph.documents.values().stream()
                .filter(document -> graph.thoughtsOf(document.id()).stream()
                        .flatMap(thought -> thought.mentions().stream())
                        .anyMatch(mention -> ids.contains(mention.tokenId())))
                .map(document -> document.uri().replaceFirst("#.*", ""))
                .distinct()
                .count();
    }
}
