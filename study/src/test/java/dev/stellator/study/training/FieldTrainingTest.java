package dev.stellator.study.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.Progress;
import dev.stellator.study.SmallModels;
import dev.stellator.study.field.FieldMaterial;
import dev.stellator.study.field.FieldPath;
import dev.stellator.study.field.FieldStudy;
import dev.stellator.study.learned.FieldFile;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.worker.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
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

class FieldTrainingTest {
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

    private static FieldPath path(int number) {
        List<String> texts = IntStream.range(0, 6)
                .mapToObj(i -> "the reason of experience, number " + number + " and " + i)
                .toList();
        return new FieldPath(
                "p" + number,
                "b" + number,
                List.of("conception", "which", "from"),
                List.of(List.of("not"), List.of("all"), List.of("for")),
                List.of(List.of("that"), List.of("this"), List.of("with")),
                texts,
                texts,
                List.of(List.of("a conception"), List.of("which one"), List.of("from there")),
                Stream.of("reason", "experience", "number", "but", "are", "was")
                        .map(token -> new FieldPath.Step(token, List.of(token.length() > 3 ? "be" : "it", "his")))
                        .toList(),
                new FieldPath.RandomPath(
                        List.of("the", "not", "all"), List.of(List.of("with"), List.of("that"), List.of("this"))));
    }

    private static FieldMaterial material() {
        return FieldMaterial.split(
                IntStream.range(0, 8).mapToObj(FieldTrainingTest::path).toList(), List.of("a lamp", "the river"), 3);
    }

    private static FieldTraining.Settings settings(int steps, Variant... variants) {
        return new FieldTraining.Settings(Set.of(variants), 3, steps, 2, 2, 0.2, 1, 2, FieldTraining.Aim.ORDER, 7);
    }

    /** Untrained, and seen in all layers but the first: the model has four. */
    private static LearnedField start() {
        LearnedField first = LearnedField.first(model.info()).with(true, true, true);
        return new LearnedField(
                1,
                first.nats(),
                first.contrast(),
                first.emphasis(),
                first.strengths(),
                List.of(),
                List.of(),
                first.provenance());
    }

    private static FieldTraining.Result learn(Path place, Progress progress, int steps, Variant... variants) {
        LearnedField first = start();
        return new FieldTraining(model)
                .learn(
                        new FieldTraining.Request(material(), first, first.provenance(), settings(steps, variants)),
                        place,
                        progress);
    }

    @ParameterizedTest
    @EnumSource(
            value = Variant.class,
            names = {"GAINS", "DISTANCES", "CONTRAST", "EMPHASIS", "VALUES", "GATES", "SWEEP"})
    void shouldEndInTheSameBytesAfterAKillAtAnyStep(Variant variant) throws Exception {
        learn(folder.resolve("whole"), Progress.SILENT, 6, variant);
        for (int after = 1; after <= 5; after += 2) {
            Path place = folder.resolve("killed" + after);
            Killer killer = new Killer(after);
            assertThatThrownBy(() -> learn(place, killer, 6, variant)).hasMessage("killed");
            FieldTraining.Result resumed = learn(place, Progress.SILENT, 6, variant);
            assertThat(resumed.resumedAt()).isEqualTo(after / 2 * 2);
            assertThat(Files.readAllBytes(place.resolve("checkpoint.safetensors")))
                    .isEqualTo(Files.readAllBytes(folder.resolve("whole").resolve("checkpoint.safetensors")));
        }
    }

    private static final class Killer implements Progress {
        private final int after;
        private int done;

        Killer(int after) {
            this.after = after;
        }

        @Override
        public void begin(String stage, long total) {}

        @Override
        public void advance(long steps) {
            done += (int) steps;
            if (done == after) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void end() {}
    }

    @ParameterizedTest
    @EnumSource(FieldTraining.Aim.class)
    void shouldRaiseTheOrderOfTrainedWordsOnPathsThatItIsNotTrainedOn(FieldTraining.Aim aim) {
        LearnedField untrained = start();
        FieldTraining.Settings settings =
                new FieldTraining.Settings(Set.of(Variant.GAINS, Variant.CONTRAST), 3, 40, 2, 2, 0.2, 1, 2, aim, 7);
        FieldTraining.Result result = new FieldTraining(model)
                .learn(
                        new FieldTraining.Request(material(), untrained, untrained.provenance(), settings),
                        folder,
                        Progress.SILENT);
        double first = Objects.requireNonNull(result.curve().get(0).validationOrder());
        double kept = result.curve().stream()
                .filter(point -> point.step() == result.keptStep())
                .mapToDouble(point -> Objects.requireNonNull(point.validationOrder()))
                .findFirst()
                .orElseThrow();
        assertThat(kept).isGreaterThan(first + 0.005);
        assertThat(result.numbers())
                .isEqualTo(3L * model.info().layers() * model.info().heads());
    }

    @Test
    void shouldMeasureEachArmAtTheFieldsKl() {
        LearnedField field = LearnedField.first(model.info());
        FieldStudy study = new FieldStudy(model);
        FieldStudy.Request request = new FieldStudy.Request(
                field, field, material().unseen(), material().neutral(), 1);
        FieldStudy.Report report = study.measure(request, Progress.SILENT);
        FieldStudy.Result own = report.arm(FieldStudy.Arm.FIELD);
        assertThat(report.arms().keySet())
                .containsExactlyInAnyOrder(java.util.Arrays.stream(FieldStudy.Arm.values())
                        .map(FieldStudy.Arm::name)
                        .toArray(String[]::new));
        assertThat(report.arm(FieldStudy.Arm.BESIDE).order().mean())
                .as("the same field beside itself")
                .isEqualTo(own.order().mean());
        assertThat(own.kl()).isPositive();
        assertThat(report.permutedP()).isBetween(0.0, 1.0);
        assertThat(study.bands(request, 2, Progress.SILENT)).extracting("first").containsExactly(3);
    }

    @Test
    void shouldShuffleTheTrainedWordsAmongStepsAndPathsForItsNull() {
        FieldMaterial shuffled = material().shuffled(5);
        assertThat(shuffled.unseen()).isEqualTo(material().unseen());
        assertThat(words(shuffled))
                .containsExactlyInAnyOrderElementsOf(words(material()))
                .isNotEqualTo(words(material()));
    }

    /** Those of the paths' steps, and of the other tokens that rails are drawn from. */
    private static List<List<String>> words(FieldMaterial material) {
        return material.trained().stream()
                .flatMap(path -> Stream.concat(
                        path.trained().stream(), path.others().stream().map(FieldPath.Step::trained)))
                .toList();
    }

    @Test
    void shouldKeepBasinsOnOneSideOfTheSplit() {
        FieldMaterial material = material();
        assertThat(material.trained())
                .extracting(FieldPath::basinId)
                .doesNotContainAnyElementsOf(
                        material.unseen().stream().map(FieldPath::basinId).toList());
        assertThat(material.trained().size()
                        + material.validating().size()
                        + material.unseen().size())
                .isEqualTo(8);
    }

    @Test
    void shouldWriteAFieldThatActsAsItDid() {
        FieldTraining.Result result = learn(folder, Progress.SILENT, 4, Variant.GAINS, Variant.CONTRAST);
        Path file = folder.resolve("field.safetensors");
        FieldFile.write(result.field(), file);
        FieldStudy study = new FieldStudy(model);
        FieldStudy.Report before = study.measure(
                new FieldStudy.Request(
                        result.field(), null, material().unseen(), material().neutral(), 1),
                Progress.SILENT);
        FieldStudy.Report after = study.measure(
                new FieldStudy.Request(
                        FieldFile.read(file),
                        null,
                        material().unseen(),
                        material().neutral(),
                        1),
                Progress.SILENT);
        assertThat(after.arm(FieldStudy.Arm.FIELD)).isEqualTo(before.arm(FieldStudy.Arm.FIELD));
    }
}
