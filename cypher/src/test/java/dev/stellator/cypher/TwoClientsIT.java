package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.graph.CorpusGraph;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two clients of one graph at once. */
class TwoClientsIT {
    private static final String[] LONG = {"pure reason meets antinomy", "reason seeks totality", "sense gives concept"};
    private static final String[] OTHER = {"intuition without concept", "reason seeks totality"};

    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final CorpusGraph.Document document = Samples.document("file:a", String.join("\n", LONG));
    private GraphStore store;
    private GraphStore one;
    private GraphStore two;

    TwoClientsIT() {
        store = TestStore.empty();
        one = client();
        two = client();
    }

    private GraphStore client() {
        EmbeddedNeo4j embedded = store.embeddedDatabase();
        GraphStore client = GraphStore.server(
                ServerAddress.of(URI.create(embedded.uri()), Login.USER),
                embedded.password().toCharArray(),
                notes::add);
        client.corpus().open("kant", Samples.EMBEDDER, Samples.DIMENSIONS);
        return client;
    }

    @BeforeEach
    void noLeases() {
        TestStore.rows(store, "MATCH (l:Lease) DELETE l", Map.of());
    }

    @AfterEach
    void closeClients() {
        one.close();
        two.close();
        TestStore.rows(store, "MATCH (l:Lease) DELETE l", Map.of());
    }

    private List<String> undisturbed() {
        store = TestStore.empty();
        store.corpus().open("kant", Samples.EMBEDDER, Samples.DIMENSIONS);
        Samples.store(store.corpus(), "file:a", LONG);
        Samples.store(store.corpus(), "file:b", OTHER);
        store.corpus().derive(Progress.SILENT);
        return TestStore.contents(store);
    }

    /** As if a client had been gone for longer than a lease lasts. */
    private void timePasses() {
        TestStore.rows(store, "MATCH (l:Lease) SET l.until = 0", Map.of());
    }

    @Test
    void shouldNotDropWhatAnotherClientIsWriting() {
        one.corpus().begin(document);
        one.corpus().append(document.id(), Samples.thoughts(LONG).subList(0, 2));
        Samples.store(two.corpus(), "file:b", OTHER);
        two.corpus().derive(Progress.SILENT);
        one.corpus().append(document.id(), Samples.thoughts(LONG).subList(2, 3));
        one.corpus().finish(document.id());
        one.corpus().derive(Progress.SILENT);
        List<String> both = TestStore.contents(store);
        assertThat(TestStore.rows(store, "MATCH (l:Lease) RETURN l.name", Map.of()))
                .isEmpty();
        assertThat(both).isEqualTo(undisturbed());
    }

    @Test
    void shouldWaitForADocumentThatAnotherClientIsWriting() throws Exception {
        one.corpus().begin(document);
        one.corpus().append(document.id(), Samples.thoughts(LONG));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> Samples.store(two.corpus(), "file:a", LONG));
        while (notes.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(second).isNotDone();
        one.corpus().finish(document.id());
        second.get(30, TimeUnit.SECONDS);
        assertThat(notes)
                .containsExactly("another client of this graph is at work on the document file:a: waiting for it");
        Samples.store(two.corpus(), "file:b", OTHER);
        two.corpus().derive(Progress.SILENT);
        List<String> both = TestStore.contents(store);
        assertThat(both).isEqualTo(undisturbed());
    }

    @Test
    void shouldTakeOverWhatAClientThatIsGoneHasLeft() {
        one.corpus().begin(document);
        one.corpus().append(document.id(), Samples.thoughts(LONG).subList(0, 1));
        one.close();
        timePasses();
        Samples.store(two.corpus(), "file:b", OTHER);
        Samples.store(two.corpus(), "file:a", LONG);
        two.corpus().derive(Progress.SILENT);
        List<String> after = TestStore.contents(store);
        assertThat(notes).isEmpty();
        assertThat(after).isEqualTo(undisturbed());
    }

    @Test
    void shouldNotGoOnWithADocumentThatWasTakenOver() {
        one.corpus().begin(document);
        one.corpus().append(document.id(), Samples.thoughts(LONG).subList(0, 1));
        timePasses();
        Samples.store(two.corpus(), "file:a", LONG);
        assertThatThrownBy(() -> one.corpus()
                        .append(document.id(), Samples.thoughts(LONG).subList(1, 3)))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("took over")
                .hasMessageEndingWith("start the same command again");
        assertThatThrownBy(() -> one.corpus().finish(document.id())).isInstanceOf(StellatorException.class);
        Samples.store(two.corpus(), "file:b", OTHER);
        two.corpus().derive(Progress.SILENT);
        List<String> after = TestStore.contents(store);
        assertThat(after).isEqualTo(undisturbed());
    }

    @Test
    void shouldRenewALeaseWhileItsOwnerLives() throws Exception {
        one.corpus().begin(document);
        long until = until();
        for (int i = 0; i < 200 && until() == until; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(until()).isGreaterThan(until);
    }

    private long until() {
        return (Long) TestStore.rows(store, "MATCH (l:Lease) RETURN l.until", Map.of())
                .get(0)
                .get(0);
    }

    @Test
    void shouldReplaceBasinsOneClientAfterTheOther() throws Exception {
        Leases others = new Leases(store.graph(), false, note -> {});
        CompletableFuture<Void> second;
        try (Leases.Lease lease = others.hold("basins")) {
            assertThat(lease).isNotNull();
            second = CompletableFuture.runAsync(
                    () -> two.basins().replace(List.of(), List.of(), StoredFieldIT.SETTINGS));
            while (notes.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(second).isNotDone();
        }
        second.get(30, TimeUnit.SECONDS);
        others.close();
        assertThat(notes).containsExactly("another client of this graph is at work on the basins: waiting for it");
    }
}
