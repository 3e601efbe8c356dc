package dev.stellator.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.model.Indices;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelOptions;
import dev.stellator.engine.model.Observe;
import dev.stellator.engine.model.Sequence;
import dev.stellator.engine.model.Strength;
import dev.stellator.engine.reaction.Directions;
import dev.stellator.engine.reaction.Material;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
        model = LanguageModel.open(Path.of("src/test/resources/model/tiny/llama"), ModelOptions.DEFAULT);
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

    private static List<Intervention> program() {
        return List.of(Intervention.Rail.hold(
                List.of(model.tokenizer().encode(" reason")), Indices.of(2, 3), Indices.ALL, new Strength.Gain(1)));
    }

    private static PathTraining.Settings settings(int steps, double learningRate, Variant... variants) {
        return settings(steps, learningRate, Double.POSITIVE_INFINITY, variants);
    }

    private static PathTraining.Settings settings(
            int steps, double learningRate, double outsideLimit, Variant... variants) {
        return new PathTraining.Settings(
                Set.of(variants), new int[] {2, 3}, 2, steps, 4, learningRate, 0.1, outsideLimit, 2, 100, 5);
    }

    private static PathTraining.Under under() {
        Directions directions = Directions.measure(
                model, List.of("a reason"), List.of("an experience"), List.of("the river is wide", "a lamp"));
        return new PathTraining.Under(program(), model.tokenizer().encode(" experience"), directions);
    }

    private static Training train(int steps, Path folder) {
        return train(steps, folder, Variant.DRIFT);
    }

    private static Training train(int steps, Path folder, Variant... variants) {
        return new PathTraining(model)
                .train(under(), material(), settings(steps, 1e-2, variants), folder, Progress.SILENT);
    }

    @Test
    void shouldLowerTheHeldOutLossOfTextsLikeThoseItLearnsFrom() {
        Training training = train(12, folder);
        assertThat(training.heldOutAfter()).isLessThan(training.heldOutBefore() - 0.05);
        assertThat(training.change().mean()).isNegative();
        assertThat(training.parameters()).isEqualTo(2 * (2 * 2 * 64 + 2));
        assertThat(training.curve().get(0).step()).isZero();
    }

    @Test
    void shouldEndInTheSameBitsAfterAStop() throws Exception {
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        train(8, whole);
        train(4, stopped);
        Training resumed = train(8, stopped);
        assertThat(resumed.resumedAt()).isEqualTo(4);
        assertThat(Files.readAllBytes(stopped.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
        assertThat(Files.readAllBytes(stopped.resolve("learned.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("learned.safetensors")));
    }

    @Test
    void shouldKeepThoughtsOutsideAsTheBaseModelHasThem() throws Exception {
        double limit = 0.005;
        PathTraining training = new PathTraining(model);
        PathTraining.Settings kept = settings(40, 1e-2, limit, Variant.DRIFT);
        Training within = training.train(under(), material(), kept, folder.resolve("within"), Progress.SILENT);
        Training free = training.train(
                under(), material(), settings(40, 1e-2, Variant.DRIFT), folder.resolve("free"), Progress.SILENT);
        assertThat(outsideOfTheKept(free)).as("what is to be held back").isGreaterThan(limit);
        assertThat(outsideOfTheKept(within)).isLessThanOrEqualTo(limit);
        assertThat(within.heldOutAfter()).isLessThan(within.heldOutBefore());
        assertThat(within.heldOutAfter()).as("its price").isGreaterThan(free.heldOutAfter());

        Path stopped = folder.resolve("stopped");
        training.train(under(), material(), settings(20, 1e-2, limit, Variant.DRIFT), stopped, Progress.SILENT);
        training.train(under(), material(), kept, stopped, Progress.SILENT);
        assertThat(Files.readAllBytes(stopped.resolve("checkpoint.safetensors")))
                .as("the weight goes on where it was")
                .isEqualTo(Files.readAllBytes(folder.resolve("within").resolve("checkpoint.safetensors")));
    }

    @Test
    void shouldLearnWhereNothingLiesOutside() {
        Material material = new Material(material().building(), material().heldOut(), List.of());
        Training training = new PathTraining(model)
                .train(under(), material, settings(6, 1e-2, 0.02, Variant.DRIFT), folder, Progress.SILENT);
        assertThat(training.bestStep()).isPositive();
        assertThat(training.heldOutAfter()).isLessThan(training.heldOutBefore());
    }

    private static double outsideOfTheKept(Training training) {
        return training.curve().stream()
                .filter(point -> point.step() == training.bestStep())
                .mapToDouble(point -> Math.abs(java.util.Objects.requireNonNull(point.outside())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldNameADamagedCheckpoint() throws Exception {
        train(2, folder);
        Path file = folder.resolve("checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> train(4, folder))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("checkpoint.safetensors")
                .hasMessageContaining("delete it to start over");
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void shouldLearnEachVariantAndEndInTheSameBitsAfterAStop(Variant variant) throws Exception {
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        Training training = train(8, whole, variant);
        train(4, stopped, variant);
        assertThat(train(8, stopped, variant).resumedAt()).isEqualTo(4);
        assertThat(Files.readAllBytes(stopped.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
        assertThat(training.curve().get(0).validation())
                .as("a no-op at the start")
                .isCloseTo(lossWith(List.of()), within(1e-6));
        assertThat(training.bestStep()).as("something was learned").isPositive();
        assertThat(training.learned()).containsExactly(variant.word());
    }

    /** Of the validation texts under the program and what was learned. */
    private static double lossWith(List<Intervention> learned) {
        List<Intervention> all = new ArrayList<>(program());
        all.addAll(learned);
        return material().building().subList(10, 12).stream()
                .mapToDouble(text -> loss(Sequence.of(model.tokenizer().encode(text.text()))
                        .withSink()
                        .with(all)))
                .average()
                .orElseThrow();
    }

    private static double loss(Sequence sequence) {
        float[] next =
                model.forward(sequence, Observe.NOTHING.andNextLogLikelihoods()).nextLogLikelihoods();
        double sum = 0;
        for (float logLikelihood : next) {
            sum -= logLikelihood;
        }
        return sum / next.length;
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void shouldActTheSameWhenItIsReadFromItsFile(Variant variant) {
        Training training = train(6, folder, variant);
        List<Intervention> read = LearnedFile.read(model, Path.of(training.file()));
        double best = training.curve().stream()
                .filter(point -> point.validation() != null)
                .mapToDouble(Training.Point::validation)
                .min()
                .orElseThrow();
        assertThat(lossWith(read)).isCloseTo(best, within(1e-5));
        assertThat(training.bestStep()).as("something was learned").isPositive();
    }

    @Test
    void shouldRefuseALearnedFileOfAnotherModel() {
        Training training = train(2, folder, Variant.GAINS);
        try (LanguageModel other =
                LanguageModel.open(Path.of("src/test/resources/model/tiny/gpt2"), ModelOptions.DEFAULT)) {
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
        train(4, folder);
        byte[] good = Files.readAllBytes(folder.resolve("checkpoint.safetensors"));
        assertThatThrownBy(() -> new PathTraining(model)
                        .train(under(), material(), settings(20, 1e38, Variant.DRIFT), folder, Progress.SILENT))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("lower the learning rate")
                .hasMessageContaining("last good checkpoint");
        assertThat(Files.readAllBytes(folder.resolve("checkpoint.safetensors"))).isEqualTo(good);
        assertThat(train(6, folder).resumedAt()).isEqualTo(4);
    }

    @Test
    void shouldKeepTheLastCheckpointWhenTheNextCannotBeWritten() throws Exception {
        train(4, folder);
        byte[] good = Files.readAllBytes(folder.resolve("checkpoint.safetensors"));
        Path blocked = folder.resolve("checkpoint.safetensors.new");
        Files.createDirectories(blocked.resolve("in the way"));
        assertThatThrownBy(() -> train(8, folder))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("the last one is still there");
        assertThat(Files.readAllBytes(folder.resolve("checkpoint.safetensors"))).isEqualTo(good);
    }

    /** What a training reads is what the corpus says: its texts, cut and never joined, prompted, asked or answered. */
    @Test
    void shouldMakeNoQuestionsAnswersOrChainsOfItsTexts() throws Exception {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/stellator/engine/training"))) {
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
        texts.addAll(material().neutral());
        List<Sequence> read = new PathTraining(model).texts(under(), material(), settings(1, 1e-2, Variant.DRIFT));
        assertThat(read).isNotEmpty().allSatisfy(sequence -> assertThat(texts)
                .as("a beginning of one text")
                .anyMatch(text -> text.startsWith(model.tokenizer().decode(sequence.ids()))));
    }
}
