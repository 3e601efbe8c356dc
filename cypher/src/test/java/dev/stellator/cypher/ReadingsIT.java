package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import dev.stellator.engine.graph.CorpusGraph.WholeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One text in several documents that read it differently: the graph does not tell in which order they came. */
class ReadingsIT {
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    private static final String[] SHARED = {"pure reason meets antinomy", "reason seeks totality"};

    private final GraphStore store = TestStore.empty();
    private final CorpusGraph corpus = store.corpus();

    /** The first reads words, the second finds a collocation, the third takes the text for German. */
    private final List<WholeDocument> documents =
            IntStream.range(0, 3).mapToObj(ReadingsIT::document).toList();

    private static WholeDocument document(int number) {
        String own = "own thought " + number;
        List<NewThought> thoughts = new ArrayList<>(Samples.thoughts(SHARED[0], SHARED[1], own));
        if (number > 0) {
            thoughts.set(0, reread(thoughts.get(0), number));
        }
        return new WholeDocument(Samples.document("file:" + number, number + own), thoughts);
    }

    private static NewThought reread(NewThought thought, int number) {
        String language = number == 1 ? "en" : "de";
        List<Mention> mentions = number == 1
                ? List.of(mention("pure reason", "pure reason", language), mention("antinomy", "antinomy", language))
                : List.of(mention("antinomi", "antinomy", language));
        return new NewThought(
                thought.id(), thought.position(), thought.text(), language, thought.embedding(), mentions);
    }

    private static Mention mention(String normalised, String surface, String language) {
        String id = dev.stellator.engine.Hashes.sha256(language + "\n" + normalised.toLowerCase(Locale.ROOT));
        return new Mention(id, normalised, surface, language, List.of(0));
    }

    private void fresh() {
        TestStore.empty();
        corpus.open("kant", Samples.EMBEDDER, Samples.DIMENSIONS);
    }

    private void stream(WholeDocument whole) {
        corpus.begin(whole.document());
        for (NewThought thought : whole.thoughts()) {
            corpus.append(whole.document().id(), List.of(thought));
        }
        corpus.finish(whole.document().id());
    }

    private List<String> contents() {
        corpus.derive(Progress.SILENT);
        return TestStore.contents(store);
    }

    private List<String> atOnce(List<WholeDocument> some) {
        fresh();
        corpus.store(some);
        return contents();
    }

    @Test
    void shouldBeTheSameOneByOneInEveryOrderAsAllAtOnce() {
        List<String> atOnce = atOnce(documents);
        assertThat(String.join("\n", atOnce)).contains("reading=");
        for (int[] order : ORDERS) {
            fresh();
            for (int number : order) {
                corpus.store(List.of(documents.get(number)));
                corpus.derive(Progress.SILENT);
            }
            assertThat(contents()).isEqualTo(atOnce);
            fresh();
            for (int number : order) {
                stream(documents.get(number));
            }
            assertThat(contents()).isEqualTo(atOnce);
        }
    }

    @Test
    void shouldFindTheFirstDocumentInGraphsThatDoNotNameIt() {
        List<String> atOnce = withoutFirsts(atOnce(documents));
        for (int[] order : ORDERS) {
            fresh();
            for (int number : order) {
                corpus.store(List.of(documents.get(number)));
                TestStore.rows(store, "MATCH (t:Thought) REMOVE t.readIn", Map.of());
            }
            assertThat(withoutFirsts(contents())).isEqualTo(atOnce);
        }
    }

    private static List<String> withoutFirsts(List<String> contents) {
        return contents.stream()
                .map(line -> line.replaceAll(", readIn=\\w+", ""))
                .toList();
    }

    @Test
    void shouldForgetADocumentThatIsGoneWhateverItSaid() {
        for (int gone = 0; gone < 3; gone++) {
            List<WholeDocument> rest = new ArrayList<>(documents);
            rest.remove(gone);
            List<String> without = atOnce(rest);
            fresh();
            corpus.store(documents);
            corpus.leave(List.of("file:" + gone));
            assertThat(contents()).isEqualTo(without);
        }
    }
}
