package dev.stellator.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document in each format goes through the whole import. */
class FormatsTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();

    @Test
    void shouldReadTheProseOfEveryFormatAndNothingElse() throws IOException {
        Map<String, byte[]> files = GeneratedDocuments.all();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        ImportSummary summary = run(ReadSettings.DEFAULT, false);
        assertThat(summary.refused()).isEmpty();
        List<String> texts = graph.texts();
        assertThat(texts).noneMatch(text -> text.contains(GeneratedDocuments.FURNITURE));
        for (String format : List.of(
                "text",
                "markdown",
                "html",
                "pdf",
                "docx",
                "odt",
                "epub",
                "rtf",
                "mail",
                "mbox",
                "csv",
                "tsv",
                "jsonl",
                "chat",
                "transcript",
                "zip",
                "gzip")) {
            assertThat(texts).contains(GeneratedDocuments.first(format), GeneratedDocuments.second(format));
        }
        assertThat(texts).contains("Старая лампа снова горела.", "Никто не помнил, как перешли реку.");
        assertThat(summary.documentsByFormat().keySet())
                .contains(
                        "text", "markdown", "html", "pdf", "docx", "odt", "epub", "rtf", "mail", "mbox", "csv", "tsv");
        assertThat(summary.remarks()).containsEntry("cyrillic.txt", "read as windows-1251");
        assertThat(titles()).contains("A title of its own", "A page", "A book", "A question");
        assertThat(speakers()).contains("Anna", "Boris");
    }

    @Test
    void shouldChangeNothingTheSecondTimeInAnyFormat() throws IOException {
        for (Map.Entry<String, byte[]> file : GeneratedDocuments.all().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        run(ReadSettings.DEFAULT, false);
        String before = graph.dump();
        int appends = graph.appends;
        ImportSummary again = run(ReadSettings.DEFAULT, true);
        assertThat(again.imported()).isZero();
        assertThat(again.moved()).isZero();
        assertThat(again.pruned()).isZero();
        assertThat(graph.dump()).isEqualTo(before);
        assertThat(graph.appends).isEqualTo(appends);
    }

    @Test
    void shouldTakeCodeWhereItIsAskedFor() throws IOException {
        Files.write(
                folder.resolve("a.md"), "Some prose before it comes.\n\n```\nint xyzzy = 1;\n```\n".getBytes(UTF_8));
        run(ReadSettings.DEFAULT.withHeldLimit(1 << 20).withCode(true), false);
        assertThat(graph.texts()).contains("int xyzzy = 1;");
    }

    @Test
    void shouldReadRowsOfNestedLists() throws IOException {
        Files.writeString(
                folder.resolve("a.json"),
                "{\"train\": [[\"how far is the moon\", \"distance\"], [\"set an alarm\", \"alarm\"]]}");
        Files.writeString(folder.resolve("b.json"), "{\"alarms\": [\"set\", \"stop\"]}");
        ImportSummary summary = run(ReadSettings.DEFAULT.withHeldLimit(1 << 20).withTextColumn("0"), false);
        assertThat(graph.texts()).containsExactlyInAnyOrder("how far is the moon", "set an alarm");
        assertThat(graph.documents.values()).extracting(Document::uri).contains("a.json#train/1", "a.json#train/2");
        assertThat(summary.refused()).containsEntry("b.json", "no rows with the text column '0'");
    }

    @Test
    void shouldSayWhichColumnsThereAre() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "first,second\nThe one is here.,The other is there.\n");
        Files.writeString(folder.resolve("b.txt"), "The river does not know that it is on the map.");
        assertThat(run(ReadSettings.DEFAULT, false).refused()).hasEntrySatisfying("a.csv", reason -> assertThat(reason)
                .contains("--text-column")
                .contains("[first, second]"));
        run(ReadSettings.DEFAULT.withHeldLimit(1 << 20).withTextColumn("second"), false);
        assertThat(graph.texts()).contains("The other is there.").doesNotContain("The one is here.");
    }

    @Test
    void shouldStoreADocumentInTwoPlacesOnce() throws IOException {
        Files.write(folder.resolve("a.txt"), GeneratedDocuments.text("one"));
        Files.write(folder.resolve("b.txt"), GeneratedDocuments.text("one"));
        ImportSummary summary = run(ReadSettings.DEFAULT, false);
        assertThat(summary.imported()).isEqualTo(1);
        String id = graph.documents.keySet().iterator().next();
        assertThat(graph.placesOf(id)).containsExactly("a.txt", "b.txt");

        Files.delete(folder.resolve("a.txt"));
        assertThat(run(ReadSettings.DEFAULT, false).pruned()).isZero();
        assertThat(graph.placesOf(id)).containsExactly("a.txt", "b.txt");
        assertThat(run(ReadSettings.DEFAULT, true).pruned()).isEqualTo(1);
        assertThat(graph.placesOf(id)).containsExactly("b.txt");
        assertThat(graph.documents.get(id)).extracting(Document::uri).isEqualTo("b.txt");
    }

    @Test
    void shouldReplaceChangedRowsAndPruneRemovedOnes() throws IOException {
        Path rows = folder.resolve("a.csv");
        Files.writeString(rows, "text\nThe first row is here.\nThe second row is here.\nThe third row is here.\n");
        run(ReadSettings.DEFAULT, true);
        Files.writeString(rows, "text\nThe first row is here.\nThe second row has changed.\n");
        ImportSummary summary = run(ReadSettings.DEFAULT, true);
        assertThat(summary.imported()).isEqualTo(1);
        assertThat(summary.pruned()).isEqualTo(1);
        assertThat(graph.texts()).containsExactlyInAnyOrder("The first row is here.", "The second row has changed.");
    }

    @Test
    void shouldShowWhatItWouldDo() throws IOException {
        Files.write(folder.resolve("a.txt"), GeneratedDocuments.text("one"));
        ImportSummary preview = importer(ReadSettings.DEFAULT, false).preview(folder, Progress.SILENT);
        assertThat(preview.imported()).isEqualTo(1);
        assertThat(preview.thoughts()).isEqualTo(2);
        assertThat(graph.documents).isEmpty();
    }

    private ImportSummary run(ReadSettings read, boolean prune) {
        return importer(read, prune).run(folder, Progress.SILENT);
    }

    private Importer importer(ReadSettings read, boolean prune) {
        return new Importer(graph, new HashEmbedder(), ImportSettings.of("test", read, prune));
    }

    private List<String> titles() {
        return graph.documents.values().stream().map(Document::title).toList();
    }

    private Set<String> speakers() {
        return graph.thoughts.values().stream()
                .flatMap(List::stream)
                .map(NewThought::speaker)
                .filter(java.util.Objects::nonNull)
                .collect(java.util.stream.Collectors.toSet());
    }
}
