package dev.stellator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.LogitIntervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model beside the numbers of another implementation, in a JSON file: {@code tolerance} (its first word counts),
 * {@code cases} with text, ids, change, and either {@code positions} (logSumExp, mean and top logits of each) or
 * {@code logitsLast} and {@code logSumExp}, perhaps a {@code greedy} continuation; and {@code tokenizer} cases.
 *
 * <p>For one thread at a time.
 */
public final class ReferenceCheck {
    private final LanguageModel model;
    private final JsonNode file;
    private final String where;

    private ReferenceCheck(LanguageModel model, JsonNode file, String where) {
        this.model = model;
        this.file = file;
        this.where = where;
    }

    /**
     * One case.
     *
     * @param difference largest difference of a number of the logits
     * @param sameIds whether the text has the reference's subwords
     * @param sameGreedy whether the greedy continuation is the reference's; null where there is none
     */
    public record Case(String name, double difference, boolean sameIds, @Nullable Boolean sameGreedy) {
        /** Whether it agrees with the reference. */
        public boolean within(double tolerance) {
            return difference <= tolerance && sameIds && !Boolean.FALSE.equals(sameGreedy);
        }
    }

    /** @param otherSubwords texts of the tokenizer cases that come out differently */
    public record Result(double tolerance, List<Case> cases, int tokenizerCases, List<String> otherSubwords) {
        public Result {
            cases = List.copyOf(cases);
            otherSubwords = List.copyOf(otherSubwords);
        }

        public boolean agrees() {
            return otherSubwords.isEmpty() && cases.stream().allMatch(one -> one.within(tolerance));
        }
    }

    /** @throws InputRefusedException when the file is not of this form */
    public static Result of(LanguageModel model, Path file, Progress progress) {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new InputRefusedException(file + ": cannot be read as JSON: " + e.getMessage(), e);
        }
        return new ReferenceCheck(model, json, file.toString()).run(progress);
    }

    private Result run(Progress progress) {
        double tolerance = tolerance();
        JsonNode cases = file.path("cases");
        require(cases.isArray() && !cases.isEmpty(), "a list of cases", cases);
        List<Case> found = new ArrayList<>();
        progress.begin("comparing with the reference", cases.size());
        for (JsonNode example : cases) {
            Progress.checkpoint();
            found.add(compare(example));
            progress.advance(1);
        }
        progress.end();
        List<String> others = new ArrayList<>();
        for (JsonNode example : file.path("tokenizer")) {
            String text = example.path("text").asText();
            if (!Arrays.equals(model.tokenizer().encodeMarkup(text), ints(example.path("ids")))) {
                others.add(text);
            }
        }
        return new Result(tolerance, found, file.path("tokenizer").size(), others);
    }

    private double tolerance() {
        JsonNode given = file.path("tolerance");
        try {
            return Double.parseDouble(given.asText().split(" ", 2)[0]);
        } catch (NumberFormatException e) {
            throw new InputRefusedException(where + ": expected a number as tolerance, found " + given, e);
        }
    }

    private Case compare(JsonNode example) {
        int[] ids = ints(example.path("ids"));
        require(ids.length > 0, "ids of a case", example);
        for (int id : ids) {
            require(id >= 0 && id < model.info().vocabulary(), "subwords of this model", example.path("ids"));
        }
        String text = example.path("text").asText();
        String change = example.path("change").isObject() ? " " + example.path("change") : "";
        double difference = example.has("positions") ? positions(example, ids) : last(example, ids);
        return new Case(
                example.path("name").asText(text) + change,
                difference,
                Arrays.equals(model.tokenizer().encodeMarkup(text), ids),
                example.has("greedy") ? sameGreedy(ids, ints(example.path("greedy"))) : null);
    }

    private double positions(JsonNode example, int[] ids) {
        List<Integer> asked = new ArrayList<>();
        for (JsonNode position : example.path("positions")) {
            int at = position.path("position").asInt(-1);
            require(at >= 0 && at < ids.length, "a position within the text", position.path("position"));
            asked.add(at);
        }
        int[] at = asked.stream().mapToInt(Integer::intValue).toArray();
        float[][] logits = model.forward(sequence(ids, example.path("change")), ObservationRequest.NOTHING.logitsAt(at))
                .logits();
        double worst = 0;
        for (int i = 0; i < at.length; i++) {
            worst = Math.max(
                    worst, difference(logits[i], example.path("positions").get(i)));
        }
        return worst;
    }

    private static double difference(float[] logits, JsonNode position) {
        double worst = Math.abs(logSumExp(logits) - position.path("logSumExp").asDouble(Double.NaN));
        if (position.has("mean")) {
            double mean = 0;
            for (float logit : logits) {
                mean += (double) logit / logits.length;
            }
            worst = Math.max(worst, Math.abs(mean - position.path("mean").asDouble()));
        }
        for (JsonNode top : position.path("top")) {
            int id = top.path(0).asInt(-1);
            double found = id >= 0 && id < logits.length ? logits[id] : Double.NaN;
            worst = Math.max(worst, Math.abs(found - top.path(1).asDouble()));
        }
        return worst;
    }

    private double last(JsonNode example, int[] ids) {
        int[] all = new int[ids.length];
        Arrays.setAll(all, i -> i);
        float[][] logits = model.forward(
                        sequence(ids, example.path("change")), ObservationRequest.NOTHING.logitsAt(all))
                .logits();
        require(example.path("logitsLast").isArray(), "positions or logitsLast", example);
        double worst = 0;
        for (int i = 0; i < example.path("logitsLast").size(); i++) {
            double expected = example.path("logitsLast").path(i).asDouble();
            worst = Math.max(worst, Math.abs(logits[ids.length - 1][i] - expected));
        }
        for (int i = 0; i < example.path("logSumExp").size(); i++) {
            double expected = example.path("logSumExp").path(i).asDouble();
            worst = Math.max(worst, Math.abs(logSumExp(logits[i]) - expected));
        }
        return worst;
    }

    static double logSumExp(float[] logits) {
        double top = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            top = Math.max(top, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - top);
        }
        return top + Math.log(sum);
    }

    /**
     * Some implementations take the subword that ends a text for padding wherever it stands in a prompt, and hide it: a
     * continuation without it agrees as well.
     */
    private boolean sameGreedy(int[] ids, int[] greedy) {
        if (greedy(ids, greedy.length, greedy)) {
            return true;
        }
        int[] ends = model.tokenizer().endsOfText();
        int[] seen = Arrays.stream(ids)
                .filter(id -> Arrays.stream(ends).noneMatch(end -> end == id))
                .toArray();
        return seen.length > 0 && seen.length < ids.length && greedy(seen, greedy.length, greedy);
    }

    private boolean greedy(int[] prompt, int length, int[] expected) {
        int[] found = model.generate(Sequence.of(prompt), GenerateOptions.greedy(length), GenerateListener.SILENT)
                .ids();
        return Arrays.equals(found, expected);
    }

    private Sequence sequence(int[] ids, JsonNode change) {
        List<Intervention> interventions = new ArrayList<>();
        if (change.has("attention")) {
            JsonNode c = change.path("attention");
            interventions.add(new AttentionIntervention.AttentionBias(
                    layers(c), heads(c), ints(c.path("keys")), gain(c), PositionSelector.EVERYWHERE));
        }
        if (change.has("rail")) {
            interventions.add(rail(change.path("rail")));
        }
        if (change.has("rotate")) {
            JsonNode c = change.path("rotate");
            interventions.add(HiddenIntervention.Rotation.by(
                    layers(c),
                    axis(c.path("axes").path(0), 1),
                    axis(c.path("axes").path(1), 1),
                    c.path("angle").asDouble()));
        }
        if (change.has("drift")) {
            JsonNode c = change.path("drift");
            interventions.add(HiddenIntervention.LowRankDrift.add(
                    layers(c), axis(c.path("axis"), (float) c.path("amount").asDouble())));
        }
        if (change.has("logits")) {
            Map<Integer, Float> bias = new HashMap<>();
            change.path("logits")
                    .properties()
                    .forEach(entry -> bias.put(Integer.valueOf(entry.getKey()), (float)
                            entry.getValue().asDouble()));
            interventions.add(new LogitIntervention.LogitBias(bias, PositionSelector.EVERYWHERE));
        }
        Sequence sequence = Sequence.of(ids).with(interventions);
        JsonNode sink = change.path("rail").path("sink");
        require(
                sink.isMissingNode() || sink.asInt() == model.info().sinkId(),
                "this model's sink, " + model.info().sinkId(),
                sink);
        return sink.isMissingNode() ? sequence : sequence.withSink();
    }

    private AttentionIntervention.Rail rail(JsonNode c) {
        List<int[]> steps = new ArrayList<>();
        c.path("steps").forEach(step -> steps.add(ints(step)));
        if (steps.isEmpty()) {
            steps.add(ints(c.path("ids")));
        }
        return new AttentionIntervention.Rail(
                steps,
                layers(c),
                heads(c),
                gain(c),
                c.has("sweep") ? new Window.Sweep(c.path("sweep").path("off").asDouble(), 0) : Window.HOLD,
                AttentionIntervention.Placement.BEFORE,
                false,
                PositionSelector.EVERYWHERE);
    }

    private static Strength gain(JsonNode change) {
        return new Strength.Gain(change.path("gain").asDouble());
    }

    private Indices layers(JsonNode change) {
        int first = change.path("layers").path(0).asInt(-1);
        int last = change.path("layers").path(1).asInt(-1);
        require(first >= 0 && first <= last && last < model.info().layers(), "layers of this model", change);
        return Indices.range(first, last);
    }

    private static Indices heads(JsonNode change) {
        return change.has("heads") ? Indices.of(ints(change.path("heads"))) : Indices.ALL;
    }

    private float[] axis(JsonNode index, float value) {
        int at = index.asInt(-1);
        require(at >= 0 && at < model.info().width(), "an axis of this model", index);
        float[] axis = new float[model.info().width()];
        axis[at] = value;
        return axis;
    }

    private static int[] ints(JsonNode node) {
        int[] values = new int[node.size()];
        Arrays.setAll(values, i -> node.path(i).asInt());
        return values;
    }

    private void require(boolean holds, String expected, JsonNode found) {
        if (!holds) {
            String text = found.toString();
            throw new InputRefusedException(where + ": expected " + expected + ", found "
                    + (text.length() > 200 ? text.substring(0, 200) + "..." : text));
        }
    }
}
