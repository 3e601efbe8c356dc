package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.reaction.Gate;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.Thinker;
import dev.stellator.worker.ModelOutline;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thinks along a path: thought after thought is born under its program, until one falls into the path's basin. */
public final class Thinking {
    /** Subwords of the sink, of a step's rail, and of the path's words before the prompted arm's text. */
    private static final int ROOM_BESIDE = 32;

    private final Workspace workspace;
    private final ModelSettings model;
    private final long seed;

    public Thinking(Workspace workspace, ModelSettings model, long seed) {
        this.workspace = workspace;
        this.model = model;
        this.seed = seed;
    }

    /**
     * @param path start of the id of a stored path along which to think; null for the one of least energy from the
     *     thought into its basin
     * @param program in place of the path's own; null for that
     * @param learned file of what a training has learned along the path; null without one
     * @param subwords of a thought, at most
     * @param temperature of the drawn subwords; 0 takes the likeliest
     */
    public record Request(
            String thought,
            @Nullable String path,
            @Nullable Program program,
            @Nullable Path learned,
            int subwords,
            double temperature) {
        /** @throws InputRefusedException when the thought is blank, or a number out of its range */
        public Request {
            if (thought.isBlank()) {
                throw new InputRefusedException("the thought is empty; give a sentence, or the beginning of one");
            }
            if (subwords < 1 || !(temperature >= 0)) {
                throw new InputRefusedException("--subwords must be at least 1 and --temperature at least 0");
            }
        }

        public Request along(StoredPath other) {
            return new Request(thought, other.id(), program, learned, subwords, temperature);
        }

        /** Thoughts of 32 subwords at a temperature of 0.7, along the thought's own path. */
        public static Request of(String thought) {
            return new Request(thought, null, null, null, 32, 0.7);
        }
    }

    /** What is known before the first thought is born. */
    public record Start(String thought, StoredPath path, Basin basin, Probe.Answer answer, Gate.Decision gate) {
        /** The path's tokens. */
        public List<String> tokens() {
            return path.steps().stream().map(step -> step.token().text()).toList();
        }
    }

    /** Hears what happens while it happens. */
    public interface Listener extends Thinker.Listener {
        void begun(Start start);
    }

    public record Thought(Start start, List<Chain> chains) {
        public Thought {
            chains = List.copyOf(chains);
        }
    }

    /**
     * A beginning that the model has no room for is refused before anything is read, found or stored.
     *
     * @throws InputRefusedException when there is no graph, no path, or no room
     */
    public Thought think(Request request, Listener listener) {
        workspace.requireGraph();
        checkLength(request);
        workspace.checkModel(model);
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            Start start = start(request, probe);
            Program program =
                    request.program() == null ? Program.parse(start.path().program()) : request.program();
            listener.begun(start);
            boolean open = start.gate().open();
            Studies studies = new Studies(workspace, model, seed);
            Studies.Strength strength = open ? calibrated(studies, start, program, request) : Studies.Strength.NONE;
            List<Chain> chains = new Thinker(workspace.model(model), workspace.field(model))
                    .think(
                            new Thinker.Request(
                                    request.thought(),
                                    program,
                                    start.basin(),
                                    strength.directions(),
                                    strength.gain(),
                                    open ? studies.learned(request.learned()) : List.of(),
                                    open,
                                    request.subwords(),
                                    request.temperature(),
                                    seed),
                            field(workspace, probe),
                            listener);
            return new Thought(start, chains);
        }
    }

    private Start start(Request request, Probe probe) {
        Probe.Answer answer = new Probing(workspace).whole(probe, request.thought());
        StoredPath path = request.path() == null
                ? pathOf(request.thought(), answer.basin())
                : Paths.storedPath(workspace, request.path());
        Program acting = request.program() == null ? Program.parse(path.program()) : request.program();
        Basin basin = Paths.finestBasins(workspace).stream()
                .filter(candidate -> candidate.id().equals(path.basinId()))
                .findFirst()
                .orElseThrow(() -> new InputRefusedException("the basin of path " + Paths.shortId(path.id())
                        + " is not there any more; find the path anew with `stellator path`"));
        return new Start(
                request.thought(),
                path,
                basin,
                answer,
                Gate.of(acting, path.basinId()).decide(answer));
    }

    private void checkLength(Request request) {
        try (ModelOutline outline = workspace.outline(model)) {
            int length = outline.tokenizer().encode(request.thought()).length;
            int room = outline.contextLength() - request.subwords() - ROOM_BESIDE;
            if (length > room) {
                throw new InputRefusedException("the thought has " + length + " subwords, but the model's context of "
                        + outline.contextLength() + " leaves room for " + Math.max(0, room)
                        + " beside thoughts of --subwords " + request.subwords() + "; give a shorter one");
            }
        }
    }

    private Studies.Strength calibrated(Studies studies, Start start, Program program, Request request) {
        workspace.note("calibrating the program's strength");
        return studies.strength(start.path(), program, request.learned());
    }

    private StoredPath pathOf(String thought, Basin basin) {
        PathFinder.Path best = new PathQuery(workspace, PathQuery.Settings.best(basin))
                .from(thought)
                .get(0);
        return Paths.store(workspace, best, PathCompiler.compile(best, null));
    }

    static Thinker.Field field(Workspace workspace, Probe probe) {
        return new Thinker.Field() {
            @Override
            public float[] embed(String text) {
                return workspace.embed(text);
            }

            @Override
            public Probe.Answer ask(float[] embedding) {
                return probe.ask(embedding);
            }
        };
    }
}
