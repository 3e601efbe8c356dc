package dev.stellator.benchmarks;

import dev.stellator.api.Imports;
import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.api.WorkspaceSettings;
import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.ImportSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a text lies beside its translation, and whether basins part by language.
 *
 * <pre>
 * Languages translations TABLE SCRATCH_FOLDER   (a topic, then a text and its translations; the first line names the columns)
 * Languages corpus FOLDER SCRATCH_FOLDER
 * </pre>
 */
public final class Languages {
    private static final List<String> ENCODERS = List.of("minilm", "e5");

    private Languages() {}

    public static void main(String[] arguments) throws Exception {
        Path source = Path.of(arguments[1]);
        Path scratch = Path.of(arguments[2]);
        if (arguments[0].equals("translations")) {
            translations(source, scratch);
        } else {
            for (String encoder : ENCODERS) {
                try (Workspace workspace = workspace(scratch.resolve("corpus-" + encoder), encoder)) {
                    workspace.mayMakeGraph();
                    new Imports(workspace, ImportSettings.of("corpus")).run(source, Progress.SILENT);
                    basins(workspace, encoder, Map.of());
                }
            }
        }
        System.exit(0);
    }

    private static Workspace workspace(Path data, String encoder) {
        WorkspaceSettings settings = WorkspaceSettings.in(data).withEmbedder(encoder);
        return new Workspace(settings, Progress.SILENT, line -> {});
    }

    private static void translations(Path table, Path scratch) throws Exception {
        List<String[]> rows = Files.readAllLines(table).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        List<String> languages = Arrays.asList(rows.get(0)).subList(1, rows.get(0).length);
        Map<String, List<String>> texts = new LinkedHashMap<>();
        Map<String, String> topics = new HashMap<>();
        for (String[] row : rows.subList(1, rows.size())) {
            for (int i = 0; i < languages.size(); i++) {
                texts.computeIfAbsent(languages.get(i), key -> new ArrayList<>())
                        .add(row[i + 1]);
                topics.put(row[i + 1], row[0]);
            }
        }
        Path folder = Files.createDirectories(scratch.resolve("texts"));
        for (Map.Entry<String, List<String>> entry : texts.entrySet()) {
            Files.writeString(folder.resolve(entry.getKey() + ".txt"), String.join("\n\n", entry.getValue()) + "\n");
        }
        for (String encoder : ENCODERS) {
            try (Workspace workspace = workspace(scratch.resolve(encoder), encoder)) {
                nearest(encoder, workspace.embedder(), texts);
                workspace.mayMakeGraph();
                new Imports(workspace, ImportSettings.of("languages").withUnit(ThoughtUnit.PARAGRAPH))
                        .run(folder, Progress.SILENT);
                basins(workspace, encoder, topics);
            }
        }
    }

    /** For each other language, the share of English texts that have their translation nearest, and the other way round. */
    private static void nearest(String name, Embedder encoder, Map<String, List<String>> texts) {
        Map<String, float[][]> raw = new LinkedHashMap<>();
        texts.forEach(
                (language, lines) -> raw.put(language, encoder.embed(lines).toArray(float[][]::new)));
        print(name + ", cosines as they are", raw);
        float[] middle = new float[encoder.dimensions()];
        raw.values().forEach(rows -> Arrays.stream(rows).forEach(row -> add(middle, row)));
        int all = raw.values().stream().mapToInt(rows -> rows.length).sum();
        Map<String, float[][]> centred = new LinkedHashMap<>();
        raw.forEach((language, rows) -> centred.put(
                language,
                Arrays.stream(rows).map(row -> without(row, middle, all)).toArray(float[][]::new)));
        print(name + ", cosines from the middle of all texts", centred);
    }

    private static void print(String what, Map<String, float[][]> vectors) {
        float[][] english = vectors.values().iterator().next();
        StringBuilder line = new StringBuilder(what + ": of " + english.length + " texts");
        double sum = 0;
        int pairs = 0;
        double same = 0;
        double other = 0;
        for (Map.Entry<String, float[][]> entry : vectors.entrySet()) {
            if (entry.getKey().equals("en")) {
                continue;
            }
            double there = found(english, entry.getValue());
            double back = found(entry.getValue(), english);
            line.append(String.format(Locale.ROOT, ", %s %.3f / %.3f", entry.getKey(), there, back));
            sum += there + back;
            pairs += 2;
            for (int i = 0; i < english.length; i++) {
                same += dot(english[i], entry.getValue()[i]) / english.length;
                other += dot(english[i], entry.getValue()[(i + 1) % english.length]) / english.length;
            }
        }
        line.append(String.format(
                Locale.ROOT,
                "; mean %.3f; mean cosine of translations %.3f, of other texts %.3f",
                sum / pairs,
                same / (pairs / 2.0),
                other / (pairs / 2.0)));
        System.out.println(line);
    }

    private static double found(float[][] from, float[][] to) {
        int found = 0;
        for (int i = 0; i < from.length; i++) {
            int best = 0;
            for (int j = 1; j < to.length; j++) {
                if (dot(from[i], to[j]) > dot(from[i], to[best])) {
                    best = j;
                }
            }
            found += best == i ? 1 : 0;
        }
        return (double) found / from.length;
    }

    private static void basins(Workspace workspace, String encoder, Map<String, String> topics) {
        Paths.findBasins(workspace, BasinFinder.Request.withSeed(42));
        Map<String, Basin> basins =
                workspace.graph().basins().basins().stream().collect(Collectors.toMap(Basin::id, basin -> basin));
        Map<String, Thought> thoughts = new HashMap<>();
        workspace.graph().thoughts().forEach(thought -> thoughts.put(thought.id(), thought));
        Map<Integer, List<String>> byLevel = new TreeMap<>();
        List<String> languages = new ArrayList<>();
        List<String> subjects = new ArrayList<>();
        for (var member : workspace.graph().basins().assignments()) {
            Thought thought = Objects.requireNonNull(thoughts.get(member.thoughtId()));
            languages.add(thought.language());
            subjects.add(topics.getOrDefault(thought.text(), ""));
            for (Basin basin = basins.get(member.basinId()); basin != null; basin = basins.get(basin.parentId())) {
                byLevel.computeIfAbsent(basin.level(), key -> new ArrayList<>()).add(basin.id());
            }
        }
        byLevel.forEach((level, assigned) -> System.out.printf(
                Locale.ROOT,
                "%s, basins of level %d: %d of %d thoughts in %d languages; NMI with language %.3f%s%n",
                encoder,
                level,
                assigned.stream().distinct().count(),
                assigned.size(),
                languages.stream().distinct().count(),
                normalisedMutualInformation(assigned, languages),
                topics.isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT, ", with topic %.3f", normalisedMutualInformation(assigned, subjects))));
    }

    /** {@code 2 I(a; b) / (H(a) + H(b))}, in [0, 1]; 0 where either is of one kind alone. */
    static double normalisedMutualInformation(List<String> a, List<String> b) {
        List<String> both = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            both.add(a.get(i) + "\n" + b.get(i));
        }
        double sum = entropy(a) + entropy(b);
        return sum == 0 ? 0 : 2 * (sum - entropy(both)) / sum;
    }

    private static double entropy(List<String> labels) {
        return labels.stream().collect(Collectors.groupingBy(label -> label, Collectors.counting())).values().stream()
                .mapToDouble(count -> (double) count / labels.size())
                .map(share -> -share * Math.log(share))
                .sum();
    }

    private static void add(float[] to, float[] row) {
        for (int i = 0; i < to.length; i++) {
            to[i] += row[i];
        }
    }

    private static float[] without(float[] row, float[] sum, int count) {
        float[] rest = row.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] -= sum[i] / count;
        }
        double norm = Math.sqrt(dot(rest, rest));
        for (int i = 0; i < rest.length; i++) {
            rest[i] /= (float) norm;
        }
        return rest;
    }

    private static double dot(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
        }
        return dot;
    }
}
