package dev.stellator.study.simulation;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.worker.LanguageModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Searches for programs along the graph's paths, an iteration after the other: a thought comes in; it is distilled to a
 * path into its basin; a setting is proposed from what has worked; the model's reaction is measured beside random paths
 * under the same setting, at the same mean KL, in the same passes; and where the path is above them, other thoughts from
 * other documents try it against random paths drawn anew, until one of those is above it or all {@code draws} are below
 * (a sequential Monte Carlo test; Besag and Clifford, Biometrika 1991).
 *
 * <p>Beside each path one random path, the decoy, goes through the same acceptance: its share of accepted is what
 * acceptance is worth (the target-decoy estimate; Elias and Gygi, Nature Methods 2007).
 *
 * <p>Each iteration depends on the seed, its number and the journal alone, so that a run that was stopped goes on to the
 * same result.
 *
 * <p>For one thread at a time.
 */
public final class Simulation {
    /** Raised with every change after which an iteration may come out otherwise, so that no journal is half of each. */
    private static final int SEARCH_VERSION = 4;

    private final Searched searched;

    /** @param field that programs may act by; null for none */
    public Simulation(
            LanguageModel model,
            @Nullable LearnedField field,
            ThoughtGraph thoughts,
            BasinGraph basins,
            TransitionGraph transitions) {
        this.searched = new Searched(model, field, thoughts, basins, transitions);
    }

    /** The model and the graph that are searched. */
    record Searched(
            LanguageModel model,
            @Nullable LearnedField field,
            ThoughtGraph thoughts,
            BasinGraph basins,
            TransitionGraph transitions) {}

    /**
     * How to search.
     *
     * @param iterations in all, those of an earlier run in the same folder included
     * @param budget mean KL(base || modulated) in nats a subword that every program is brought to
     * @param draws random paths that an accepted one is above, in the check
     * @param texts that each trial measures on
     * @param longest subwords of a text that are read
     * @param language of the thoughts that count; null for all
     * @param confirmed accepted paths, and accepted decoys, at most, that are measured on the report part at the end
     */
    public record Settings(
            int iterations,
            double budget,
            int draws,
            int texts,
            int longest,
            @Nullable String language,
            int confirmed,
            long seed) {
        public Settings {
            if (iterations < 1 || draws < 1 || texts < 1 || longest < 2 || confirmed < 0) {
                throw new IllegalArgumentException("iterations, draws and texts must be at least 1, found " + iterations
                        + ", " + draws + ", " + texts + " and " + longest);
            }
            if (!(budget > 0)) {
                throw new IllegalArgumentException("a budget must be positive, found " + budget);
            }
        }

        /**
         * What decides about an iteration, the version of the search included: runs that differ in other settings
         * continue each other.
         */
        public String key() {
            return String.join(
                    " ",
                    "search " + SEARCH_VERSION,
                    String.valueOf(budget),
                    String.valueOf(draws),
                    String.valueOf(texts),
                    String.valueOf(longest),
                    String.valueOf(language),
                    String.valueOf(seed));
        }
    }

    /** Hears each iteration, those of an earlier run not. */
    public interface Listener {
        void finished(Iteration iteration, Setting setting);
    }

    /**
     * Runs, or goes on where an earlier run in the same folder was stopped.
     *
     * @param folder of the journal, one for each {@link Settings#key}, model, field and graph
     * @throws InputRefusedException when no basin is large enough
     */
    public Simulated run(Settings settings, Path folder, Progress progress, Listener listener) {
        try (Probe probe = Probe.open(searched.thoughts(), searched.basins());
                Journal journal = Journal.open(folder.resolve("journal.jsonl"))) {
            return new Search(searched, settings, probe, journal).run(progress, listener);
        }
    }
}
