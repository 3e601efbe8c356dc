package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.LogitIntervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SmolLM2-135M-Instruct in Q4_1 against Hugging Face transformers 5.23.0, float32, eager attention. */
@Tag("model")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmolLm2ReferenceIT {
    private static final double TOLERANCE = 2e-3;
    private static final int PADDING = 2;

    private LanguageModel model;

    @BeforeEach
    void open() {
        Path file = file();
        assumeTrue(
                Files.isRegularFile(file),
                () -> "SmolLM2 is not at " + file + "; name its place with -Dstellator.test.model=FILE");
        if (model == null) {
            model = LanguageModel.open(file, new ModelOptions("cpu", ModelOptions.Precision.F32, 0));
        }
    }

    @AfterAll
    void close() {
        if (model != null) {
            model.close();
        }
    }

    private static Path file() {
        String given = System.getProperty("stellator.test.model");
        if (given != null) {
            return Path.of(given);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return folder.resolve("stellator/models/SmolLM2-135M-Instruct.Q4_1.gguf");
    }

    static Stream<Arguments> cases() {
        return StreamSupport.stream(
                        References.json("smollm2.json").path("cases").spliterator(), false)
                .map(example -> Arguments.of(example.path("name").asText() + " " + example.path("change"), example));
    }

    static Stream<Arguments> tokenizerCases() {
        return StreamSupport.stream(
                        References.json("smollm2.json").path("tokenizer").spliterator(), false)
                .map(example -> Arguments.of(example.path("text").asText(), example.path("ids")));
    }

    @ParameterizedTest
    @MethodSource("tokenizerCases")
    void shouldTokenizeLikeTheReference(String text, JsonNode ids) {
        assertThat(model.tokenizer().encodeMarkup(text)).isEqualTo(References.ints(ids));
        assertThat(model.tokenizer().decode(References.ints(ids))).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldEqualTheReference(String name, JsonNode example) {
        int[] ids = References.ints(example.path("ids"));
        assertThat(model.tokenizer().encodeMarkup(example.path("text").asText()))
                .isEqualTo(ids);
        Sequence sequence = sequence(ids, example.path("change"));

        List<Integer> positions = new ArrayList<>();
        example.path("positions").forEach(p -> positions.add(p.path("position").asInt()));
        Observation observation = model.forward(
                sequence,
                ObservationRequest.NOTHING
                        .logitsAt(positions.stream().mapToInt(Integer::intValue).toArray())
                        .andNextLogLikelihoods()
                        .hiddenAt(Indices.ALL, -1));
        double worst = 0;
        for (int i = 0; i < positions.size(); i++) {
            worst = Math.max(
                    worst,
                    difference(
                            observation.logits()[i], example.path("positions").get(i)));
        }
        assertThat(worst).as(name).isLessThan(TOLERANCE);
        if (example.has("greedy")) {
            assertBase(example, ids, observation);
        }
    }

    private void assertBase(JsonNode example, int[] ids, Observation observation) {
        double mean = 0;
        for (float value : observation.nextLogLikelihoods()) {
            mean += value / observation.nextLogLikelihoods().length;
        }
        assertThat(mean).isCloseTo(example.path("nextLogLikelihoodMean").asDouble(), within(1e-4));
        float[] norms = References.floats(example.path("hiddenNormLast"));
        for (int layer = 0; layer < norms.length - 1; layer++) { // the first norm is the embedding's
            float[] h = observation.hidden()[layer][0];
            assertThat((float) Math.sqrt(DotProduct.of(h, h)))
                    .isCloseTo(norms[layer + 1], within(1e-4f * norms[layer + 1]));
        }
        int[] greedy = References.ints(example.path("greedy"));
        // to continue a prompt, transformers took subword 2, which pads as well, for padding, and hid it
        int[] seen = Arrays.stream(ids).filter(id -> id != PADDING).toArray();
        Generation generation =
                model.generate(Sequence.of(seen), GenerateOptions.greedy(greedy.length), GenerateListener.SILENT);
        assertThat(generation.ids()).isEqualTo(greedy);
    }

    private static double difference(float[] logits, JsonNode position) {
        double worst = Math.abs(
                References.logSumExp(logits) - position.path("logSumExp").asDouble());
        double mean = 0;
        for (float logit : logits) {
            mean += logit / logits.length;
        }
        worst = Math.max(worst, Math.abs(mean - position.path("mean").asDouble()));
        for (JsonNode top : position.path("top")) {
            worst = Math.max(
                    worst, Math.abs(logits[top.get(0).asInt()] - top.get(1).asDouble()));
        }
        return worst;
    }

    private Sequence sequence(int[] ids, JsonNode change) {
        List<Intervention> interventions = new ArrayList<>();
        boolean sink = false;
        if (change.has("attention")) {
            JsonNode c = change.path("attention");
            interventions.add(new AttentionIntervention.AttentionBias(
                    layers(c), heads(c), References.ints(c.path("keys")), gain(c), PositionSelector.EVERYWHERE));
        }
        if (change.has("rail")) {
            JsonNode c = change.path("rail");
            sink = c.has("sink");
            List<int[]> steps = new ArrayList<>();
            (c.has("steps") ? c.path("steps") : References.json("smollm2.json").path("none"))
                    .forEach(step -> steps.add(References.ints(step)));
            if (steps.isEmpty()) {
                steps.add(References.ints(c.path("ids")));
            }
            interventions.add(new AttentionIntervention.Rail(
                    steps,
                    layers(c),
                    heads(c),
                    gain(c),
                    c.has("sweep")
                            ? new Window.Sweep(c.path("sweep").path("off").asDouble(), 0)
                            : Window.HOLD,
                    AttentionIntervention.Placement.BEFORE,
                    false,
                    PositionSelector.EVERYWHERE));
        }
        if (change.has("rotate")) {
            JsonNode c = change.path("rotate");
            interventions.add(HiddenIntervention.Rotation.by(
                    layers(c),
                    axis(c.path("axes").get(0).asInt(), 1),
                    axis(c.path("axes").get(1).asInt(), 1),
                    c.path("angle").asDouble()));
        }
        if (change.has("drift")) {
            JsonNode c = change.path("drift");
            interventions.add(HiddenIntervention.LowRankDrift.add(
                    layers(c),
                    axis(c.path("axis").asInt(), (float) c.path("amount").asDouble())));
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
        return sink ? sequence.withSink() : sequence;
    }

    private static Strength gain(JsonNode change) {
        return new Strength.Gain(change.path("gain").asDouble());
    }

    private static Indices layers(JsonNode change) {
        return Indices.range(
                change.path("layers").get(0).asInt(),
                change.path("layers").get(1).asInt());
    }

    private static Indices heads(JsonNode change) {
        return change.has("heads") ? Indices.of(References.ints(change.path("heads"))) : Indices.ALL;
    }

    private float[] axis(int index, float value) {
        float[] axis = new float[model.info().width()];
        axis[index] = value;
        return axis;
    }
}
