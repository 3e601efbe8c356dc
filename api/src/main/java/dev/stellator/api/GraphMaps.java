package dev.stellator.api;

import dev.stellator.api.json.Numbers;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.WholeFiles;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Zone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Draws the map of a graph: at once in a first form, then as it stays. The latter is kept in the data folder. */
final class GraphMaps {
    private static final byte OUTSIDE = 2;

    private final Resident resident;
    private final Consumer<GraphMap> listener;

    /** @param listener receives each form of the map as soon as it is there */
    GraphMaps(Resident resident, Consumer<GraphMap> listener) {
        this.resident = resident;
        this.listener = listener;
    }

    private record Content(
            List<String> ids, List<float[]> vectors, short[] basins, byte[] zones, List<String> basinIds, String key) {}

    /** Draws the map; it takes from a moment to minutes, and is ended by an interruption. */
    void draw() {
        GraphStore graph = resident.graph();
        List<Basin> basins = graph.basins().finest();
        Content content = read(graph, basins);
        int[] numbers = new int[content.basins().length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = content.basins()[i];
        }
        MapLayout layout = new MapLayout(content.vectors(), numbers);
        List<float[]> attractors = basins.stream().map(Basin::attractor).toList();
        Path file =
                resident.settings().data().resolve("map").resolve(content.key() + "-" + MapLayout.VERSION + ".places");
        float[] stored = stored(file, content.ids().size());
        if (stored == null) {
            listener.accept(map(content, layout.quick(attractors), false));
            stored = layout.byUmap(attractors);
            keep(file, stored);
        }
        listener.accept(map(content, stored, true));
    }

    private static GraphMap map(Content content, float[] places, boolean settled) {
        int size = content.ids().size();
        String note = !settled
                ? "All " + Numbers.count(size)
                        + " thoughts by the two directions in which the basins differ most; a map by"
                        + " neighbourhoods is being drawn."
                : "All " + Numbers.count(size) + " thoughts by UMAP (" + UmapProjection.NEIGHBOURS + " neighbours"
                        + (size > UmapProjection.MOST
                                ? "; " + Numbers.count(UmapProjection.MOST)
                                        + " of them, the others among those of their basin that are most alike"
                                : "")
                        + "), spread out evenly: near ones are alike, distances between far ones mean nothing.";
        return new GraphMap(
                content.key().substring(0, 16) + (settled ? "-settled" : "-first"),
                settled,
                note,
                content.ids().toArray(String[]::new),
                places,
                content.basins(),
                content.zones(),
                content.basinIds());
    }

    private static Content read(GraphStore graph, List<Basin> basins) {
        Map<String, Short> numbers = new HashMap<>();
        for (Basin basin : basins) {
            numbers.put(basin.id(), (short) numbers.size());
        }
        Map<String, Assignment> assigned = new HashMap<>();
        graph.basins().assignments().forEach(assignment -> assigned.put(assignment.thoughtId(), assignment));
        List<String> ids = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        graph.thoughts().forEach(thought -> {
            ids.add(thought.id());
            vectors.add(thought.embedding());
        });
        short[] numberOf = new short[ids.size()];
        byte[] zones = new byte[ids.size()];
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < numberOf.length; i++) {
            Assignment assignment = assigned.get(ids.get(i));
            numberOf[i] = assignment == null ? -1 : numbers.getOrDefault(assignment.basinId(), (short) -1);
            zones[i] = assignment == null ? OUTSIDE : code(assignment.zone());
            key.append(ids.get(i)).append(numberOf[i]);
        }
        return new Content(ids, vectors, numberOf, zones, List.copyOf(numbers(basins)), Hashes.sha256(key.toString()));
    }

    private static byte code(Zone zone) {
        return switch (zone) {
            case STABLE -> 0;
            case UNSTABLE -> 1;
            case OUTSIDE -> OUTSIDE;
        };
    }

    private static List<String> numbers(List<Basin> basins) {
        return basins.stream().map(Basin::id).toList();
    }

    private static float @Nullable [] stored(Path file, int size) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) != 8L * size) {
                return null;
            }
            float[] places = new float[2 * size];
            ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer().get(places);
            return places;
        } catch (IOException e) {
            return null; // it is drawn anew
        }
    }

    /** A map that cannot be kept is drawn anew by the next start. */
    private void keep(Path file, float[] places) {
        if (resident.readOnly()) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(4 * places.length);
        buffer.asFloatBuffer().put(places);
        try {
            WholeFiles.put(file, fresh -> Files.write(fresh, buffer.array()));
        } catch (IOException e) {
            return;
        }
    }
}
