package dev.stellator.cli;

import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.graph.BasinGraph.Basin;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "basins",
        description = {
            "Finds what the corpus gathers around, and lists it: attractors, sizes, anchors.",
            "Basins that belong to the stored thoughts and settings are listed as they are."
        },
        footer = {"", "Examples:", "  stellator basins", "  stellator basins --level 1 --resolution 2 --json"})
final class BasinsCommand extends ConsoleCommand {
    private static final int LABEL_WIDTH = 40;
    private static final int TEXT_WIDTH = 60;

    @Option(
            names = "--resolution",
            paramLabel = "GAMMA",
            defaultValue = "1.0",
            description = "Leiden's resolution: higher gives more basins (default: ${DEFAULT-VALUE}).")
    double resolution = 1;

    @Option(
            names = "--level",
            paramLabel = "N",
            defaultValue = "0",
            description = "Level to list; 0 is the finest (default: ${DEFAULT-VALUE}).")
    int level;

    @Override
    int run(Workspace workspace) {
        BasinFinder.Request defaults = BasinFinder.Request.DEFAULT;
        var request = new BasinFinder.Request(defaults.offsetWeight(), defaults.neighbours(), resolution, options.seed);
        BasinFinder.Result result = Jobs.findBasins(workspace, request);
        List<Basin> shown =
                result.basins().stream().filter(basin -> basin.level() == level).toList();
        print(
                shown.stream()
                        .map(basin -> BasinJson.of(basin, Jobs.texts(workspace, List.of(basin))))
                        .toList(),
                () -> {
                    var texts = Jobs.texts(workspace, shown);
                    console()
                            .out()
                            .println(Tables.of(
                                    shown,
                                    List.of(
                                            Tables.number("thoughts", basin -> Numbers.count(basin.size())),
                                            Tables.number("depth", basin -> Numbers.three(basin.depth())),
                                            Tables.number("radius", basin -> Numbers.three(basin.radius())),
                                            Tables.text("basin", LABEL_WIDTH, Basin::label),
                                            Tables.text(
                                                    "anchors",
                                                    LABEL_WIDTH,
                                                    basin -> String.join(", ", Jobs.anchorTexts(basin))),
                                            Tables.text(
                                                    "nearest to the attractor",
                                                    TEXT_WIDTH,
                                                    basin -> texts.getOrDefault(basin.representativeId(), "")))));
                    console()
                            .out()
                            .println(shown.size() + " basins at level " + level + ", beta "
                                    + Numbers.one(result.settings().beta())
                                    + (result.reused() ? ", as stored" : ", found now"));
                });
        return ExitCode.DONE;
    }
}
