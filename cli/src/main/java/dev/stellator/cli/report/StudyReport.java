package dev.stellator.cli.report;

import dev.stellator.api.Thinking;
import dev.stellator.cli.report.RunReport.TrainingView;
import dev.stellator.study.reaction.PathSurvey;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.ThinkingResult;
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
 * @param thinkingStudy chains from many thoughts; null without them
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
        @Nullable ThinkingResult thinkingStudy,
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
     * @param median distance 1 - cosine of the basin's own thoughts from its attractor
     */
    public record Thinking(
            String thought,
            String zone,
            String path,
            List<String> tokens,
            String basin,
            double median,
            boolean open,
            String verdict,
            List<Chain> chains) {}

    /** @param title of the page, and when and with what it was found */
    private record Front(String title, Instant startedAt, long seed, Map<String, String> settings) {
        StudyReport with(List<PathReaction> reactions, @Nullable PathSurvey survey, Parts parts) {
            return new StudyReport(
                    SCHEMA,
                    title,
                    startedAt,
                    Duration.between(startedAt, Instant.now()).toMillis() / 1e3,
                    seed,
                    settings,
                    reactions,
                    survey,
                    parts.training(),
                    parts.thinking(),
                    parts.thinkingStudy(),
                    parts.simulation(),
                    parts.field());
        }

        StudyReport with(Parts parts) {
            return with(List.of(), null, parts);
        }
    }

    /** At most one of them is there. */
    private record Parts(
            @Nullable TrainingView training,
            @Nullable Thinking thinking,
            @Nullable ThinkingResult thinkingStudy,
            @Nullable SimulationView simulation,
            @Nullable Object field) {
        static final Parts NONE = new Parts(null, null, null, null, null);
    }

    public static StudyReport reactions(
            String title,
            Instant startedAt,
            long seed,
            Map<String, String> settings,
            List<PathReaction> reactions,
            @Nullable PathSurvey survey) {
        return new Front(title, startedAt, seed, settings).with(reactions, survey, Parts.NONE);
    }

    public static StudyReport training(
            String title, Instant startedAt, long seed, Map<String, String> settings, TrainingView training) {
        return new Front(title, startedAt, seed, settings).with(new Parts(training, null, null, null, null));
    }

    public static StudyReport thinking(
            String title, Instant startedAt, long seed, Map<String, String> settings, Thinking thinking) {
        return new Front(title, startedAt, seed, settings).with(new Parts(null, thinking, null, null, null));
    }

    public static StudyReport thinkingStudy(
            String title, Instant startedAt, long seed, Map<String, String> settings, ThinkingResult study) {
        return new Front(title, startedAt, seed, settings).with(new Parts(null, null, study, null, null));
    }

    public static StudyReport simulation(
            String title, Instant startedAt, long seed, Map<String, String> settings, SimulationView simulation) {
        return new Front(title, startedAt, seed, settings).with(new Parts(null, null, null, simulation, null));
    }

    public static StudyReport field(
            String title, Instant startedAt, long seed, Map<String, String> settings, Object field) {
        return new Front(title, startedAt, seed, settings).with(new Parts(null, null, null, null, field));
    }
}
