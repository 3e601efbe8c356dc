package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.api.MainRun.Reached;
import dev.stellator.api.MainRun.Station;
import dev.stellator.api.MainRun.Unreached;
import dev.stellator.api.Studies.ReactionSettings;
import dev.stellator.api.Studies.TrainingSettings;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.path.BasinPaths;
import dev.stellator.engine.program.Program;
import dev.stellator.importer.ImportSummary;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.training.Training;
import dev.stellator.study.training.Variant;
import dev.stellator.worker.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One folder, run after run: each run is stopped a station later than the one before it, and goes on where that one was.
 * Each opens graph, encoder and model anew, as a command does. Until the reaction the model is a tiny one; its vocabulary is
 * too small to tell a step's neighbours apart, so that what is measured is measured on the default model.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainRunIT {
    private static final Path SAMPLES = Path.of("..", "samples", "en");
    private static final Path TINY_MODEL =
            Path.of("..", "worker", "src", "test", "resources", "model", "tiny", "llama");
    private static final MainRun.Settings SETTINGS = new MainRun.Settings(
            SAMPLES,
            1,
            new ReactionSettings(1, 2, 4, "", 2, 0, Controls.Choice.FIRST_LOOK, null),
            new TrainingSettings(List.of(Variant.GAINS), 1, 3, 2, 0.2, 1, 1, 24));

    @TempDir
    static Path folder;

    private static MainRun.@Nullable Result whole;

    /** What came of a station. */
    private enum Came {
        DONE,
        REUSED,
        FAILED,
        SKIPPED
    }

    /** Notes what came of each station, and can fail at one. */
    private static final class Stations implements MainRun.Listener {
        private final Map<Station, Came> came = new EnumMap<>(Station.class);
        private @Nullable Station failing;

        private void reached(Station station, Reached<?> reached) {
            if (station == failing) {
                throw new StellatorException("stopped at " + station);
            }
            came.put(station, reached.reused() ? Came.REUSED : Came.DONE);
        }

        @Override
        public void graph(Reached<GraphStore.Status> reached) {
            reached(Station.GRAPH, reached);
        }

        @Override
        public void imported(Reached<ImportSummary> reached) {
            reached(Station.IMPORT, reached);
        }

        @Override
        public void basins(Reached<BasinFinder.Result> reached) {
            reached(Station.BASINS, reached);
        }

        @Override
        public void path(Reached<BasinPaths.Entered> reached) {
            reached(Station.PATH, reached);
        }

        @Override
        public void program(Reached<Program> reached) {
            reached(Station.PROGRAM, reached);
        }

        @Override
        public void worker(Reached<ModelInfo> reached) {
            reached(Station.WORKER, reached);
        }

        @Override
        public void reaction(Reached<Reaction> reached) {
            reached(Station.REACTION, reached);
        }

        @Override
        public void training(Reached<Training> reached) {
            reached(Station.TRAINING, reached);
        }

        @Override
        public void unreached(Unreached unreached) {
            came.put(unreached.station(), unreached.failure() == null ? Came.SKIPPED : Came.FAILED);
        }
    }

    /** Work that stops in the middle: it fails at the given step of a stage. */
    private record Stopping(String stage, int step, int[] state) implements Progress {
        static Stopping at(String stage, int step) {
            return new Stopping(stage, step, new int[] {-1});
        }

        @Override
        public void begin(String begun, long total) {
            state[0] = begun.equals(stage) ? 0 : -1;
            stopAt(0);
        }

        @Override
        public void advance(long steps) {
            if (state[0] >= 0) {
                state[0] += (int) steps;
                stopAt(state[0]);
            }
        }

        private void stopAt(int reached) {
            if (state[0] >= 0 && reached >= step) {
                throw new StellatorException("stopped in " + stage);
            }
        }

        @Override
        public void end() {
            state[0] = -1;
        }
    }

    private static Workspace workspace(Progress progress) {
        return new Workspace(
                WorkspaceSettings.in(folder.resolve("data")).withEmbedder(Encoders.MINILM_INT8), progress, line -> {});
    }

    private static ModelSettings model(@Nullable Path path) {
        ModelSettings settings =
                ModelSettings.in(WorkspaceSettings.Models.ofUser().folder());
        return path == null ? settings : settings.withPath(path);
    }

    private static MainRun.Result run(Stations stations, Progress progress, @Nullable Path modelPath) {
        try (Workspace workspace = workspace(progress)) {
            return new MainRun(workspace, model(modelPath), SETTINGS, stations).run();
        }
    }

    /** A run that must end with an exception. */
    private static Map<Station, Came> broken(Progress progress) {
        Stations stations = new Stations();
        assertThatThrownBy(() -> run(stations, progress, TINY_MODEL))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("stopped in");
        return stations.came;
    }

    private static Path stored(String kind, String file) throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve("data").resolve("runs"))) {
            return folders.filter(one -> one.getFileName().toString().startsWith(kind + "-"))
                    .findFirst()
                    .orElseThrow()
                    .resolve(file);
        }
    }

    @Test
    @Order(1)
    void shouldReachNothingWhileAnotherProcessHasTheGraph() {
        try (Workspace other = workspace(Progress.SILENT)) {
            other.mayMakeGraph();
            other.graph();
            Stations stations = new Stations();

            assertThatThrownBy(() -> run(stations, Progress.SILENT, TINY_MODEL)).isInstanceOf(StellatorException.class);

            assertThat(stations.came).isEmpty();
        }
    }

    @Test
    @Order(2)
    void shouldKeepTheGraphWhenTheImportFails() {
        assertThat(broken(Stopping.at("embed tokens", 0))).isEqualTo(Map.of(Station.GRAPH, Came.DONE));
    }

    @Test
    @Order(3)
    void shouldKeepWhatWasImportedWhenTheBasinsFail() {
        assertThat(broken(Stopping.at("attractors", 0)).keySet()).containsExactly(Station.GRAPH, Station.IMPORT);
    }

    @Test
    @Order(4)
    void shouldKeepTheBasinsWhenThePathFails() {
        Stations stations = new Stations();
        stations.failing = Station.PATH;

        MainRun.Result result = run(stations, Progress.SILENT, TINY_MODEL);

        assertThat(stations.came)
                .isEqualTo(Map.of(
                        Station.GRAPH, Came.DONE,
                        Station.IMPORT, Came.REUSED,
                        Station.BASINS, Came.DONE,
                        Station.PATH, Came.FAILED,
                        Station.PROGRAM, Came.SKIPPED,
                        Station.WORKER, Came.DONE,
                        Station.REACTION, Came.SKIPPED,
                        Station.TRAINING, Came.SKIPPED));
        assertThat(result.failure()).hasMessage("stopped at PATH");
        assertThat(result.finding()).hasSize(1);
    }

    @Test
    @Order(5)
    void shouldKeepThePathWhenTheProgramFails() {
        Stations stations = new Stations();
        stations.failing = Station.PROGRAM;

        MainRun.Result result = run(stations, Progress.SILENT, TINY_MODEL);

        assertThat(stations.came)
                .isEqualTo(Map.of(
                        Station.GRAPH, Came.DONE,
                        Station.IMPORT, Came.REUSED,
                        Station.BASINS, Came.REUSED,
                        Station.PATH, Came.DONE,
                        Station.PROGRAM, Came.FAILED,
                        Station.WORKER, Came.DONE,
                        Station.REACTION, Came.SKIPPED,
                        Station.TRAINING, Came.SKIPPED));
        assertThat(result.path()).isNotNull();
        assertThat(result.failure()).hasMessage("stopped at PROGRAM");
    }

    @Test
    @Order(6)
    void shouldKeepPathAndProgramWhenThereIsNoModel() {
        Stations stations = new Stations();

        MainRun.Result result = run(stations, Progress.SILENT, folder.resolve("no-model"));

        assertThat(stations.came)
                .isEqualTo(Map.of(
                        Station.GRAPH, Came.DONE,
                        Station.IMPORT, Came.REUSED,
                        Station.BASINS, Came.REUSED,
                        Station.PATH, Came.REUSED,
                        Station.PROGRAM, Came.REUSED,
                        Station.WORKER, Came.FAILED,
                        Station.REACTION, Came.SKIPPED,
                        Station.TRAINING, Came.SKIPPED));
        assertThat(result.failure()).hasMessageContaining("no-model");
        assertThat(result.finding()).hasSize(2);
    }

    @Test
    @Order(7)
    void shouldStoreNoHalfOfAReactionThatFails() throws IOException {
        Stations stations = new Stations();

        MainRun.Result result = run(stations, Stopping.at("measure the reaction", 1), null);

        assertThat(stations.came)
                .containsEntry(Station.PROGRAM, Came.REUSED)
                .containsEntry(Station.WORKER, Came.DONE)
                .containsEntry(Station.REACTION, Came.FAILED)
                .containsEntry(Station.TRAINING, Came.SKIPPED);
        assertThat(result.failure()).hasMessage("stopped in measure the reaction");
        assertThat(stored("reaction", "reaction.json")).doesNotExist();
        assertThat(stored("reaction", "plan.json")).exists();
    }

    @Test
    @Order(8)
    void shouldKeepTheReactionWhenTheTrainingFails() throws IOException {
        Stations stations = new Stations();

        MainRun.Result result = run(stations, Stopping.at("train along the path", 2), null);

        assertThat(stations.came)
                .containsEntry(Station.REACTION, Came.DONE)
                .containsEntry(Station.TRAINING, Came.FAILED);
        assertThat(result.reaction()).isNotNull();
        assertThat(result.training()).isNull();
        assertThat(stored("training", "training.json")).doesNotExist();
    }

    @Test
    @Order(9)
    void shouldGoOnWithTheTrainingWhereItWasStopped() {
        Stations stations = new Stations();

        MainRun.Result result = run(stations, Progress.SILENT, null);

        assertThat(stations.came)
                .containsEntry(Station.REACTION, Came.REUSED)
                .containsEntry(Station.TRAINING, Came.DONE);
        assertThat(result.failure()).isNull();
        assertThat(result.training()).isNotNull().satisfies(training -> assertThat(training.resumedAt())
                .isPositive());
        assertThat(result.finding()).hasSize(3);
        whole = result;
    }

    @Test
    @Order(10)
    void shouldDoNothingTwice() {
        Stations stations = new Stations();

        MainRun.Result again = run(stations, Progress.SILENT, null);

        assertThat(stations.came)
                .isEqualTo(Map.of(
                        Station.GRAPH, Came.DONE,
                        Station.IMPORT, Came.REUSED,
                        Station.BASINS, Came.REUSED,
                        Station.PATH, Came.REUSED,
                        Station.PROGRAM, Came.REUSED,
                        Station.WORKER, Came.DONE,
                        Station.REACTION, Came.REUSED,
                        Station.TRAINING, Came.REUSED));
        MainRun.Result first = Objects.requireNonNull(whole);
        assertThat(again.reaction()).isEqualTo(first.reaction());
        assertThat(again.training()).isEqualTo(first.training());
        assertThat(again.finding()).isEqualTo(first.finding());
    }

    @Test
    @Order(11)
    void shouldMeasureAgainWhatWasDamagedOnceItIsDeleted() throws IOException {
        Path file = stored("reaction", "reaction.json");
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2));
        Stations damaged = new Stations();

        MainRun.Result result = run(damaged, Progress.SILENT, null);

        assertThat(damaged.came)
                .containsEntry(Station.PROGRAM, Came.REUSED)
                .containsEntry(Station.REACTION, Came.FAILED)
                .containsEntry(Station.TRAINING, Came.SKIPPED);
        assertThat(result.failure()).hasMessageContaining(file.toString()).hasMessageContaining("delete it");

        Files.delete(file);
        Stations repaired = new Stations();
        MainRun.Result measured = run(repaired, Progress.SILENT, null);

        assertThat(repaired.came)
                .containsEntry(Station.REACTION, Came.DONE)
                .containsEntry(Station.TRAINING, Came.REUSED);
        MainRun.Result first = Objects.requireNonNull(whole);
        assertThat(measured.reaction()).isEqualTo(first.reaction());
        assertThat(file).hasContent(text);
    }
}
