package dev.stellator.engine.path;

import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.engine.program.Program.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles a path to its program: its tokens as steps that a window sweeps over, towards its last token. */
public final class PathCompiler {
    private static final double DAMPENING = 0.1;

    private PathCompiler() {}

    /**
     * The program of a path. Strengths are left open: they are calibrated to an equal budget when it is measured.
     *
     * @param layers where the path is attended; null to leave the choice to the worker
     */
    public static Program compile(PathFinder.Path path, @Nullable LayerRange layers) {
        List<String> tokens = path.tokens();
        return new Program(
                null,
                tokens,
                List.of(new AttentionDrift(Window.SWEEP, layers, List.of(), null, null)),
                new Anchor(tokens.get(tokens.size() - 1), null),
                null,
                DAMPENING);
    }
}
