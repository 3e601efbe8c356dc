package dev.stellator.cli.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stellator.api.json.JsonSchemas;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.training.Training;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one run found; the page draws nothing else.
 *
 * @param schema name and version of this form
 * @param finding what was found, a sentence each
 * @param map null when there are no basins
 * @param betaCurve empty when the basins were reused
 * @param program the program's text; null when there is no path
 */
public record RunReport(
        String schema,
        String title,
        Instant startedAt,
        double seconds,
        long seed,
        Map<String, String> settings,
        Map<String, String> versions,
        List<String> finding,
        List<Station> stations,
        @Nullable ThoughtMap map,
        List<BasinRow> basins,
        double beta,
        List<BetaPoint> betaCurve,
        @Nullable PathView path,
        @Nullable String program,
        @Nullable Reaction reaction,
        @Nullable TrainingView training) {
    public static final String SCHEMA = JsonSchemas.id("run");

    public RunReport {
        finding = List.copyOf(finding);
        stations = List.copyOf(stations);
        basins = List.copyOf(basins);
        betaCurve = List.copyOf(betaCurve);
    }

    /** What became of a station. */
    public enum State {
        DONE,
        REUSED,
        SKIPPED,
        FAILED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param summary one line for people
     * @param facts numbers by name
     * @param remedy what to do about a station that was skipped or failed
     */
    public record Station(
            String name,
            State state,
            double seconds,
            String summary,
            Map<String, Object> facts,
            @Nullable String remedy) {}

    /** @param stable number of its thoughts in that zone; {@code unstable} and {@code outside} likewise */
    public record BasinRow(
            String id,
            String label,
            long size,
            double depth,
            double radius,
            long stable,
            long unstable,
            long outside,
            List<String> anchors,
            String representative) {
        public BasinRow {
            anchors = List.copyOf(anchors);
        }
    }

    public record BetaPoint(double beta, double logShare, double agreement) {}

    /**
     * @param start the thought that enters the path
     * @param rule by which it was chosen, and by which the alternatives are sorted
     */
    public record PathView(
            String id,
            String start,
            String basin,
            double energy,
            String rule,
            List<StepView> steps,
            List<Alternative> alternatives) {
        public PathView {
            steps = List.copyOf(steps);
            alternatives = List.copyOf(alternatives);
        }
    }

    /**
     * @param places in how many the step happens; 0 for the first
     * @param document uri of the evidence's document
     * @param position of the evidence in it, counted in thoughts from 1; 0 without evidence
     */
    public record StepView(
            String token,
            double energy,
            int places,
            @Nullable String evidence,
            @Nullable String document,
            int position) {}

    /**
     * @param onOnePlace steps that rest on one place
     * @param rank what the rule sorts by, nats: the energy and what such steps cost beside it
     */
    public record Alternative(List<String> tokens, double energy, int onOnePlace, double rank) {
        public Alternative {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * {@link Training} with what it means in words.
     *
     * @param undampened the same without the program's dampening; null where that was not trained
     */
    public record TrainingView(@JsonUnwrapped Training training, @Nullable Training undampened, List<String> verdicts) {
        public TrainingView {
            verdicts = List.copyOf(verdicts);
        }
    }
}
