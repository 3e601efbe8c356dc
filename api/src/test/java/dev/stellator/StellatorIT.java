package dev.stellator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.api.Studies.ReactionSettings;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.reaction.Reaction;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of the library, on the repository's own samples. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StellatorIT {
    private static final Path SAMPLES = Path.of("..", "samples", "en");

    @TempDir
    static Path folder;

    private static @Nullable Reaction measured;

    @Test
    @Order(1)
    void shouldDoTheMainJobInTenLines() {
        try (Stellator stellator = Stellator.open(folder)) {
            stellator.importer().add(SAMPLES).run();
            stellator.basins();
            Probe.Answer answer = stellator.probe("A theory that forbids nothing says nothing.");
            StoredPath path = stellator
                    .paths()
                    .from("A theory is tested by what it forbids.")
                    .best();
            Reaction reaction = stellator.react(path, ReactionSettings.QUICK);
            assertThat(answer.inside()).as(answer.why()).isTrue();
            assertThat(path.steps()).hasSizeGreaterThan(1);
            assertThat(reaction.verdict()).containsAnyOf("What the model writes", "Content:");
            measured = reaction;
        }
    }

    @Test
    @Order(2)
    void shouldTakeUpWhatIsStored() {
        try (Stellator stellator = Stellator.open(folder)) {
            assertThat(stellator.importer().add(SAMPLES).run())
                    .singleElement()
                    .satisfies(summary -> assertThat(summary.imported()).isZero());
            assertThat(stellator.basins().reused()).isTrue();
            StoredPath path = stellator.paths().stored().get(0);
            assertThat(stellator.react(path, ReactionSettings.QUICK)).isEqualTo(measured);
        }
    }

    @Test
    void shouldSayWhatToDoWhereThereIsNoGraphYet(@TempDir Path empty) {
        try (Stellator stellator = Stellator.open(empty)) {
            assertThatThrownBy(() -> stellator.probe("a thought"))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("there is no graph in " + empty);
        }
    }
}
