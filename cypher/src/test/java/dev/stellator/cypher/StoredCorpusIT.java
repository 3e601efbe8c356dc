package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredCorpusIT {
    private static final String[] REASON = {
        "pure reason meets antinomy", "Reason seeks totality", "antinomy troubles pure reason", "reason seeks antinomy"
    };
    private static final String[] SENSE = {"sense gives intuition", "intuition without concept", "Sense gives concept"};

    private GraphStore store;
    private CorpusGraph corpus;

    StoredCorpusIT() {
        store = TestStore.empty();
        corpus = store.corpus();
    }

    @BeforeEach
    void openCorpus() {
        corpus.open("kant", Samples.EMBEDDER, Samples.DIMENSIONS);
    }

    @Test
    void shouldGiveBackThoughtsAsTheyWereStored() {
        Samples.store(corpus, "file:a", REASON);
        List<Thought> all = new ArrayList<>();
        store.thoughts().forEach(all::add);
        assertThat(all).extracting(Thought::text).containsExactlyInAnyOrder(REASON);
        assertThat(all).extracting(Thought::id).isSorted();
        for (Thought thought : all) {
            assertThat(thought.embedding()).containsExactly(Samples.vector(thought.text(), Samples.DIMENSIONS));
            assertThat(thought.text()).isEqualTo(REASON[thought.position()]);
        }
        assertThat(store.thoughts().count()).isEqualTo(4);
        assertThat(store.thoughts().byId(List.of(all.get(0).id(), "unknown")))
                .containsOnlyKeys(all.get(0).id());
    }

    @Test
    void shouldKnowWhatAThoughtIsAndTakeOlderGraphsForSentences() {
        assertThat(corpus.unit()).isNull();
        Samples.store(corpus, "file:a", REASON);
        assertThat(corpus.unit()).isEqualTo(ThoughtUnit.SENTENCE);
        corpus.cutInto(ThoughtUnit.RECORD);
        assertThat(corpus.unit()).isEqualTo(ThoughtUnit.RECORD);
    }

    @Test
    void shouldFindTheNearestThoughtByVector() {
        Samples.store(corpus, "file:a", REASON);
        var nearest = store.thoughts().nearest(Samples.vector(REASON[2], Samples.DIMENSIONS), 2);
        assertThat(nearest).hasSize(2);
        assertThat(nearest.get(0).thought().text()).isEqualTo(REASON[2]);
        assertThat(nearest.get(0).similarity()).isCloseTo(1, within(1e-3));
    }

    @Test
    void shouldChangeNothingWhenTheSameIsImportedTwice() {
        Samples.store(corpus, "file:a", REASON);
        corpus.derive(Progress.SILENT);
        List<String> once = TestStore.contents(store);
        Samples.store(corpus, "file:a", REASON);
        corpus.derive(Progress.SILENT);
        assertThat(TestStore.contents(store)).isEqualTo(once);
    }

    @Test
    void shouldStoreThoughtsOnceThatAreHandedOverTwice() {
        var document = Samples.document("file:a", String.join(" ", REASON));
        var thoughts = Samples.thoughts(REASON);
        corpus.begin(document);
        corpus.append(document.id(), thoughts.subList(0, 2));
        corpus.append(document.id(), thoughts.subList(2, 4));
        corpus.finish(document.id());
        List<String> once = TestStore.contents(store);

        TestStore.empty();
        openCorpus();
        corpus.begin(document);
        corpus.append(document.id(), thoughts.subList(0, 2));
        corpus.append(document.id(), thoughts.subList(2, 4));
        corpus.append(document.id(), thoughts.subList(2, 4));
        corpus.finish(document.id());
        assertThat(TestStore.contents(store)).isEqualTo(once).hasSizeGreaterThan(7);
    }

    @Test
    void shouldDeriveTheSameInWhateverOrderDocumentsCome() {
        Samples.store(corpus, "file:a", REASON);
        corpus.derive(Progress.SILENT);
        Samples.store(corpus, "file:b", SENSE);
        corpus.derive(Progress.SILENT);
        List<String> oneByOne = TestStore.contents(store);

        TestStore.empty();
        openCorpus();
        Samples.store(corpus, "file:b", SENSE);
        Samples.store(corpus, "file:a", REASON);
        corpus.derive(Progress.SILENT);
        assertThat(TestStore.contents(store)).isEqualTo(oneByOne);
    }

    @Test
    void shouldDeriveFrequenciesFormsWeightsAndTransitions() {
        Samples.store(corpus, "file:a", REASON);
        Samples.store(corpus, "file:b", SENSE);
        corpus.derive(Progress.SILENT);
        Token reason = store.transitions().find("REASON").get(0);
        assertThat(reason).isEqualTo(new Token(Samples.tokenId("reason"), "reason", "en", 4));
        var weights = TestStore.rows(
                store,
                "MATCH (:Token {id: $id})<-[m:MENTIONS]-() RETURN DISTINCT m.weight",
                Map.of("id", Samples.tokenId("antinomy")));
        assertThat((double) weights.get(0).get(0)).isCloseTo(Math.log(1 + 7.0 / 3), within(1e-9));
        var transitions = TestStore.rows(
                store,
                "MATCH (a)-[r:LEADS_TO]->(b) RETURN a.text, b.text, r.count, r.npmi, r.cost, r.embedding",
                Map.of());
        assertThat(transitions).isNotEmpty().allSatisfy(row -> {
            assertThat((double) row.get(3)).isBetween(0.0, 1.0);
            assertThat((double) row.get(4)).isNotNegative();
            assertThat((List<?>) row.get(5)).hasSize(Samples.DIMENSIONS);
        });
        Map<Object, Double> leaving = new HashMap<>();
        transitions.forEach(
                row -> leaving.merge(String.valueOf(row.get(0)), Math.exp(-(double) row.get(4)), Double::sum));
        assertThat(leaving.values()).allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(1e-9)));
    }

    @Test
    void shouldDoNothingWhenNothingWasImportedSinceTheLastDerivation() {
        Samples.store(corpus, "file:a", REASON);
        corpus.derive(Progress.SILENT);
        List<String> stages = new ArrayList<>();
        corpus.derive(new Recorder(stages));
        assertThat(stages).isEmpty();
        Samples.store(corpus, "file:b", SENSE);
        corpus.derive(new Recorder(stages));
        assertThat(stages).contains("transitions");
    }

    @Test
    void shouldReplaceAnEarlierDocumentOfTheSameUriAndDropWhatStoodOnlyThere() {
        Samples.store(corpus, "file:a", REASON);
        Samples.store(corpus, "file:b", REASON[0], SENSE[0]);
        Samples.store(corpus, "file:a", SENSE);
        corpus.derive(Progress.SILENT);
        List<String> texts = new ArrayList<>();
        store.thoughts().forEach(thought -> texts.add(thought.text()));
        assertThat(texts).containsExactlyInAnyOrder(REASON[0], SENSE[0], SENSE[1], SENSE[2]);
        assertThat(store.transitions().find("totality")).isEmpty();
        assertThat(corpus.counts().documents()).isEqualTo(2);
    }

    @Test
    void shouldDropAllThatStoodOnlyInADocumentHoweverManyStandElsewhereToo() {
        String[] shared = IntStream.range(0, 1_200).mapToObj(i -> "shared" + i).toArray(String[]::new);
        String[] own = IntStream.range(0, 1_300).mapToObj(i -> "own" + i).toArray(String[]::new);
        Samples.store(corpus, "file:b", shared);
        Samples.store(
                corpus,
                "file:a",
                Stream.of(shared, own, shared).flatMap(Stream::of).toArray(String[]::new));
        assertThat(store.thoughts().count()).isEqualTo(2_500);
        Samples.store(corpus, "file:a", SENSE);
        assertThat(store.thoughts().count()).isEqualTo(1_203);
        assertThat(corpus.counts().thoughts()).isEqualTo(1_203);
    }

    @Test
    void shouldKeepATokenThatAPathStepsOnButNotItsTransitions() {
        Samples.store(corpus, "file:a", REASON);
        Samples.store(corpus, "file:b", SENSE);
        corpus.derive(Progress.SILENT);
        Token pure = store.transitions().find("pure").get(0);
        store.paths().save(new StoredPath("p", "b", 0, "", List.of(new Step(pure, 0, null))));
        Samples.store(corpus, "file:a", SENSE[0]);
        corpus.derive(Progress.SILENT);
        assertThat(store.paths().path("p")).isNotNull().satisfies(path -> assertThat(path.steps())
                .extracting(step -> step.token().text())
                .containsExactly("pure"));
        assertThat(TestStore.rows(store, "MATCH (:Token {id: $id})-[r:LEADS_TO]-() RETURN r", Map.of("id", pure.id())))
                .isEmpty();
        assertThat(store.transitions().find("totality")).isEmpty();
    }

    @Test
    void shouldNotShowADocumentBeforeItIsFinished() {
        var document = Samples.document("file:a", "half");
        corpus.begin(document);
        corpus.append(document.id(), Samples.thoughts(REASON));
        assertThat(corpus.contains(document.id())).isFalse();
        assertThat(store.thoughts().count()).isZero();
        corpus.finish(document.id());
        assertThat(corpus.contains(document.id())).isTrue();
        assertThat(store.thoughts().count()).isEqualTo(4);
    }

    @Test
    void shouldKeepQuotesAndCypherInTextAsText() {
        String text = "x'}) DETACH DELETE n // \"`; ` \\ $id {a: 1}";
        Samples.store(corpus, "file:'\"`\\", text);
        corpus.derive(Progress.SILENT);
        List<Thought> all = new ArrayList<>();
        store.thoughts().forEach(all::add);
        assertThat(all).extracting(Thought::text).containsExactly(text);
        assertThat(store.transitions().find("delete")).extracting(Token::text).containsExactly("DELETE");
        assertThat(store.transitions().similar("delet AND \"( OR :*", 3))
                .extracting(Token::text)
                .contains("DELETE");
    }

    @Test
    void shouldRefuseVectorsOfAnotherEmbedder() {
        assertThatThrownBy(() -> corpus.open("other", "another-embedder", Samples.DIMENSIONS))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining(Samples.EMBEDDER)
                .hasMessageContaining("another-embedder");
    }

    @Test
    void shouldNameTokensThatNeedAnEmbedding() {
        Samples.store(corpus, "file:a", SENSE);
        corpus.derive(Progress.SILENT);
        List<Token> without = corpus.tokensWithoutEmbedding(100);
        assertThat(without).extracting(Token::text).contains("intuition", "concept");
        Map<String, float[]> embeddings = new HashMap<>();
        without.forEach(token -> embeddings.put(token.id(), Samples.vector(token.text(), Samples.DIMENSIONS)));
        corpus.setTokenEmbeddings(embeddings);
        assertThat(corpus.tokensWithoutEmbedding(100)).isEmpty();
    }

    private record Recorder(List<String> stages) implements Progress {
        @Override
        public void begin(String stage, long total) {
            stages.add(stage);
        }

        @Override
        public void advance(long steps) {}

        @Override
        public void end() {}
    }
}
