package dev.stellator.study.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.study.SmallModels;
import dev.stellator.study.measure.OrderTexts;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.Material;
import dev.stellator.study.reaction.OrderAtKl;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.GradientIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PathTrainingTest {
    private static LanguageModel model;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        model = SmallModels.open("llama");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Material material() {
        List<Material.Text> texts = IntStream.range(0, 24)
                .mapToObj(i -> new Material.Text("t" + i, "reason and experience, number " + i % 7, "c" + i / 3, true))
                .toList();
        List<String> outside =
                IntStream.range(0, 8).mapToObj(i -> "the river is wide " + i).toList();
        return new Material(texts.subList(0, 12), texts.subList(12, 24), outside);
    }

    /** Two steps, one after the other, with a damped gradient in the layers where the rail is seen. */
    private static List<Intervention> program(double gain) {
        return List.of(Rail.sweep(
                List.of(model.tokenizer().encode(" reason"), model.tokenizer().encode(" experience")),
                Indices.of(1, 2, 3),
                Indices.ALL,
                new Strength.Gain(gain),
                new Window.Sweep(-gain, 0)));
    }

    private static PathTraining.Settings settings(int steps, double rateFactor, Variant... variants) {
        return new PathTraining.Settings(Set.of(variants), new int[] {2, 3}, 2, steps, 4, 0.2, rateFactor, 2, 5);
    }

    private static PathTraining.Under under(List<Intervention> also) {
        Directions directions = Directions.measure(
                model, List.of("a reason"), List.of("an experience"), List.of("the river is wide", "a lamp"));
        return new PathTraining.Under(
                gain -> Stream.concat(program(gain).stream(), also.stream()).toList(),
                1,
                0,
                directions,
                List.of(new int[] {40, 41, 42}, new int[] {50, 51, 52}),
                List.of(new int[] {60, 61, 62}, new int[] {70, 71, 72}));
    }

    private static Training train(int steps, Path folder, Variant... variants) {
        return train(steps, folder, Progress.SILENT, variants);
    }

    private static Training train(int steps, Path folder, Progress progress, Variant... variants) {
        return new PathTraining(model)
                .train(under(List.of()), material(), settings(steps, 1, variants), folder, progress);
    }

    /** Kills a training after so many steps. */
    private static void killed(int after, int steps, Path folder, Variant... variants) {
        Progress killing = new Progress() {
            private int done;

            @Override
            public void begin(String stage, long total) {}

            @Override
            public void advance(long some) {
                done += (int) some;
                if (done == after) {
                    throw new IllegalStateException("killed");
                }
            }

            @Override
            public void end() {}
        };
        assertThatThrownBy(() -> train(steps, folder, killing, variants)).hasMessage("killed");
    }

    @Test
    void shouldRaiseTheOrderOfTheWordsThatItTrainsOnTextsThatItDoesNotTrainOn() {
        Training training = train(30, folder, Variant.GAINS);
        double first = Objects.requireNonNull(training.curve().get(0).validationOrder());
        double kept = training.curve().stream()
                .filter(point -> point.step() == training.bestStep())
                .mapToDouble(point -> Objects.requireNonNull(point.validationOrder()))
                .findFirst()
                .orElseThrow();
        assertThat(kept).isGreaterThan(first + 0.01);
        assertThat(training.parameters())
                .isEqualTo(2L * model.info().layers() * model.info().heads());
        assertThat(training.curve().get(0).step()).isZero();
        assertThat(training.before().inputs()).isEqualTo(12);
    }

    @Test
    void shouldTrainOnOneTextAStep() {
        PathTraining.Settings one =
                new PathTraining.Settings(Set.of(Variant.GAINS), new int[] {2, 3}, 2, 4, 1, 0.2, 1, 2, 5);
        Training training = new PathTraining(model).train(under(List.of()), material(), one, folder, Progress.SILENT);
        assertThat(training.steps()).isEqualTo(4);
    }

    @Test
    void shouldEndInTheSameBitsAfterAKill() throws Exception {
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        train(8, whole, Variant.GAINS);
        killed(5, 8, stopped, Variant.GAINS);
        Training resumed = train(8, stopped, Variant.GAINS);
        assertThat(resumed.resumedAt()).isEqualTo(4);
        assertThat(Files.readAllBytes(stopped.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
        assertThat(Files.readAllBytes(stopped.resolve("learned.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("learned.safetensors")));
    }

    /** Adam divides a factor of the gradient out again: the update has to be scaled. */
    @Test
    void shouldMoveDampenedLayersByTheFactorOfTheDampening() {
        Intervention dampening = new GradientIntervention.GradientDampening(Indices.of(2), 0.1);
        PathTraining training = new PathTraining(model);
        float[][][] free = gains(training.train(
                under(List.of()), material(), settings(1, 1, Variant.GAINS), folder.resolve("free"), Progress.SILENT));
        float[][][] damped = gains(training.train(
                under(List.of(dampening)),
                material(),
                settings(1, 1, Variant.GAINS),
                folder.resolve("damped"),
                Progress.SILENT));
        for (int head = 0; head < free[0][2].length; head++) {
            assertThat(free[0][2][head]).isNotZero();
            assertThat(damped[0][2][head]).isCloseTo(0.1f * free[0][2][head], within(1e-5f));
            assertThat(damped[0][1][head]).as("below it").isCloseTo(0.1f * free[0][1][head], within(1e-5f));
            assertThat(damped[0][3][head]).as("above it").isEqualTo(free[0][3][head]);
        }
    }

    /** Of the last step, from the checkpoint: what is kept may be the beginning. */
    private static float[][][] gains(Training training) {
        Path file = Path.of(training.file()).resolveSibling("checkpoint.safetensors");
        try (NDManager scope = model.tensors().newScope();
                InputStream in = Files.newInputStream(file)) {
            NDArray shown = NDList.decode(scope, in).get("gains.shown");
            int heads = model.info().heads();
            float[] flat = shown.toFloatArray();
            float[][] rows = new float[model.info().layers()][];
            for (int layer = 0; layer < rows.length; layer++) {
                rows[layer] = java.util.Arrays.copyOfRange(flat, layer * heads, (layer + 1) * heads);
            }
            return new float[][][] {rows};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldNameADamagedCheckpoint() throws Exception {
        train(2, folder, Variant.GAINS);
        Path file = folder.resolve("checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> train(4, folder, Variant.GAINS))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("checkpoint.safetensors")
                .hasMessageContaining("delete it to start over");
    }

    @ParameterizedTest
    @EnumSource(value = Variant.class, names = "SWEEP", mode = EnumSource.Mode.EXCLUDE)
    void shouldLearnEachVariantAndEndInTheSameBitsAfterAKill(Variant variant) throws Exception {
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        Training training = train(8, whole, variant);
        killed(7, 8, stopped, variant);
        assertThat(train(8, stopped, variant).resumedAt()).isEqualTo(6);
        assertThat(Files.readAllBytes(stopped.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
        assertThat(training.curve().get(0).validationKl())
                .as("a no-op at the start")
                .isCloseTo(klWith(List.of()), within(1e-5));
        assertThat(training.learned()).containsExactly(variant.word());
    }

    /** Mean KL of the validation texts under the program and what was learned. */
    private static double klWith(List<Intervention> learned) {
        List<Intervention> all = new ArrayList<>(program(1));
        all.addAll(learned);
        List<Sequence> texts = material().building().subList(10, 12).stream()
                .map(text -> Sequence.of(model.tokenizer().encode(text.text())).withSink())
                .toList();
        try (OrderTexts read = new OrderTexts(model, texts, new int[0])) {
            return OrderAtKl.mean(
                    read.under(List.of(all), List.of(List.of())).get(0).kl());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Variant.class, names = "SWEEP", mode = EnumSource.Mode.EXCLUDE)
    void shouldActTheSameWhenItIsReadFromItsFile(Variant variant) {
        Training training = train(6, folder, variant);
        List<Intervention> read = LearnedFile.read(model, Path.of(training.file()));
        double kept = training.curve().stream()
                .filter(point -> point.step() == training.bestStep())
                .mapToDouble(point -> Objects.requireNonNull(point.validationKl()))
                .findFirst()
                .orElseThrow();
        assertThat(klWith(read)).isCloseTo(kept, within(1e-5));
    }

    @Test
    void shouldRefuseToLearnADirectionSweepAlongOnePath() {
        assertThatThrownBy(() -> settings(2, 1, Variant.SWEEP))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("learned with a field");
    }

    @Test
    void shouldRefuseALearnedFileOfAnotherModel() {
        Training training = train(2, folder, Variant.GAINS);
        try (LanguageModel other = SmallModels.open("gpt2")) {
            Path file = Path.of(training.file());
            if (other.info().layers() != model.info().layers()
                    || other.info().heads() != model.info().heads()) {
                assertThatThrownBy(() -> LearnedFile.read(other, file))
                        .isInstanceOf(InputRefusedException.class)
                        .hasMessageContaining("does not fit");
            }
            assertThatThrownBy(() -> LearnedFile.read(model, folder.resolve("none")))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("there is no file");
        }
    }

    @Test
    void shouldStopAtALossThatIsNoNumberAndKeepTheLastGoodCheckpoint() throws Exception {
        killed(5, 6, folder, Variant.DRIFT);
        byte[] good = Files.readAllBytes(folder.resolve("checkpoint.safetensors"));
        assertThatThrownBy(() -> new PathTraining(model)
                        .train(
                                under(List.of()),
                                material(),
                                settings(20, 1e38, Variant.DRIFT),
                                folder,
                                Progress.SILENT))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("lower the learning rate")
                .hasMessageContaining("last good checkpoint");
        assertThat(Files.readAllBytes(folder.resolve("checkpoint.safetensors"))).isEqualTo(good);
        assertThat(train(6, folder, Variant.DRIFT).resumedAt()).isEqualTo(4);
    }

    @Test
    void shouldSayThatNoWordCanBeScoredRatherThanBlameTheLearningRate() {
        PathTraining.Under some = under(List.of());
        List<int[]> none = List.of(new int[0], new int[0]);
        PathTraining.Under wordless =
                new PathTraining.Under(some.program(), some.strength(), some.least(), some.directions(), none, none);
        assertThatThrownBy(() -> new PathTraining(model)
                        .train(wordless, material(), settings(2, 1, Variant.GAINS), folder, Progress.SILENT))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("a larger corpus");
    }

    @Test
    void shouldKeepTheLastCheckpointWhenTheNextCannotBeWritten() throws Exception {
        killed(5, 8, folder, Variant.GAINS);
        byte[] good = Files.readAllBytes(folder.resolve("checkpoint.safetensors"));
        Path blocked = folder.resolve("checkpoint.safetensors.new");
        Files.createDirectories(blocked.resolve("in the way"));
        assertThatThrownBy(() -> train(8, folder, Variant.GAINS))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("the last one is still there");
        assertThat(Files.readAllBytes(folder.resolve("checkpoint.safetensors"))).isEqualTo(good);
    }

    /** What a training reads is what the corpus says: its texts, cut and never joined, prompted, asked or answered. */
    @Test
    void shouldMakeNoQuestionsAnswersOrChainsOfItsTexts() throws Exception {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/stellator/study/training"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(source);
                assertThat(text)
                        .as("%s makes no text of its own", source)
                        .doesNotContainPattern(
                                "(?i)\\b(question|answer|instruction|chain of thought|user:|assistant)\\b")
                        .doesNotContain("chatTemplate")
                        .doesNotContain(".generate(");
            }
        }
        Set<String> texts = new HashSet<>();
        material().building().forEach(text -> texts.add(text.text()));
        material().heldOut().forEach(text -> texts.add(text.text()));
        List<Sequence> read =
                new PathTraining(model).texts(under(List.of()), material(), settings(1, 1, Variant.DRIFT));
        assertThat(read).isNotEmpty().allSatisfy(sequence -> assertThat(texts)
                .as("a beginning of one text")
                .anyMatch(text -> text.startsWith(model.tokenizer().decode(sequence.ids()))));
    }
}
