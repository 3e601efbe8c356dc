package dev.stellator.cypher;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.embedding.EmbedderProvider;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.probe.Probe;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The encoder and the field that procedures asked for last, kept for the life of the process: to load them costs seconds.
 * One question at a time, since neither takes several. A field is loaded anew once its basins or the number of thoughts
 * change.
 */
final class ResidentEngine {
    private static final Object ENCODING = new Object();
    private static final Object PROBING = new Object();

    private static @Nullable Embedder embedder;
    private static @Nullable Loaded loaded;

    private ResidentEngine() {}

    private record FieldKey(String database, @Nullable FieldSettings settings, long thoughts) {}

    private record Loaded(FieldKey key, Probe probe) {}

    /** The unit vector of a text by the encoder with this id. */
    static float[] embed(String id, String text) {
        synchronized (ENCODING) {
            return withOwnLoader(() -> {
                Embedder current = embedder;
                if (current == null || !current.id().equals(id)) {
                    Embedder next = open(id);
                    if (current != null) {
                        current.close();
                    }
                    embedder = next;
                    current = next;
                }
                return current.embed(List.of(text)).get(0);
            });
        }
    }

    private static Embedder open(String id) {
        return ServiceLoader.load(EmbedderProvider.class, EmbedderProvider.class.getClassLoader()).stream()
                .map(provider -> provider.get().open(id))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new InputRefusedException("the graph holds vectors of " + id
                        + ", and that sentence encoder is not here; set STELLATOR_EMBEDDER to its folder"));
    }

    static Probe.Answer ask(String database, ThoughtGraph thoughts, BasinGraph basins, float[] embedding) {
        synchronized (PROBING) {
            return withOwnLoader(() ->
                    ask(new FieldKey(database, basins.settings(), thoughts.count()), thoughts, basins, embedding));
        }
    }

    private static Probe.Answer ask(FieldKey key, ThoughtGraph thoughts, BasinGraph basins, float[] embedding) {
        Loaded current = loaded;
        if (current == null || !current.key().equals(key)) {
            Loaded next = new Loaded(key, Probe.open(thoughts, basins));
            if (current != null) {
                current.probe().close();
            }
            loaded = next;
            current = next;
        }
        return current.probe().ask(embedding, thoughts, basins);
    }

    /** Native libraries look for their files by the thread's class loader, which in a server is not the plug-in's. */
    private static <T> T withOwnLoader(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ResidentEngine.class.getClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
