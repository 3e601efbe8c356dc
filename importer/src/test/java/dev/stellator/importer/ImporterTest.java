package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {
    private static final ImportSettings SETTINGS = new ImportSettings(
            "test", ThoughtLimits.DEFAULT, CollocationSettings.DEFAULT, 16, ReadSettings.DEFAULT, false, null, null);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();

    @Test
    void shouldImportAFolderAndNameWhatItLeavesOut() throws IOException {
        write("b/river.md", "# Rivers\n\nThe river does not know that it is on the map.\n");
        write("a.txt", "Река не знает, что она есть на карте. Карта об этом молчит.\n");
        write("copy of a.txt", "Река не знает, что она есть на карте. Карта об этом молчит.\n");
        write("README.md", "About this folder.");
        write("picture.png", "xx");
        write("empty.txt", "");
        write("blank.md", "```\ncode only\n```\n");
        write("broken.txt", "ab\0c");
        write(".hidden.txt", "The hidden file is not to be seen.");
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Files.createSymbolicLink(folder.resolve("gone.txt"), folder.resolve("nowhere.txt"));

        ImportSummary summary = importAll(graph);

        assertThat(summary.imported()).isEqualTo(2);
        assertThat(summary.duplicates()).containsEntry("copy of a.txt", "a.txt").hasSize(1);
        assertThat(summary.refused())
                .hasSize(7)
                .containsEntry("picture.png", "format not supported yet")
                .containsEntry("empty.txt", "empty file")
                .containsEntry("blank.md", "no text in it")
                .containsEntry("broken.txt", "binary content, not text: NUL at byte 2")
                .containsEntry("gone.txt", "symbolic link to nowhere")
                .hasEntrySatisfying("loop", reason -> assertThat(reason).contains("leads back"))
                .hasEntrySatisfying("README.md", reason -> assertThat(reason).contains("a README"));
        assertThat(summary.documentsByFormat())
                .containsEntry("text", 1L)
                .containsEntry("markdown", 1L)
                .hasSize(2);
        assertThat(summary.thoughtsByLanguage()).containsEntry("en", 1L).containsEntry("ru", 2L);
        assertThat(summary.tokens()).isPositive().isEqualTo(graph.tokenEmbeddings.size());
        assertThat(graph.documents.values())
                .extracting(Document::uri, Document::title, Document::language)
                .containsExactlyInAnyOrder(tuple("a.txt", "a", "ru"), tuple("b/river.md", "Rivers", "en"));
    }

    @Test
    void shouldImportASingleFileUnderItsName() throws IOException {
        write("readme.txt", "The river does not know that it is on the map.");
        new Importer(graph, new HashEmbedder(), SETTINGS).run(folder.resolve("readme.txt"), Progress.SILENT);
        assertThat(graph.documents.values()).extracting(Document::uri).containsExactly("readme.txt");
    }

    @Test
    void shouldChangeNothingTheSecondTime() throws IOException {
        writeBook("a.txt", 1, 100);
        importAll(graph);
        String before = graph.dump();
        int appends = graph.appends;
        ImportSummary again = importAll(graph);
        assertThat(again.imported()).isZero();
        assertThat(again.unchanged()).isEqualTo(1);
        assertThat(graph.dump()).isEqualTo(before);
        assertThat(graph.appends).isEqualTo(appends);
    }

    @Test
    void shouldReplaceADocumentThatChanged() throws IOException {
        write("a.txt", "The river does not know that it is on the map.");
        importAll(graph);
        write("a.txt", "The map does not know how deep the river is.");
        importAll(graph);
        assertThat(graph.texts()).containsExactly("The map does not know how deep the river is.");
    }

    @Test
    void shouldStopWhenInterruptedAndGoOnToTheSameGraph() throws Exception {
        for (int i = 0; i < 4; i++) {
            writeBook("book" + i + ".txt", i, 150);
        }
        InMemoryCorpusGraph whole = new InMemoryCorpusGraph();
        importAll(whole);

        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        InMemoryCorpusGraph interrupting = new InMemoryCorpusGraph() {
            @Override
            public synchronized void append(String documentId, List<NewThought> added) {
                super.append(documentId, added);
                if (appends == 15) {
                    Objects.requireNonNull(importing).interrupt();
                }
            }
        };
        Thread thread = new Thread(() -> {
            try {
                importAll(interrupting);
            } catch (RuntimeException e) {
                thrown.set(Thread.currentThread().isInterrupted() ? e : null);
            }
        });
        importing = thread;
        thread.start();
        thread.join(20_000);

        assertThat(thrown.get()).isInstanceOf(ImportInterruptedException.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("stellator-import"));
        assertThat(interrupting.finished).hasSizeLessThan(4);
        importAll(interrupting);
        assertThat(interrupting.dump()).isEqualTo(whole.dump());
    }

    private @Nullable Thread importing;

    @Test
    void shouldPassOnAFailureOfTheGraphWithAllThreadsEnded() throws IOException {
        writeBook("a.txt", 1, 200);
        InMemoryCorpusGraph failing = new InMemoryCorpusGraph() {
            @Override
            public synchronized void append(String documentId, List<NewThought> added) {
                throw new IllegalStateException("disk full");
            }
        };
        assertThatThrownBy(() -> importAll(failing)).hasMessage("disk full");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("stellator-import"));
    }

    @Test
    void shouldReportProgressThatAddsUpToAllBytes() throws IOException {
        writeBook("a.txt", 1, 120);
        writeBook("read twice.txt", 2, 21_000);
        write("b.txt", "ab\0c");
        List<String> stages = new ArrayList<>();
        long[] sums = new long[2];
        new Importer(graph, new HashEmbedder(), SETTINGS).run(folder, new Progress() {
            @Override
            public void begin(String stage, long total) {
                stages.add(stage);
                sums[0] = stage.equals("import") ? total : sums[0];
            }

            @Override
            public void advance(long steps) {
                sums[1] += stages.size() == 1 ? steps : 0;
            }

            @Override
            public void end() {}
        });
        assertThat(stages).startsWith("import");
        assertThat(sums[1])
                .isEqualTo(sums[0])
                .isEqualTo(Files.size(folder.resolve("a.txt"))
                        + Files.size(folder.resolve("read twice.txt"))
                        + Files.size(folder.resolve("b.txt")));
    }

    @Test
    void shouldSayWhatWasLookedForWhenThereIsNothing() throws IOException {
        assertThatThrownBy(() -> importAll(graph))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining(".markdown")
                .hasMessageContaining("no files");
        write("a.xyz", "xx");
        assertThatThrownBy(() -> importAll(graph)).hasMessageContaining("a.xyz: format not supported yet");
        write("b.txt", "ab\0c");
        assertThatThrownBy(() -> importAll(graph)).hasMessageContaining("b.txt: binary content");
        assertThatThrownBy(() -> new Importer(graph, new HashEmbedder(), SETTINGS)
                        .run(folder.resolve("nowhere"), Progress.SILENT))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void shouldNameAFileThatMayNotBeRead() throws IOException {
        write("a.txt", "The river does not know that it is on the map.");
        write("locked.txt", "The locked text does not want to be read.");
        Path locked = folder.resolve("locked.txt");
        assumeFalse(!locked.toFile().setReadable(false) || Files.isReadable(locked), "this user reads everything");
        assertThat(importAll(graph).refused()).containsEntry("locked.txt", "cannot be read: permission denied");
    }

    @Test
    void shouldPassOverAFolderThatIsNoPartOfTheCorpusHoweverItIsReached() throws IOException {
        write("a.txt", "The river does not know that it is on the map.");
        write("graph/store.txt", "What is kept here was written by the import itself.");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("graph"));

        ImportSummary summary = new Importer(graph, new HashEmbedder(), SETTINGS.except(folder.resolve("graph")))
                .run(folder, Progress.SILENT);

        assertThat(summary.imported()).isEqualTo(1);
        assertThat(summary.refused()).isEmpty();
    }

    private ImportSummary importAll(InMemoryCorpusGraph into) {
        return new Importer(into, new HashEmbedder(), SETTINGS).run(folder, Progress.SILENT);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private void writeBook(String name, int seed, int sentences) throws IOException {
        String[] subjects = {"The river", "A theory", "The lamp", "Our habit", "The old map"};
        String[] verbs = {"turns away from", "measures", "remembers", "contradicts", "meets"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(subjects[(i + seed) % 5] + " " + verbs[(i / 5) % 5] + " the pure light of day "
                    + "abcdefghij".charAt(i % 10) + (i % 7) + (i % 4 == 0 ? ".\n\n" : ". "));
        }
        write(name, text.toString());
    }
}
