package dev.stellator.study.thinking;

import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.MeanKl;
import dev.stellator.study.reaction.ProgramCompiler;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Arms whose window stands on one step at a time while the others lie beside it, each step at the strength where it reaches
 * the mean KL that is wanted: that is how they act while a thought is born. Used by one thread.
 */
final class StepArms {
    static final String BASE = "base";
    static final String PATH = "path";
    static final String HAND_SET = "hand-set rail";
    static final String PERMUTED = "permuted path";
    static final String RANDOM = "random path of the basin";
    static final String PROMPT = "prompt";

    private final LanguageModel model;
    private final Acting acting;
    private final ProgramCompiler compiler;
    private final ProgramCompiler handSet;
    private final Map<Key, MeanKl.Arm> open = new LinkedHashMap<>();
    private final List<Function<Map<Key, MeanKl.Reached>, StepArm>> drafts = new ArrayList<>();

    /**
     * The program and what goes with it.
     *
     * @param program whose tokens are the path's steps
     * @param directions needed when the program has a phase or sweeps directions
     * @param learned what a training along the path has learned; empty without one
     * @param calibration texts on which strengths are found
     * @param nats mean KL a subword that each step is brought to
     */
    record Acting(
            Program program,
            @Nullable Directions directions,
            List<Intervention> learned,
            List<String> calibration,
            double nats) {
        Acting {
            learned = List.copyOf(learned);
            calibration = List.copyOf(calibration);
        }
    }

    /** What has a strength of its own: an arm's window on one of its steps; an arm as a whole for a negative step. */
    private record Key(String arm, int step) {}

    StepArms(LanguageModel model, @Nullable LearnedField field, Acting acting) {
        this.model = model;
        this.acting = acting;
        this.compiler = new ProgramCompiler(model, field);
        this.handSet = new ProgramCompiler(model);
    }

    /** The model alone. */
    StepArms base() {
        List<String> steps = acting.program().tokens();
        StepArm arm = new StepArm(BASE, steps, Collections.nCopies(steps.size(), List.of()), 0);
        drafts.add(found -> arm);
        return this;
    }

    /** The path, with what was learned along it. */
    StepArms path() {
        return rail(PATH, acting.program().tokens(), compiler, acting.learned());
    }

    /** Other steps in place of the path's. */
    StepArms other(String name, List<String> tokens) {
        return rail(name, tokens, compiler, List.of());
    }

    /** The path with one gain for all heads, where a field acts otherwise. */
    StepArms handSet() {
        return compiler.followsField(acting.program())
                ? rail(HAND_SET, acting.program().tokens(), handSet, List.of())
                : this;
    }

    /** The path's words before the text, at every step. */
    StepArms prompt() {
        Program program = acting.program();
        Key key = new Key(PROMPT, -1);
        open.put(key, new MeanKl.Arm(gain -> compiler.prompt(program, gain), ProgramCompiler.LEAST_PROMPT, 0));
        int steps = program.tokens().size();
        drafts.add(found -> {
            MeanKl.Reached reached = reached(found, key);
            return new StepArm(
                    PROMPT,
                    program.tokens(),
                    Collections.nCopies(steps, compiler.prompt(program, reached.strength())),
                    reached.kl());
        });
        return this;
    }

    private StepArms rail(String name, List<String> tokens, ProgramCompiler by, List<Intervention> beside) {
        Program program = acting.program().withTokens(tokens);
        ProgramCompiler.Range range = by.strength(program);
        for (int step = 0; range != null && step < tokens.size(); step++) {
            int shown = step;
            open.put(
                    new Key(name, step),
                    new MeanKl.Arm(gain -> compiled(by, program, gain, shown), range.least(), range.guess()));
        }
        drafts.add(found -> {
            List<List<Intervention>> all = new ArrayList<>();
            double kl = 0;
            for (int step = 0; step < tokens.size(); step++) {
                MeanKl.Reached reached = reached(found, new Key(name, step));
                List<Intervention> now = new ArrayList<>(compiled(by, program, reached.strength(), step));
                now.addAll(beside);
                all.add(now);
                kl += reached.kl() / tokens.size();
            }
            return new StepArm(name, tokens, all, kl);
        });
        return this;
    }

    private static MeanKl.Reached reached(Map<Key, MeanKl.Reached> found, Key key) {
        return found.getOrDefault(key, new MeanKl.Reached(0, Double.NaN));
    }

    private List<Intervention> compiled(ProgramCompiler by, Program program, double gain, int step) {
        return by.compile(program, acting.directions(), ProgramCompiler.Dose.at(gain, step));
    }

    /** The arms in the order in which they were asked for. */
    List<StepArm> calibrated() {
        List<Key> keys = List.copyOf(open.keySet());
        List<MeanKl.Reached> strengths = keys.isEmpty()
                ? List.of()
                : MeanKl.bring(model, List.copyOf(open.values()), acting.calibration(), acting.nats());
        Map<Key, MeanKl.Reached> found = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            found.put(keys.get(i), strengths.get(i));
        }
        return drafts.stream().map(draft -> draft.apply(found)).toList();
    }
}
