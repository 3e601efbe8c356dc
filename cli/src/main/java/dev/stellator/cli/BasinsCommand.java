package dev.stellator.cli;

import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.BasinJson;
import dev.stellator.api.json.Numbers;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.basin.FixedPointCurve;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "basins",
        description = {
            "Finds what the corpus gathers around, and lists it: attractors, sizes, anchors.",
            "Basins that belong to the stored thoughts and settings are listed as they are."
        },
        footer = {
            "",
            "Examples:",
            "  stellator basins",
            "  stellator basins --level 1 --resolution 2 --json",
            "  stellator basins --plateau"
        })
final class BasinsCommand extends ConsoleCommand {
    private static final int LABEL_WIDTH = 40;
    private static final int TEXT_WIDTH = 60;

    @Option(
            names = "--resolution",
            paramLabel = "GAMMA",
            description = "Leiden's resolution: higher gives more basins (default: the most stable one is chosen).")
    @Nullable
    Double resolution;

    @Option(
            names = "--offset-weight",
            paramLabel = "A",
            description = "Weight of the density offsets in the field's energy, 0 to 1 (default: 0.5).")
    @Nullable
    Double offsetWeight;

    @Option(names = "--anew", description = "Choose and divide from scratch, and not from the basins that are known.")
    boolean anew;

    @Option(names = "--curves", description = "Show what resolution and beta were chosen from.")
    boolean curves;

    @Option(
            names = "--plateau",
            description = {
                "Show how many fixed points the field of a sample has at each beta, how stable they are, and whether the"
                        + " chosen beta lies on a plateau; takes up to a minute.",
                "With --json the curve is printed in place of the basins."
            })
    boolean plateau;

    @Option(
            names = "--level",
            paramLabel = "N",
            defaultValue = "0",
            description = "Level to list; 0 is the finest (default: ${DEFAULT-VALUE}).")
    int level;

    @Override
    int run(Workspace workspace) {
        BasinFinder.Result result = Paths.findBasins(workspace, request());
        List<FixedPointCurve.Point> points = plateau
                ? FixedPointCurve.of(workspace.graph().thoughts(), result.settings(), workspace.progress())
                : List.of();
        if (plateau && options.json) {
            print("fixed-points", points, () -> {});
            return ExitCode.DONE;
        }
        List<Basin> shown =
                result.basins().stream().filter(basin -> basin.level() == level).toList();
        var texts = Paths.texts(workspace, shown);
        print("basins", shown.stream().map(basin -> BasinJson.of(basin, texts)).toList(), () -> {
            console()
                    .out()
                    .println(Tables.of(
                            shown,
                            List.of(
                                    Tables.number("thoughts", basin -> Numbers.count(basin.size())),
                                    Tables.number("depth", basin -> Numbers.three(basin.depth())),
                                    Tables.number("radius", basin -> Numbers.three(basin.radius())),
                                    Tables.number("stability", basin -> Numbers.three(basin.stability())),
                                    Tables.text("basin", LABEL_WIDTH, Basin::label),
                                    Tables.text(
                                            "anchors",
                                            LABEL_WIDTH,
                                            basin -> String.join(", ", Paths.anchorTexts(basin))),
                                    Tables.text(
                                            "nearest to the attractor",
                                            TEXT_WIDTH,
                                            basin -> texts.getOrDefault(basin.representativeId(), "")))));
            if (curves) {
                console().out().println(curves(result.settings()));
            }
            if (plateau) {
                console().out().println(plateau(points));
            }
            console().out().println(summary(shown.size(), workspace.unit().word(), result));
        });
        return ExitCode.DONE;
    }

    private BasinFinder.Request request() {
        try {
            return new BasinFinder.Request(
                    offsetWeight, BasinFinder.Request.DEFAULT.neighbours(), resolution, options.seed, anew);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private String summary(int count, String unit, BasinFinder.Result result) {
        FieldSettings settings = result.settings();
        return count + " basins at level " + level + "; resolution " + Numbers.three(settings.resolution())
                + (settings.givenResolution() ? " (given)" : "") + ", offset weight "
                + Numbers.three(settings.offsetWeight()) + (settings.givenOffsetWeight() ? " (given)" : "") + ", beta "
                + Numbers.one(settings.beta()) + ", " + settings.neighbours() + " neighbours, thoughts are "
                + unit + "s"
                + (result.reused()
                        ? "; as stored"
                        : result.continued() ? "; grown from the known basins" : "; found now");
    }

    private static String curves(FieldSettings settings) {
        return Tables.of(
                settings.curves(),
                List.of(
                        Tables.text("choice of", LABEL_WIDTH, BasinGraph.CurvePoint::parameter),
                        Tables.number("value", point -> Numbers.three(point.value())),
                        Tables.number("score", point -> Numbers.three(point.score())),
                        Tables.text("beside it", LABEL_WIDTH, BasinsCommand::beside)));
    }

    private static String plateau(List<FixedPointCurve.Point> points) {
        return Tables.of(
                points,
                List.of(
                        Tables.number("beta", point -> Numbers.one(point.beta())),
                        Tables.number(
                                "fixed points", point -> point.fixedPoints() + " of " + point.starts() + " starts"),
                        Tables.number("not converged", point -> Numbers.count(point.unconverged())),
                        Tables.number("stability", point -> Numbers.three(point.stability())),
                        Tables.text(
                                "",
                                LABEL_WIDTH,
                                point -> (point.plateau() ? "plateau " : "") + (point.chosen() ? "chosen" : ""))));
    }

    private static String beside(BasinGraph.CurvePoint point) {
        return switch (point.parameter()) {
            case "resolution" -> Numbers.count(Math.round(point.beside())) + " communities";
            case "nearestByIndex" -> Numbers.three(100 * point.beside()) + " % of the mass lies beyond";
            default -> Numbers.three(100 * point.beside()) + " % in their own community";
        };
    }
}
