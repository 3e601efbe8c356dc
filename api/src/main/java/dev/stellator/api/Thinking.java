package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.Gate;
import dev.stellator.study.reaction.Material;
import dev.stellator.study.reaction.StudyPlanner.Plan;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.Coalescence;
import dev.stellator.study.thinking.Decoding;
import dev.stellator.study.thinking.Thinker;
import dev.stellator.study.thinking.ThinkingResult;
import dev.stellator.study.thinking.ThinkingStudy;
import dev.stellator.worker.ModelOutline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Thinks along a path: thought after thought is born under its program, until one falls into the path's basin.
 *
 * <p>For one thread, as its workspace is.
 */
public final class Thinking {
    /** Subwords of the sink, of a step's rail, and of the path's words before the prompted arm's text. */
    private static final int ROOM_BESIDE = 32;

    private static final int CALIBRATION = 8;
    private final Workspace workspace;
    private final ModelSettings model;
    private final long seed;
    private final BasinFall fall;

    public Thinking(Workspace workspace, ModelSettings model, long seed) {
        this.workspace = workspace;
        this.model = model;
        this.seed = seed;
        this.fall = new BasinFall(workspace);
    }

    /**
     * @param path start of the id of a stored path along which to think; null for the one of least energy from the
     *     thought into its basin
     * @param program in place of the path's own; null for that
     * @param learned file of what a training has learned along the path; null without one
     * @param decoding how thoughts are drawn
     */
    public record Request(
            String thought,
            @Nullable String path,
            @Nullable Program program,
            @Nullable Path learned,
            Decoding decoding) {
        /** @throws InputRefusedException when the thought is blank, or a number out of its range */
        public Request {
            if (thought.isBlank()) {
                throw new InputRefusedException("the thought is empty; give a sentence, or the beginning of one");
            }
            require(decoding);
        }

        public Request along(StoredPath other) {
            return new Request(thought, other.id(), program, learned, decoding);
        }

        /** Along the thought's own path, drawn as {@link Decoding#DEFAULT} says. */
        public static Request of(String thought) {
            return new Request(thought, null, null, null, Decoding.DEFAULT);
        }
    }

    private static void require(Decoding decoding) {
        if (decoding.subwords() < 1 || !(decoding.temperature() >= 0)) {
            throw new InputRefusedException("--subwords must be at least 1 and --temperature at least 0");
        }
    }

    /**
     * What is known before the first thought is born.
     *
     * @param coalescence when a thought has fallen into the path's basin
     */
    public record Start(
            String thought, StoredPath path, Coalescence coalescence, Probe.Answer answer, Gate.Decision gate) {
        /** The basin that the path leads into. */
        public Basin basin() {
            return coalescence.basin();
        }

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
        workspace.tellLanguages(model);
        checkLength(request);
        workspace.checkModel(model);
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            Start start = start(request, probe);
            Program program =
                    request.program() == null ? Program.parse(start.path().program()) : request.program();
            listener.begun(start);
            boolean open = start.gate().open();
            List<Chain> chains = new Thinker(workspace.model(model), workspace.field(model))
                    .think(acting(request, program, start, open), fall.field(probe), listener);
            return new Thought(start, chains);
        }
    }

    private Start start(Request request, Probe probe) {
        Probe.Answer answer = new Probing(workspace).whole(probe, request.thought());
        StoredPath path = request.path() == null
                ? pathOf(request.thought(), answer.basin())
                : Paths.storedPath(workspace, request.path());
        Program acting = request.program() == null ? Program.parse(path.program()) : request.program();
        Basin basin = basin(path);
        return new Start(
                request.thought(),
                path,
                fall.coalescence(basin, fall.median(basin), answer),
                answer,
                Gate.of(acting, path.basinId()).decide(answer));
    }

    private void checkLength(Request request) {
        try (ModelOutline outline = workspace.outline(model)) {
            int asked = request.decoding().before(request.thought(), outline.tokenizer()).length;
            int length = outline.tokenizer().encode(request.thought()).length;
            int chat = Math.max(0, asked - length);
            int room = outline.contextLength() - request.decoding().subwords() - ROOM_BESIDE - chat;
            if (length > room) {
                throw new InputRefusedException("the thought has " + length + " subwords, but the model's context of "
                        + outline.contextLength() + " leaves room for " + Math.max(0, room)
                        + " beside thoughts of --subwords " + request.decoding().subwords() + "; give a shorter one");
            }
        }
    }

    private Thinker.Request acting(Request request, Program program, Start start, boolean open) {
        PathPlans plans = new PathPlans(workspace, model, seed);
        Plan plan = open ? plans.plan(start.path(), program, Controls.Choice.FIRST_LOOK) : null;
        if (plan != null) {
            workspace.note("calibrating the program's strength");
        }
        return new Thinker.Request(
                request.thought(),
                program,
                start.coalescence(),
                plan == null ? null : plans.directions(plan, program),
                plan == null ? List.of() : calibration(plan),
                open ? new Studies(workspace, model, seed).learned(request.learned()) : List.of(),
                open,
                request.decoding(),
                seed);
    }

    private static List<String> calibration(Plan plan) {
        return plan.material().atMost(CALIBRATION, 0, 0).building().stream()
                .map(Material.Text::text)
                .toList();
    }

    /**
     * What to study.
     *
     * @param path start of the id of a stored path
     * @param program in place of the path's own; null for that
     * @param starts held-out thoughts to start from, at most
     * @param decoding how thoughts are drawn
     */
    public record StudyRequest(String path, @Nullable Program program, int starts, Decoding decoding) {
        /** @throws InputRefusedException when a number is out of its range */
        public StudyRequest {
            if (starts < ThinkingStudy.FEWEST_STARTS) {
                throw new InputRefusedException("--starts must be at least " + ThinkingStudy.FEWEST_STARTS);
            }
            require(decoding);
        }
    }

    /**
     * @param reused whether it was measured before, with all that it depends on the same
     */
    public record Studied(StoredPath path, ThinkingResult result, boolean reused) {}

    /**
     * Thinks from many held-out thoughts of the path's basin in all arms, and says how many fall into the attractor.
     *
     * @throws InputRefusedException when there is no such path, or its basin holds too few thoughts
     */
    public Studied study(StudyRequest request) {
        workspace.requireGraph();
        workspace.tellLanguages(model);
        StoredPath path = Paths.storedPath(workspace, request.path());
        Program program = request.program() == null ? Program.parse(path.program()) : request.program();
        Map<String, Object> depends = new LinkedHashMap<>();
        depends.put("path", path.id());
        depends.put("program", program.print());
        depends.put("seed", seed);
        depends.put("settings", List.of(request.starts(), request.decoding()));
        Path file = new StoredResults(workspace, model)
                .folder("thinking", "coalescence " + ThinkingStudy.VERSION, depends)
                .resolve("thinking.json");
        ThinkingResult before = StoredResults.read(file, ThinkingResult.class);
        if (before != null) {
            return new Studied(path, before, true);
        }
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            ThinkingResult result = new ThinkingStudy(workspace.model(model), workspace.field(model))
                    .measure(planned(request, path, program), fall.field(probe), workspace.progress());
            StoredResults.write(file, result);
            return new Studied(path, result, false);
        }
    }

    private ThinkingStudy.Request planned(StudyRequest request, StoredPath path, Program program) {
        PathPlans plans = new PathPlans(workspace, model, seed);
        Plan plan = plans.plan(path, program, Controls.Choice.FIRST_LOOK);
        Basin basin = basin(path);
        double median = fall.median(basin);
        List<String> ids =
                plan.material().heldOut().stream().map(Material.Text::id).toList();
        Map<String, dev.stellator.engine.graph.Thought> thoughts =
                workspace.graph().thoughts().byId(ids);
        Map<String, Assignment> assigned = new HashMap<>();
        workspace.graph().basins().assignments(ids).forEach(own -> assigned.put(own.thoughtId(), own));
        List<ThinkingStudy.Start> starts = new ArrayList<>();
        for (Material.Text text : plan.material().heldOut()) {
            var thought = thoughts.get(text.id());
            Assignment own = assigned.get(text.id());
            if (!text.open() || thought == null || own == null) {
                continue;
            }
            Coalescence coalescence = Coalescence.from(basin, median, thought.embedding(), own);
            if (!coalescence.startsThere()) {
                starts.add(new ThinkingStudy.Start(text.text(), text.cluster(), coalescence));
            }
        }
        return new ThinkingStudy.Request(
                program,
                plans.directions(plan, program),
                calibration(plan),
                spread(starts, request.starts()),
                tokens(plan, Controls.PERMUTED),
                tokens(plan, Controls.BASIN),
                request.decoding(),
                seed);
    }

    /** At most so many, evenly over the documents that they come from. */
    private static List<ThinkingStudy.Start> spread(List<ThinkingStudy.Start> starts, int most) {
        return IntStream.range(0, Math.min(most, starts.size()))
                .mapToObj(i -> starts.get((int) ((long) i * starts.size() / Math.min(most, starts.size()))))
                .toList();
    }

    private static List<String> tokens(Plan plan, String family) {
        return plan.controls().stream()
                .filter(control -> control.family().equals(family))
                .findFirst()
                .map(control -> control.program().tokens())
                .orElse(List.of());
    }

    private Basin basin(StoredPath path) {
        return Paths.finestBasins(workspace).stream()
                .filter(candidate -> candidate.id().equals(path.basinId()))
                .findFirst()
                .orElseThrow(() -> new InputRefusedException("the basin of path " + Paths.shortId(path.id())
                        + " is not there any more; find the path anew with `stellator path`"));
    }

    private StoredPath pathOf(String thought, Basin basin) {
        PathFinder.Path best = new PathQuery(workspace, PathQuery.Settings.best(basin))
                .from(thought)
                .get(0);
        return Paths.store(workspace, best, PathCompiler.compile(best, null));
    }
}
