package dev.stellator.cli.report;

import dev.stellator.api.Thinking;
import dev.stellator.cli.report.RunReport.TrainingView;
import dev.stellator.study.reaction.PathSurvey;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.thinking.Chain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one command found: the page draws the parts that are there.
 *
 * @param schema name and version of this form
 * @param reactions one for each path
 * @param survey all paths together; null for a single one
 * @param field a learned field; null without one
 */
public record StudyReport(
        String schema,
        String title,
        Instant startedAt,
        double seconds,
        long seed,
        Map<String, String> settings,
        List<PathReaction> reactions,
        @Nullable PathSurvey survey,
        @Nullable TrainingView training,
        @Nullable Thinking thinking,
        @Nullable SimulationView simulation,
        @Nullable Object field) {
    public static final String SCHEMA = "stellator.study/1";

    public StudyReport {
        settings = Map.copyOf(settings);
        reactions = List.copyOf(reactions);
    }

    /** @param program what was measured */
    public record PathReaction(String path, String program, Reaction reaction) {}

    /**
     * @param verdict what became of the chains, in a sentence
     * @param radius of the basin's attractor, as a distance 1 - cosine
     */
    public record Thinking(
            String thought,
            String zone,
            String path,
            List<String> tokens,
            String basin,
            double radius,
            boolean open,
            String verdict,
            List<Chain> chains) {}

    public static StudyReport reactions(
            String title,
            Instant startedAt,
            long seed,
            Map<String, String> settings,
            List<PathReaction> reactions,
            @Nullable PathSurvey survey) {
        return new StudyReport(
                SCHEMA, title, startedAt, since(startedAt), seed, settings, reactions, survey, null, null, null, null);
    }

    public static StudyReport training(
            String title, Instant startedAt, long seed, Map<String, String> settings, TrainingView training) {
        return new StudyReport(
                SCHEMA,
                title,
                startedAt,
                since(startedAt),
                seed,
                settings,
                List.of(),
                null,
                training,
                null,
                null,
                null);
    }

    public static StudyReport thinking(
            String title, Instant startedAt, long seed, Map<String, String> settings, Thinking thinking) {
        return new StudyReport(
                SCHEMA,
                title,
                startedAt,
                since(startedAt),
                seed,
                settings,
                List.of(),
                null,
                null,
                thinking,
                null,
                null);
    }

    public static StudyReport simulation(
            String title, Instant startedAt, long seed, Map<String, String> settings, SimulationView simulation) {
        return new StudyReport(
                SCHEMA,
                title,
                startedAt,
                since(startedAt),
                seed,
                settings,
                List.of(),
                null,
                null,
                null,
                simulation,
                null);
    }

    /** @param field what was learned and measured */
    public static StudyReport field(
            String title, Instant startedAt, long seed, Map<String, String> settings, Object field) {
        return new StudyReport(
                SCHEMA, title, startedAt, since(startedAt), seed, settings, List.of(), null, null, null, null, field);
    }

    private static double since(Instant startedAt) {
        return Duration.between(startedAt, Instant.now()).toMillis() / 1e3;
    }
}
