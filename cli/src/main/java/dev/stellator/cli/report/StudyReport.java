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

    /**
     * What every page begins with; the study's own part makes it a report.
     *
     * @param startedAt when the study began; its report is made when it has ended
     */
    public record Front(String title, Instant startedAt, long seed, Map<String, String> settings) {
        public StudyReport reactions(List<PathReaction> reactions, @Nullable PathSurvey survey) {
            return with(reactions, survey, Parts.NONE);
        }

        public StudyReport training(TrainingView training) {
            return with(new Parts(training, null, null, null, null));
        }

        public StudyReport thinking(Thinking thinking) {
            return with(new Parts(null, thinking, null, null, null));
        }

        public StudyReport thinkingStudy(ThinkingResult study) {
            return with(new Parts(null, null, study, null, null));
        }

        public StudyReport simulation(SimulationView simulation) {
            return with(new Parts(null, null, null, simulation, null));
        }

        public StudyReport field(Object field) {
            return with(new Parts(null, null, null, null, field));
        }

        private StudyReport with(List<PathReaction> reactions, @Nullable PathSurvey survey, Parts parts) {
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

        private StudyReport with(Parts parts) {
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
}
