package dev.stellator.engine.program;

import dev.stellator.engine.graph.Zone;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads one statement a line; blank lines and what follows {@code #} are skipped.
 *
 * <pre>
 * zone    = "[" "ZONE" ":" ("stable" | "unstable" | "outside") "]"
 * token   = "TOKEN" arrow quoted
 * drift   = "DRIFT" arrow ["activates"] (attention | field | direction | hidden)
 * attention = "attention" ["sweep" | "hold"] {layers | "heads" list | "gain" number | "share" number}
 * field   = "field" ["sweep" | "hold"] ["strength" number]
 * direction = "direction" ["sweep"] {layers | "strength" number}
 * hidden  = "hidden" {layers | "rank" integer}
 * layers  = ["on"] ("layer" integer | "layers" integer ["-" integer])
 * anchor  = "ANCHOR" arrow quoted ["bias" number]
 * phase   = "PHASE" arrow angle [layers]
 * dampen  = "GRADIENT" "DAMPEN" arrow ["backward" "pass"] ["~"] number
 * </pre>
 */
final class ProgramParser {
    /** Some editors begin a file with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final List<String> STATEMENTS =
            List.of("[ZONE:...]", "TOKEN", "DRIFT", "ANCHOR", "PHASE", "GRADIENT DAMPEN");
    private static final List<String> ZONES = List.of("stable", "unstable", "outside");

    private final List<String> lines;
    private final List<String> tokens = new ArrayList<>();
    private final List<Drift> drifts = new ArrayList<>();
    private @Nullable Zone zone;
    private @Nullable Anchor anchor;
    private @Nullable Phase phase;
    private @Nullable Double dampening;

    ProgramParser(String text) {
        this.lines = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
                .lines()
                .toList();
    }

    Program parse() {
        for (int i = 0; i < lines.size(); i++) {
            LineReader reader = new LineReader(lines.get(i), i + 1);
            if (!reader.atEnd() && !reader.take("#")) {
                statement(reader);
                reader.end();
            }
        }
        return new Program(zone, tokens, drifts, anchor, phase, dampening);
    }

    private void statement(LineReader reader) {
        int start = reader.place();
        if (reader.take("[")) {
            once(zone, "zone", start, reader);
            zone = zone(reader);
        } else if (reader.takeWord("token")) {
            reader.arrow();
            tokens.add(reader.quoted());
        } else if (reader.takeWord("drift")) {
            reader.arrow();
            drifts.add(drift(reader));
        } else if (reader.takeWord("anchor")) {
            once(anchor, "anchor", start, reader);
            reader.arrow();
            anchor = new Anchor(reader.quoted(), reader.takeWord("bias") ? reader.number() : null);
        } else if (reader.takeWord("phase")) {
            once(phase, "phase", start, reader);
            reader.arrow();
            phase = new Phase(angle(reader), layers(reader));
        } else if (reader.takeWord("gradient")) {
            once(dampening, "gradient dampening", start, reader);
            dampening = dampening(reader);
        } else {
            throw reader.unexpected(STATEMENTS);
        }
    }

    private static void once(@Nullable Object earlier, String what, int start, LineReader reader) {
        if (earlier != null) {
            throw reader.refused(start, "a second " + what + "; a program has at most one");
        }
    }

    private static Zone zone(LineReader reader) {
        reader.oneOf(List.of("zone"));
        expect(reader, ":");
        Zone zone = Zone.of(reader.oneOf(ZONES));
        expect(reader, "]");
        return zone;
    }

    private static Drift drift(LineReader reader) {
        reader.takeWord("activates");
        return switch (reader.oneOf(List.of("attention", "field", "direction", "hidden"))) {
            case "attention" -> attention(reader);
            case "field" -> field(reader);
            case "direction" -> direction(reader);
            default -> hidden(reader);
        };
    }

    private static Window window(LineReader reader) {
        return reader.takeWord("sweep") || !reader.takeWord("hold") ? Window.SWEEP : Window.HOLD;
    }

    private static FieldDrift field(LineReader reader) {
        return new FieldDrift(window(reader), reader.takeWord("strength") ? strength(reader) : null);
    }

    private static DirectionDrift direction(LineReader reader) {
        reader.takeWord("sweep");
        LayerRange layers = null;
        Double strength = null;
        while (!reader.atEnd()) {
            if (strength == null && reader.takeWord("strength")) {
                strength = strength(reader);
            } else if (layers == null && startsLayers(reader)) {
                layers = layers(reader);
            } else {
                break;
            }
        }
        return new DirectionDrift(layers, strength);
    }

    private static double strength(LineReader reader) {
        int start = reader.place();
        double strength = reader.number();
        if (!(strength >= 0)) {
            throw reader.refused(start, "a strength must be at least 0, found " + strength);
        }
        return strength;
    }

    private static AttentionDrift attention(LineReader reader) {
        Window window = window(reader);
        LayerRange layers = null;
        List<Integer> heads = List.of();
        Double gain = null;
        Double share = null;
        while (!reader.atEnd()) {
            if (heads.isEmpty() && reader.takeWord("heads")) {
                heads = heads(reader);
            } else if (gain == null && share == null && reader.takeWord("gain")) {
                gain = reader.number();
            } else if (gain == null && share == null && reader.takeWord("share")) {
                share = share(reader);
            } else if (layers == null && startsLayers(reader)) {
                layers = layers(reader);
            } else {
                break;
            }
        }
        return new AttentionDrift(window, layers, heads, gain, share);
    }

    private static HiddenDrift hidden(LineReader reader) {
        LayerRange layers = layers(reader);
        Integer rank = null;
        if (reader.takeWord("rank")) {
            int start = reader.place();
            rank = reader.integer();
            if (rank < 1) {
                throw reader.refused(start, "a rank must be at least 1");
            }
        }
        return new HiddenDrift(layers == null ? layers(reader) : layers, rank);
    }

    private static double share(LineReader reader) {
        int start = reader.place();
        double share = reader.number();
        if (!(share > 0 && share < 1)) {
            throw reader.refused(start, "a share must lie between 0 and 1, found " + share);
        }
        return share;
    }

    private static List<Integer> heads(LineReader reader) {
        List<Integer> heads = new ArrayList<>();
        do {
            heads.add(reader.integer());
        } while (reader.take(","));
        return heads;
    }

    private static boolean startsLayers(LineReader reader) {
        return List.of("on", "layer", "layers").contains(reader.peekWord().toLowerCase(Locale.ROOT));
    }

    private static @Nullable LayerRange layers(LineReader reader) {
        if (!startsLayers(reader)) {
            return null;
        }
        reader.takeWord("on");
        boolean several = reader.oneOf(List.of("layer", "layers")).equals("layers");
        int start = reader.place();
        int first = reader.integer();
        int last = several && (reader.take("-") || reader.take("–")) ? reader.integer() : first;
        if (last < first) {
            throw reader.refused(start, "layers " + first + "-" + last + " run backwards");
        }
        return new LayerRange(first, last);
    }

    private static double angle(LineReader reader) {
        if (reader.nextIsNumber()) {
            double number = reader.number();
            return takePi(reader) ? piFraction(reader, number) : number;
        }
        double sign = reader.take("-") || reader.take("−") ? -1 : 1;
        if (sign > 0) {
            reader.take("+");
        }
        if (!takePi(reader)) {
            throw reader.unexpected(List.of("an angle such as +pi/2 or 0.5"));
        }
        return piFraction(reader, sign);
    }

    private static boolean takePi(LineReader reader) {
        return reader.take("π") || reader.take("pi");
    }

    private static double piFraction(LineReader reader, double times) {
        if (!reader.take("/")) {
            return times * Math.PI;
        }
        int start = reader.place();
        int divisor = reader.integer();
        if (divisor == 0) {
            throw reader.refused(start, "an angle cannot be divided by 0");
        }
        return times * Math.PI / divisor;
    }

    private static double dampening(LineReader reader) {
        reader.oneOf(List.of("dampen"));
        reader.arrow();
        if (reader.takeWord("backward")) {
            reader.takeWord("pass");
        }
        reader.take("~");
        int start = reader.place();
        double factor = reader.number();
        if (!(factor >= 0 && factor <= 1)) {
            throw reader.refused(start, "gradient dampening must lie in [0, 1], found " + factor);
        }
        return factor;
    }

    private static void expect(LineReader reader, String literal) {
        if (!reader.take(literal)) {
            throw reader.unexpected(List.of("'" + literal + "'"));
        }
    }
}
