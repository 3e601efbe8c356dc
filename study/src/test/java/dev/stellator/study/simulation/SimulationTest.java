package dev.stellator.study.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.program.Program;
import dev.stellator.study.SmallModels;
import dev.stellator.worker.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {
    private static final SmallWorld WORLD = new SmallWorld();
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

    private static Simulation.Settings settings(int iterations, long seed) {
        return new Simulation.Settings(iterations, 0.05, 5, 2, 12, "en", 2, seed);
    }

    private static Simulated run(int iterations, long seed, Path folder, Simulation.Listener listener) {
        return new Simulation(model, null, WORLD.graph(), WORLD.graph(), WORLD)
                .run(settings(iterations, seed), folder, Progress.SILENT, listener);
    }

    private static Simulated run(int iterations, Path folder) {
        return run(iterations, 5, folder, (iteration, setting) -> {});
    }

    @Test
    void shouldEndTheSameAfterAnyNumberOfKills() throws Exception {
        Simulated whole = run(30, folder.resolve("whole"));
        Path killed = folder.resolve("killed");
        Path journal = killed.resolve("journal.jsonl");
        Random random = new Random(1);
        for (int kill = 0; kill < 20; kill++) {
            int left = 1 + random.nextInt(2);
            int[] heard = new int[1];
            try {
                run(30, 5, killed, (iteration, setting) -> {
                    if (++heard[0] == left) {
                        throw new IllegalStateException("killed");
                    }
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("killed");
            }
            byte[] bytes = Files.readAllBytes(journal);
            if (kill % 3 == 0) {
                Files.write(journal, Arrays.copyOf(bytes, bytes.length - random.nextInt(40)));
            } else if (kill % 3 == 1) {
                Files.writeString(journal, "0badc0de {\"number\":", StandardOpenOption.APPEND);
            }
        }
        Simulated resumed = run(30, killed);
        assertThat(resumed.resumed()).isPositive();
        assertThat(resumed.iterations()).isEqualTo(whole.iterations());
        assertThat(resumed.confirmations()).isEqualTo(whole.confirmations());
        assertThat(Files.readAllBytes(journal))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole").resolve("journal.jsonl")));
    }

    @Test
    void shouldGoOnToMoreIterationsAndDependOnTheSeed() {
        Simulated first = run(4, folder);
        Simulated more = run(6, folder);
        assertThat(more.iterations().subList(0, 4)).isEqualTo(first.iterations());
        assertThat(more.resumed()).isEqualTo(4);
        assertThat(run(4, 6, folder.resolve("other"), (iteration, setting) -> {})
                        .iterations())
                .isNotEqualTo(first.iterations());
    }

    @Test
    void shouldBringPathAndDecoyToTheSameBudgetAndHoldBothAgainstTheSameControls() {
        Simulated simulated = run(12, folder);
        assertThat(simulated.iterations()).allSatisfy(iteration -> {
            assertThat(iteration.controls()).hasSize(3);
            double mean =
                    iteration.controls().stream().mapToDouble(x -> x).average().orElseThrow();
            assertThat(iteration.path().reward()).isCloseTo(iteration.path().vocabulary() - mean, within(1e-12));
            assertThat(iteration.decoy().reward()).isCloseTo(iteration.decoy().vocabulary() - mean, within(1e-12));
            assertThat(iteration.decoy().tokens())
                    .hasSameSizeAs(iteration.path().tokens())
                    .doesNotContainAnyElementsOf(iteration.path().tokens());
            assertThat(iteration.path().passed()).isEqualTo(iteration.path().check() != null);
        });
        assertThat(simulated.iterations())
                .extracting(one -> one.path().check())
                .filteredOn(Objects::nonNull)
                .allSatisfy(check -> {
                    assertThat(check.accepted()).isEqualTo(check.above() == 0);
                    assertThat(check.drawn()).isEqualTo(check.accepted() ? 5 : check.drawn());
                });
        assertThat(simulated.verdicts()).isNotEmpty();
        assertThat(simulated.paid()).isNotEmpty();
        assertThat(simulated.stages().keySet())
                .containsExactly("input", "distillation", "modulation", "reaction", "check");
    }

    @Test
    void shouldPutNoDocumentIntoTwoParts() {
        var parts = Split.split(WORLD.thoughts(), 3);
        assertThat(parts).hasSameSizeAs(WORLD.thoughts());
        WORLD.thoughts().forEach(a -> WORLD.thoughts().stream()
                .filter(b -> b.documentId().equals(a.documentId()))
                .forEach(b -> assertThat(parts.get(b.id())).isEqualTo(parts.get(a.id()))));
        assertThat(parts.values()).contains(Split.SEARCH, Split.CHECK, Split.REPORT);
    }

    @Test
    void shouldCutABookIntoThreeStretchesOfReading() {
        var book = WORLD.thoughts().stream()
                .filter(thought -> thought.documentId().equals("d0"))
                .toList();
        var parts = Split.split(book, 3);
        List<Split> inReadingOrder = book.stream()
                .sorted(Comparator.comparingInt(Thought::position))
                .map(thought -> Objects.requireNonNull(parts.get(thought.id())))
                .toList();
        assertThat(inReadingOrder).isSorted().contains(Split.SEARCH, Split.CHECK, Split.REPORT);
    }

    @Test
    void shouldRefuseACorpusThatIsTooSmallToSplit() {
        assertThatThrownBy(() -> new Simulation(model, null, WORLD.graph(), WORLD.graph(), WORLD)
                        .run(
                                new Simulation.Settings(1, 0.05, 5, 60, 12, "en", 0, 1),
                                folder,
                                Progress.SILENT,
                                (iteration, setting) -> {}))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("import more text");
    }

    @Test
    void shouldLetNoTwoSimulationsWriteOneJournal() {
        try (Journal journal = Journal.open(folder.resolve("journal.jsonl"))) {
            assertThat(journal.iterations()).isEmpty();
            assertThatThrownBy(() -> run(1, folder))
                    .isInstanceOf(StellatorException.class)
                    .hasMessageContaining("another simulation");
        }
    }

    @Test
    void shouldProposeWhatHasWorked() {
        ParzenEstimator estimator = new ParzenEstimator(new int[] {6, 4, 2});
        java.util.ArrayList<ParzenEstimator.Tried> history = new java.util.ArrayList<>();
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            List<Integer> choice = estimator.propose(history, random);
            double reward = (choice.get(0) == 4 ? 1 : 0) + (choice.get(1) == 2 ? 1 : 0) + random.nextGaussian();
            history.add(new ParzenEstimator.Tried(choice, reward));
        }
        assertThat(history.subList(200, 300).stream()
                        .filter(tried -> tried.choice().get(0) == 4))
                .hasSizeGreaterThan(40);
        assertThat(history.subList(200, 300).stream()
                        .map(tried -> tried.choice().get(0)))
                .as("no choice is ever ruled out")
                .contains(4)
                .anyMatch(choice -> choice != 4);
    }

    @Test
    void shouldCompileEverySettingToAProgramThatReadsItsOwnPrint() {
        SettingSpace space = new SettingSpace(model.info().layers(), true);
        int[] sizes = space.sizes();
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            Setting setting =
                    space.at(Arrays.stream(sizes).mapToObj(random::nextInt).toList());
            assertThat(setting.last()).isBetween(setting.first(), 3);
            Program program = setting.program(List.of("reason", "law", "truth"), setting.least());
            assertThat(Program.parse(program.print())).isEqualTo(program);
            assertThat(program.drifts().get(0) instanceof Program.FieldDrift)
                    .isEqualTo(setting.form() == Setting.Form.FIELD);
        }
    }

    @Test
    void shouldSearchTheFieldOnlyWhereThereIsOne() {
        assertThat(forms(true)).contains("field");
        assertThat(forms(false)).doesNotContain("field");
    }

    private static List<String> forms(boolean field) {
        return new SettingSpace(30, field)
                .dimensions().stream()
                        .filter(dimension -> dimension.name().equals("strength as"))
                        .flatMap(dimension -> dimension.choices().stream())
                        .toList();
    }
}
