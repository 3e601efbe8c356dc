package dev.stellator.engine.program;

import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.DirectionDrift;
import dev.stellator.engine.program.Program.Drift;
import dev.stellator.engine.program.Program.FieldDrift;
import dev.stellator.engine.program.Program.HiddenDrift;
import dev.stellator.engine.program.Program.LayerRange;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes programs in the canonical plain form. */
final class ProgramPrinter {
    private static final int LARGEST_DIVISOR_OF_PI = 12;

    private ProgramPrinter() {}

    static String print(Program program) {
        StringJoiner lines = new StringJoiner("\n", "", "\n").setEmptyValue("");
        if (program.zone() != null) {
            lines.add("[ZONE:" + program.zone().word() + "]");
        }
        program.tokens().forEach(token -> lines.add("TOKEN -> " + quoted(token)));
        program.drifts().forEach(drift -> lines.add("DRIFT -> " + drift(drift)));
        if (program.anchor() != null) {
            lines.add("ANCHOR -> " + quoted(program.anchor().text())
                    + option("bias", program.anchor().bias()));
        }
        if (program.phase() != null) {
            lines.add("PHASE -> " + angle(program.phase().radians())
                    + on(program.phase().layers()));
        }
        if (program.dampening() != null) {
            lines.add("GRADIENT DAMPEN -> backward pass ~" + number(program.dampening()));
        }
        return lines.toString();
    }

    private static String drift(Drift drift) {
        if (drift instanceof AttentionDrift attention) {
            return "attention " + word(attention.window()) + on(attention.layers()) + heads(attention)
                    + option("gain", attention.gain()) + option("share", attention.share());
        }
        if (drift instanceof FieldDrift field) {
            return "field " + word(field.window()) + option("strength", field.strength());
        }
        if (drift instanceof DirectionDrift direction) {
            return "direction sweep" + on(direction.layers()) + option("strength", direction.strength());
        }
        HiddenDrift hidden = (HiddenDrift) drift;
        return "hidden" + on(hidden.layers()) + (hidden.rank() == null ? "" : " rank " + hidden.rank());
    }

    private static String word(Program.Window window) {
        return window == Program.Window.SWEEP ? "sweep" : "hold";
    }

    private static String heads(AttentionDrift drift) {
        return drift.heads().isEmpty()
                ? ""
                : " heads " + drift.heads().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String on(@Nullable LayerRange layers) {
        return layers == null ? "" : " on " + layers;
    }

    private static String option(String name, @Nullable Double value) {
        return value == null ? "" : " " + name + " " + number(value);
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String angle(double radians) {
        for (int divisor = 1; divisor <= LARGEST_DIVISOR_OF_PI; divisor++) {
            long numerator = Math.round(radians * divisor / Math.PI);
            if (numerator != 0 && numerator * Math.PI / divisor == radians) {
                String sign = numerator < 0 ? "-" : "+";
                long times = Math.abs(numerator);
                return sign + (times == 1 ? "" : times) + "pi" + (divisor == 1 ? "" : "/" + divisor);
            }
        }
        return number(radians);
    }
}
