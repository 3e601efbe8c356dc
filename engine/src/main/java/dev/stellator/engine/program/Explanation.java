package dev.stellator.engine.program;

import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.DirectionDrift;
import dev.stellator.engine.program.Program.Drift;
import dev.stellator.engine.program.Program.FieldDrift;
import dev.stellator.engine.program.Program.HiddenDrift;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.engine.program.Program.Phase;
import dev.stellator.engine.program.Program.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What each line of a program does to a model, in plain words. Immutable. */
public final class Explanation {
    private final Program program;

    private Explanation(Program program) {
        this.program = program;
    }

    /** @param line as the program prints it; several of one kind stand together */
    public record Line(String line, String meaning) {}

    /** In the order of the lines. */
    public static List<Line> of(Program program) {
        return new Explanation(program).lines();
    }

    private List<Line> lines() {
        List<String> meanings = new ArrayList<>();
        if (program.zone() != null) {
            meanings.add("The gate: it acts only on texts whose probe finds them "
                    + program.zone().word()
                    + " in the path's basin; on all others the model is the base model, bit for bit.");
        }
        for (int i = 0; i < program.tokens().size(); i++) {
            meanings.add("Step " + (i + 1) + " of " + program.tokens().size()
                    + ": its keys and values, computed by the model itself, stand before the text as part of the rail"
                    + (program.attends() ? "." : ", which no line of this program makes visible."));
        }
        program.drifts().forEach(drift -> meanings.add(drift(drift)));
        if (program.anchor() != null) {
            meanings.add(anchor(program.anchor()));
        }
        if (program.phase() != null) {
            meanings.add(phase(program.phase()));
        }
        if (program.dampening() != null) {
            meanings.add("In training alone: gradients that pass the drifts' layers are multiplied by "
                    + program.dampening() + "; what the model says does not change by this line.");
        }
        List<String> printed = program.print().lines().toList();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < meanings.size(); i++) {
            lines.add(new Line(printed.get(i), meanings.get(i)));
        }
        return lines;
    }

    private String drift(Drift drift) {
        if (drift instanceof HiddenDrift hidden) {
            return "A learned change of the hidden state" + (hidden.rank() == null ? "" : " of rank " + hidden.rank())
                    + " as it leaves " + layers(hidden.layers()) + "; until it is trained it does nothing.";
        }
        if (drift instanceof FieldDrift field) {
            return "The text attends to the rail as the model has learned to follow one, by gains for each layer and head; "
                    + moves(field.window()) + "; "
                    + (field.strength() == null
                            ? "the odds of attending are as they were learned, or what calibration to the budget makes"
                                    + " of them"
                            : String.format(
                                    Locale.ROOT,
                                    "the odds of attending to the rail are %s times the learned ones",
                                    field.strength()))
                    + ".";
        }
        if (drift instanceof DirectionDrift direction) {
            return "The difference of means of one step after the other, from the first to the anchor while the text goes"
                    + " on, is added to the hidden state as it leaves " + layers(direction.layers()) + ", "
                    + (direction.strength() == null
                            ? "as strong as the budget of divergence allows"
                            : direction.strength() + " times")
                    + ".";
        }
        AttentionDrift attention = (AttentionDrift) drift;
        String heads = attention.heads().isEmpty()
                ? "all heads"
                : "heads " + attention.heads().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "The text attends to the rail in " + layers(attention.layers()) + ", " + heads + "; "
                + moves(attention.window()) + "; " + strength(attention)
                + (attention.open() ? ". Where the model has a field, it is used instead" : "") + ".";
    }

    private static String moves(Window window) {
        return window == Window.SWEEP
                ? "one step after the other is raised, and the others lowered, from the first to the anchor while the text"
                        + " goes on: order matters"
                : "all steps are raised alike, for the whole text: order does not matter";
    }

    private static String strength(AttentionDrift attention) {
        if (attention.share() != null) {
            return "the steps get a share of " + attention.share() + " of the attention, whatever they had";
        }
        return attention.gain() == null
                ? "the strength is found by calibration to the budget of divergence"
                : String.format(
                        Locale.ROOT,
                        "a gain of %s nats multiplies the odds of attending to a step by %.2f",
                        attention.gain(),
                        Math.exp(attention.gain()));
    }

    private static String anchor(Anchor anchor) {
        return anchor.bias() == null || anchor.bias() == 0
                ? "Where the path leads; it adds nothing to the logits."
                : String.format(
                        Locale.ROOT,
                        "Adds %s to the logits of its subwords: the odds of saying them change by a factor of %.2f. They are"
                                + " never scored as an effect.",
                        anchor.bias(),
                        Math.exp(anchor.bias()));
    }

    private String phase(Phase phase) {
        return String.format(
                Locale.ROOT,
                "Turns the hidden state by %.0f degrees, from the direction of %s towards that of %s, as it leaves %s; its"
                        + " length stays.",
                Math.toDegrees(phase.radians()),
                program.tokens().isEmpty()
                        ? "the first step"
                        : ProgramPrinter.quoted(program.tokens().get(0)),
                program.anchor() == null
                        ? "the anchor"
                        : ProgramPrinter.quoted(program.anchor().text()),
                phase.layers() == null ? "the drifts' layers" : layers(phase.layers()));
    }

    private static String layers(@Nullable LayerRange layers) {
        return layers == null ? "the last third of the layers" : layers.toString();
    }
}
