package dev.stellator.study.reaction;

import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import org.jspecify.annotations.Nullable;

/**
 * Whether a program acts on a text: it does where the text falls into the path's basin, in the zone that the program
 * names. A program without a zone acts wherever the text is not outside.
 *
 * <p>Immutable.
 *
 * @param basinId of the path
 * @param zone that the program names; null for any of the basin
 */
public record Gate(String basinId, @Nullable Zone zone) {
    public static Gate of(Program program, String basinId) {
        return new Gate(basinId, program.zone());
    }

    /** @param why in words that can follow "since" */
    public record Decision(boolean open, String why) {}

    /** For a text that was probed. */
    public Decision decide(Probe.Answer answer) {
        return decide(answer.basin().id(), answer.zone());
    }

    /**
     * For a text whose place is known.
     *
     * @param basin into which it falls
     * @param found the zone there
     */
    public Decision decide(String basin, Zone found) {
        if (found == Zone.OUTSIDE && zone != Zone.OUTSIDE) {
            return new Decision(false, "this text lies outside every zone");
        }
        if (!basin.equals(basinId)) {
            return new Decision(false, "this text falls into another basin than the path's");
        }
        if (zone != null && zone != found) {
            return new Decision(
                    false, "this text is " + found.word() + ", and the program acts where it is " + zone.word());
        }
        return new Decision(true, "this text is " + found.word() + " in the path's basin");
    }
}
