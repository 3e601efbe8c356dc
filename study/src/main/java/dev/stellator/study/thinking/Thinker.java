package dev.stellator.study.thinking;

import dev.stellator.engine.Progress;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.thinking.Chain.Link;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.Intervention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model think along a path: at each step the window of the program stands on that step's token, the model goes on
 * by one thought, and the field says where that thought falls, until one has fallen into the basin's attractor ({@link
 * Coalescence}). The base model and the path's words as a prompt go the same way beside it, with the same random numbers,
 * the prompt at the same mean KL.
 *
 * <p>For one thread at a time.
 */
public final class Thinker {
    /** Names of the arms, in the order in which they are reported. */
    public static final List<String> ARMS = List.of(StepArms.BASE, StepArms.PATH, StepArms.PROMPT);

    /** Mean KL a subword that each step is brought to where its strength is open. */
    public static final double NATS = 0.2;

    private final LanguageModel model;
    private final @Nullable LearnedField learned;

    public Thinker(LanguageModel model) {
        this(model, null);
    }

    /** @param learned field that programs act by which leave it to the model; null for none */
    public Thinker(LanguageModel model, @Nullable LearnedField learned) {
        this.model = model;
        this.learned = learned;
    }

    /** Where a text stands: its unit embedding, and what the probe says of it. */
    public interface Field {
        float[] embed(String text);

        Probe.Answer ask(float[] embedding);
    }

    /** Hears each thought as it is born. */
    public interface Listener {
        void born(String arm, Link link);

        /**
         * A part of a thought that is being born; what follows the thought's last whole sentence is left out of it in the end.
         *
         * @param step number of the path's step, from 1
         * @param token that step's token
         */
        default void drawn(String arm, int step, String token, String part) {}
    }

    /**
     * What to think.
     *
     * @param thought the beginning
     * @param coalescence when a chain has fallen into the path's basin
     * @param directions needed when the program has a phase
     * @param calibration texts on which strengths are found that the program leaves open
     * @param learned what a training along the path has learned; empty without one
     * @param open whether the program's gate lets the thought through; if not, only the base model speaks
     */
    public record Request(
            String thought,
            Program program,
            Coalescence coalescence,
            @Nullable Directions directions,
            List<String> calibration,
            List<Intervention> learned,
            boolean open,
            Decoding decoding,
            long seed) {
        public Request {
            calibration = List.copyOf(calibration);
            learned = List.copyOf(learned);
        }
    }

    /** The chains, in the order of {@link #ARMS}; the base model's alone where the gate is shut. */
    public List<Chain> think(Request request, Field field, Listener listener) {
        StepArms arms = new StepArms(
                        model,
                        learned,
                        new StepArms.Acting(
                                request.program(),
                                request.directions(),
                                request.learned(),
                                request.calibration(),
                                NATS))
                .base();
        if (request.open()) {
            arms.path().prompt();
        }
        ThoughtWalk walk =
                new ThoughtWalk(model, field, new ThoughtWalk.Manner(request.decoding(), false, request.seed()));
        return walk
                .walk(
                        arms.calibrated(),
                        List.of(new ThoughtWalk.Start(request.thought(), request.coalescence())),
                        listener,
                        Progress.SILENT)
                .stream()
                .map(strands -> strands.get(0).chain())
                .toList();
    }
}
