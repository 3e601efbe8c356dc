package dev.stellator.engine.basin;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.IndexedRows;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.SimilarityRows;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.CurvePoint;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.ResonanceGraph;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From thoughts to basins: communities of the resonance graph become sub-fields, and each flows to its attractor. The
 * energy of each sub-field where a thought stands, leaving the thought itself out, says how well it lies in its own; see
 * {@code docs/decisions/0013-a-stored-thought-stays.md}.
 *
 * <p>Where thoughts were added to a corpus whose basins are known, what was chosen stays chosen, communities start from
 * the known basins, and a basin keeps its id.
 *
 * <p>Not thread-safe; it writes what it finds, so that two at once on one graph would mix.
 */
public final class BasinFinder {
    /** Thoughts that a corpus must have before basins mean anything. */
    public static final int FEWEST_THOUGHTS = 10;

    /** Growth of the corpus beyond which everything is chosen anew. */
    private static final double LARGEST_GROWTH = 1.25;

    /** Of the field's energy, where none is given: it did well on each corpus that was tried (decision 0060). */
    private static final double OFFSET_WEIGHT = 0.5;

    private static final int LISTED_NEIGHBOURS = 50;
    private static final String INDEXED = "nearestByIndex";

    private final ThoughtGraph thoughts;
    private final ResonanceGraph resonance;
    private final BasinGraph basins;
    private final int largestExact;

    public BasinFinder(ThoughtGraph thoughts, ResonanceGraph resonance, BasinGraph basins) {
        this(thoughts, resonance, basins, Field.LARGEST_EXACT);
    }

    /** @param largestExact number of thoughts up to which each is compared with every other */
    BasinFinder(ThoughtGraph thoughts, ResonanceGraph resonance, BasinGraph basins, int largestExact) {
        this.thoughts = thoughts;
        this.resonance = resonance;
        this.basins = basins;
        this.largestExact = largestExact;
    }

    /**
     * What to look for.
     *
     * @param offsetWeight weight of the density offsets in the field's energy, 0 to 1; null for the default of a half
     * @param neighbours k of the resonance graph and of the densities
     * @param resolution of Leiden; null to choose it on the corpus
     * @param anew whether to forget the basins that are known
     */
    public record Request(
            @Nullable Double offsetWeight, int neighbours, @Nullable Double resolution, long seed, boolean anew) {
        public static final Request DEFAULT = new Request(null, 20, null, 42, false);

        public Request {
            if (neighbours < 1) {
                throw new IllegalArgumentException("neighbours must be at least 1, found " + neighbours);
            }
            if (offsetWeight != null && !(offsetWeight >= 0 && offsetWeight <= 1)) {
                throw new IllegalArgumentException("the offset weight must be between 0 and 1, found " + offsetWeight);
            }
            if (resolution != null && !(resolution > 0)) {
                throw new IllegalArgumentException("resolution must be positive, found " + resolution);
            }
        }

        /** The default request with another seed. */
        public static Request withSeed(long seed) {
            return new Request(DEFAULT.offsetWeight, DEFAULT.neighbours, DEFAULT.resolution, seed, false);
        }

        private boolean matches(FieldSettings stored) {
            return !anew
                    && stored.novelty() != null
                    && stored.neighbours() == neighbours
                    && stored.seed() == seed
                    && stored.givenResolution() == (resolution != null)
                    && (resolution == null || stored.resolution() == resolution)
                    && stored.givenOffsetWeight() == (offsetWeight != null)
                    && (offsetWeight == null || stored.offsetWeight() == offsetWeight);
        }
    }

    /**
     * What was found.
     *
     * @param reused whether the stored basins belonged to the same thoughts and settings, so that nothing was done
     * @param continued whether the basins grew out of those that were known
     */
    public record Result(List<Basin> basins, FieldSettings settings, boolean reused, boolean continued) {
        /** The basins of the finest level. */
        public List<Basin> finest() {
            return basins.stream().filter(basin -> basin.level() == 0).toList();
        }
    }

    /**
     * Finds the basins of all thoughts and stores them, unless those that are stored already belong to them.
     *
     * @throws InputRefusedException when there are fewer than {@link #FEWEST_THOUGHTS} thoughts
     */
    public Result find(Request request, Progress progress) {
        List<Thought> all = load(progress);
        String fingerprint = Hashes.sha256(all.stream().map(Thought::id).collect(Collectors.joining("\n")));
        FieldSettings stored = basins.settings();
        if (stored != null && request.matches(stored) && stored.fingerprint().equals(fingerprint)) {
            return new Result(basins.basins(), stored, true, false);
        }
        PreviousBasins known = PreviousBasins.of(basins, stored, all);
        FieldSettings kept =
                stored != null && request.matches(stored) && grewLittle(all.size(), stored) ? stored : null;
        try (Patterns patterns =
                new Patterns(all.stream().map(Thought::embedding).toList())) {
            int listed = Math.max(LISTED_NEIGHBOURS, request.neighbours());
            List<String> ids = all.stream().map(Thought::id).toList();
            IndexedRows indexed = all.size() <= largestExact ? null : indexed(ids, patterns, listed, request, progress);
            SimilarityRows rows = indexed == null ? patterns.everyRow() : indexed;
            progress.begin("nearest thoughts", all.size());
            Neighbours neighbours = Neighbours.of(rows, listed, progress);
            progress.end();
            progress.begin("store resonances", -1);
            resonance.store(ids, neighbours, request.neighbours());
            progress.end();
            Choice choice = new Choice(request, new Corpus(all, patterns, neighbours, fingerprint), progress);
            Divided divided = kept == null ? choice.anew() : choice.continued(kept, known);
            var description = new BasinDescription(all, patterns, rows, divided, known, basins, progress);
            List<CurvePoint> asked = indexed == null
                    ? List.of()
                    : List.of(
                            new CurvePoint(INDEXED, indexed.nearest(), indexed.recall(), description.estimatedShare()));
            FieldSettings settings =
                    divided.settings().withCurve(INDEXED, asked).withNovelty(description.scale());
            progress.begin("store basins", -1);
            basins.replace(description.basins(), description.assignments(), settings);
            progress.end();
            return new Result(basins.basins(), settings, false, kept != null);
        }
    }

    private IndexedRows indexed(List<String> ids, Patterns patterns, int listed, Request request, Progress progress) {
        progress.begin("ask the vector index", ids.size());
        IndexedRows indexed = IndexedRows.of(
                patterns, (m, consumer) -> resonance.nearest(ids, m, consumer), listed, request.seed(), progress);
        progress.end();
        return indexed;
    }

    private static boolean grewLittle(int size, FieldSettings stored) {
        return size <= LARGEST_GROWTH * stored.chosenOn() && stored.chosenOn() <= LARGEST_GROWTH * size;
    }

    private List<Thought> load(Progress progress) {
        progress.begin("load thoughts", thoughts.count());
        List<Thought> all = new ArrayList<>();
        thoughts.forEach(thought -> {
            all.add(thought);
            progress.advance(1);
        });
        progress.end();
        if (all.size() < FEWEST_THOUGHTS) {
            throw new InputRefusedException("basins need at least " + FEWEST_THOUGHTS + " thoughts, the graph has "
                    + all.size() + "; import more text");
        }
        return all;
    }

    /**
     * The corpus divided.
     *
     * @param field of all thoughts
     * @param levels from the finest; each with the community of each thought
     */
    record Divided(
            FieldSettings settings, Field field, double[] densities, Calibration calibration, List<Level> levels) {}

    /** @param samples partitions of samples of the corpus, for the stability of basins */
    record Level(int[] communityOf, List<int[]> samples) {}

    /**
     * The thoughts with what is known of them before any choice, all in one order.
     *
     * @param fingerprint of the encoder
     */
    private record Corpus(List<Thought> all, Patterns patterns, Neighbours neighbours, String fingerprint) {}

    /** The choices of one search: the state that its steps share. */
    private final class Choice {
        /** How much coarser the next level is. */
        private static final double LEVELS_APART = 8;

        /** A level with more than this share of the communities of the one below says nothing new. */
        private static final double FEWER = 0.6;

        private final Request request;
        private final List<Thought> all;
        private final Patterns patterns;
        private final Neighbours neighbours;
        private final String fingerprint;
        private final Progress progress;
        private final ResolutionChoice resolutions;

        Choice(Request request, Corpus corpus, Progress progress) {
            this.request = request;
            this.all = corpus.all();
            this.patterns = corpus.patterns();
            this.neighbours = corpus.neighbours();
            this.fingerprint = corpus.fingerprint();
            this.progress = progress;
            this.resolutions = new ResolutionChoice(resonance, neighbours, request.neighbours(), request.seed());
        }

        Divided anew() {
            Double given = request.resolution();
            List<Double> candidates = given == null ? ResolutionChoice.CANDIDATES : List.of(given);
            ResolutionChoice.Outcome outcome = resolutions.evaluate(candidates, progress);
            int best = outcome.best();
            double resolution = candidates.get(best);
            List<CurvePoint> curves = new ArrayList<>();
            outcome.curve()
                    .forEach(point -> curves.add(
                            new CurvePoint("resolution", point.resolution(), point.stability(), point.communities())));
            int[] fold = Calibration.folds(all);
            double weight = Objects.requireNonNullElse(request.offsetWeight(), OFFSET_WEIGHT);
            double[] densities = neighbours.densities(request.neighbours());
            int[] communityOf = outcome.partitions().get(best);
            progress.begin("beta", -1);
            List<BetaChoice.Point> betas = BetaChoice.curve(
                    patterns,
                    new BetaChoice.Offsets(densities, weight),
                    communityOf,
                    Partitions.count(communityOf),
                    request.seed());
            progress.end();
            betas.forEach(
                    point -> curves.add(new CurvePoint("beta", point.beta(), point.logShare(), point.agreement())));
            List<int[]> samples =
                    outcome.samples().stream().map(sample -> sample.get(best)).toList();
            return divided(
                    settings(BetaChoice.best(betas), weight, resolution, all.size(), curves),
                    densities,
                    fold,
                    new Level(communityOf, samples));
        }

        Divided continued(FieldSettings stored, PreviousBasins known) {
            progress.begin("communities", -1);
            int[] communityOf = Partitions.compact(resonance.continued(
                    neighbours, request.neighbours(), known.basinOf(0), stored.resolution(), request.seed()));
            progress.end();
            List<int[]> samples = resolutions.evaluate(List.of(stored.resolution()), progress).samples().stream()
                    .map(sample -> sample.get(0))
                    .toList();
            return divided(
                    settings(
                            stored.beta(),
                            stored.offsetWeight(),
                            stored.resolution(),
                            stored.chosenOn(),
                            stored.curves()),
                    neighbours.densities(request.neighbours()),
                    Calibration.folds(all),
                    new Level(communityOf, samples));
        }

        private FieldSettings settings(
                double beta, double offsetWeight, double resolution, long chosenOn, List<CurvePoint> curves) {
            return new FieldSettings(
                    beta,
                    offsetWeight,
                    request.neighbours(),
                    resolution,
                    request.seed(),
                    fingerprint,
                    chosenOn,
                    request.resolution() != null,
                    request.offsetWeight() != null,
                    curves,
                    null);
        }

        private Divided divided(FieldSettings settings, double[] densities, int[] fold, Level finest) {
            Field field = new Field(patterns, densities, settings.beta(), settings.offsetWeight());
            Calibration calibration = new Calibration(neighbours, patterns.rows(), fold, settings.neighbours());
            return new Divided(settings, field, densities, calibration, levels(finest, settings.resolution()));
        }

        private List<Level> levels(Level finest, double resolution) {
            List<Double> coarser = List.of(resolution / LEVELS_APART / LEVELS_APART, resolution / LEVELS_APART);
            ResolutionChoice.Outcome outcome = resolutions.evaluate(coarser, progress);
            List<Level> levels = new ArrayList<>(List.of(finest));
            for (int i = coarser.size() - 1; i >= 0; i--) {
                int level = i;
                int[] communityOf = outcome.partitions().get(level);
                int count = Partitions.count(communityOf);
                int below = Partitions.count(levels.get(levels.size() - 1).communityOf());
                if (count > 1 && count <= FEWER * below) {
                    levels.add(new Level(
                            communityOf,
                            outcome.samples().stream()
                                    .map(sample -> sample.get(level))
                                    .toList()));
                }
            }
            return levels;
        }
    }
}
