package dev.stellator.cli;

import dev.stellator.api.ControlVectors;
import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.engine.InputRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which path's directions are exported, and how strong. */
final class ControlVectorChoice {
    static final String FORMAT = "control-vector";
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Start of the id of the stored path whose directions a control vector holds;"
                    + " `stellator path --list` shows them.")
    @Nullable
    String path;

    @Option(
            names = "--layers",
            paramLabel = "FROM-TO",
            description = "Layers of the control vector, counted from 0, such as 25-28 (default: those of the program's"
                    + " direction sweep, else the last sixth but for the last one).")
    @Nullable
    String layers;

    @Option(
            names = "--budget",
            paramLabel = "NATS",
            description = "95th percentile of KL(base || modulated) that gives the control vector its strength"
                    + " (default: 1).")
    @Nullable
    Double budget;

    /** Refuses a path, for which other formats have no use; layers and a budget may come from a configuration file. */
    void refuse() {
        if (path != null) {
            throw new UsageException("--path belongs to --format " + FORMAT);
        }
    }

    ControlVectors.Exported export(ControlVectors vectors, Workspace workspace, Path target, boolean overwrite) {
        if (path == null) {
            throw new UsageException(
                    "--format " + FORMAT + " needs --path; `stellator path --list` shows what is stored");
        }
        if (!String.valueOf(target.getFileName()).endsWith(".gguf")) {
            throw new InputRefusedException(
                    "the name of a control vector ends in .gguf, found " + target.getFileName());
        }
        for (String ending : List.of(".gguf", ".safetensors", ".json")) {
            Path file = ControlVectors.beside(target, ending);
            if (Files.exists(file) && !overwrite) {
                throw new InputRefusedException(file + " is there already; --overwrite replaces it");
            }
        }
        return vectors.export(Paths.storedPath(workspace, path), settings(), target);
    }

    private ControlVectors.Settings settings() {
        ControlVectors.Settings settings = ControlVectors.Settings.DEFAULT;
        double nats = budget == null ? settings.nats() : budget;
        if (!(nats > 0)) {
            throw new UsageException("--budget takes nats above 0, found " + nats);
        }
        return new ControlVectors.Settings(range(), nats);
    }

    private ControlVectors.@Nullable Range range() {
        if (layers == null) {
            return null;
        }
        Matcher range = RANGE.matcher(layers);
        if (!range.matches()) {
            throw new UsageException("--layers takes a range such as 25-28, found '" + layers + "'");
        }
        int first = Integer.parseInt(range.group(1));
        return new ControlVectors.Range(first, range.group(2) == null ? first : Integer.parseInt(range.group(2)));
    }

    static List<String> lines(ControlVectors.Exported exported) {
        return List.of(
                "path:     " + String.join(" -> ", exported.tokens()),
                "model:    " + exported.model() + ", layers "
                        + exported.layers().get(0) + "-"
                        + exported.layers().get(exported.layers().size() - 1),
                "strength: " + Numbers.three(exported.strength()) + " differences of means, "
                        + Numbers.three(exported.reached95()) + " nats at the 95th percentile"
                        + (exported.reachedBudget() ? "" : "; the budget of " + exported.budget() + " is not reached"),
                "files:    " + String.join(", ", exported.files()));
    }
}
