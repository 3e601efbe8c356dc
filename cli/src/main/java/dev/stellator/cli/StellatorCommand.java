package dev.stellator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program itself: without a command it shows its help. */
@Command(
        name = "stellator",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Turns a corpus into an attractor graph in Neo4j, derives modulation paths from it, and measures what a"
                    + " language model does under them."
        },
        footer = {
            "",
            "Examples:",
            "  stellator run samples                  the main run, from a folder of text to a report",
            "  stellator basins                       what the corpus gathers around",
            "  stellator probe 'Is light a wave?'     does this thought fall into a basin?",
            "  stellator path --from error --to theory",
            "  stellator cypher 'MATCH (b:Basin) RETURN b.label, b.size ORDER BY b.size DESC'",
            "  stellator serve --open                 the explorer: a page to look at all of it",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 input refused, 4 database unreachable, 5 model missing."
        },
        subcommands = {
            RunCommand.class,
            ImportCommand.class,
            BasinsCommand.class,
            PathCommand.class,
            ProbeCommand.class,
            ProgramCommand.class,
            ReactCommand.class,
            TrainCommand.class,
            ThinkCommand.class,
            SimulateCommand.class,
            CypherCommand.class,
            ServeCommand.class,
            StopCommand.class,
            ExportCommand.class,
            LoadCommand.class,
            ReportCommand.class,
            ModelCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        })
final class StellatorCommand extends CommandGroup {}
