package dev.stellator.cli;

import dev.stellator.api.ControlVectors;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.cli.export.Format;
import dev.stellator.cli.export.GraphWriter;
import dev.stellator.cypher.GraphDump;
import dev.stellator.cypher.GraphShape;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.WholeFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = {
            "Writes the whole graph to a file: nodes, relationships and all of their properties.",
            "JSON Lines can be loaded again with `stellator load`. Arrow is a folder of tables, one a kind of node or"
                    + " relationship; neo4j-admin a folder that `neo4j-admin database import` reads.",
            "With --format control-vector, writes a stored path's directions for other engines instead: a GGUF control"
                    + " vector, and beside it safetensors and JSON."
        },
        footer = {
            "",
            "Examples:",
            "  stellator export graph.jsonl.gz        to keep, or to load elsewhere",
            "  stellator export graph.graphml --without-embeddings",
            "  stellator export tables.arrow          for pandas, Polars, DuckDB",
            "  stellator export lamp.gguf --format control-vector --path 1f3a"
        })
final class ExportCommand extends ConsoleCommand {
    @Parameters(paramLabel = "TARGET", description = "A file, or for Arrow a folder.")
    Path target = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, graphml, arrow, neo4j-admin or control-vector (default: what the target's extension"
                    + " says; .gz after it compresses).")
    @Nullable
    String format;

    @Mixin
    final ControlVectorChoice vector = new ControlVectorChoice();

    @Mixin
    final ModelChoice modelChoice = new ModelChoice();

    @Option(names = "--without-embeddings", description = "Leave out vectors, which are most of the bytes.")
    boolean withoutEmbeddings;

    @Option(names = "--overwrite", description = "Replace what the target holds.")
    boolean overwrite;

    /** @param bytes of the file, or of the files in the folder */
    record Exported(String target, String format, long nodes, long relationships, boolean embeddings, long bytes) {}

    @Override
    int run(Workspace workspace) {
        Path chosen = target.toAbsolutePath().normalize();
        if (ControlVectorChoice.FORMAT.equalsIgnoreCase(format)) {
            var exported = vector.export(
                    new ControlVectors(workspace, modelSettings(modelChoice), options.seed),
                    workspace,
                    chosen,
                    overwrite);
            print("control-vector", exported, () -> ControlVectorChoice.lines(exported)
                    .forEach(console().out()::println));
            return ExitCode.DONE;
        }
        vector.refuse();
        Format as = format != null
                ? Format.named(format)
                        .orElseThrow(() -> new UsageException("--format takes jsonl, graphml, arrow, neo4j-admin or"
                                + " control-vector, found '" + format + "'"))
                : Format.of(chosen)
                        .orElseThrow(() -> new InputRefusedException("the name " + chosen.getFileName()
                                + " does not say a format; end it in .jsonl, .graphml or .arrow, or"
                                + " name one with --format"));
        boolean compressed = Format.isCompressed(chosen);
        if (as.isFolder() && compressed) {
            throw new InputRefusedException(as.word() + " is written to a folder, which cannot be compressed to .gz");
        }
        refuseExisting(chosen);
        try {
            Exported exported = export(workspace, chosen, as, compressed);
            print("export", exported, () -> console()
                    .out()
                    .println(Numbers.count(exported.nodes()) + " nodes and " + Numbers.count(exported.relationships())
                            + " relationships, " + Numbers.count(exported.bytes()) + " bytes: " + chosen));
        } catch (IOException | UncheckedIOException e) {
            throw new StellatorException("cannot write " + chosen + ": " + e, e);
        }
        return ExitCode.DONE;
    }

    private void refuseExisting(Path chosen) {
        if (!Files.exists(chosen)) {
            return;
        }
        if (!overwrite) {
            throw new InputRefusedException(chosen + " is there already; --overwrite replaces it");
        }
        if (Files.isDirectory(chosen)) {
            try (Stream<Path> files = Files.list(chosen)) {
                if (!files.allMatch(ExportCommand::isTable)) {
                    throw new InputRefusedException(
                            chosen + " holds other things than exported tables; nothing there is replaced");
                }
            } catch (IOException e) {
                throw new InputRefusedException("cannot look into " + chosen + ": " + e.getMessage(), e);
            }
        }
    }

    private static boolean isTable(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean table = name.endsWith(".arrow") || name.endsWith(".csv");
        return name.equals("import.args")
                || (table && (name.startsWith("nodes-") || name.startsWith("relationships-")));
    }

    private Exported export(Workspace workspace, Path chosen, Format as, boolean compressed) throws IOException {
        GraphDump dump = workspace.graph().dump();
        Progress progress = workspace.progress();
        progress.begin("look at the graph", -1);
        GraphShape whole = dump.shape();
        progress.end();
        GraphShape shape = withoutEmbeddings ? whole.withoutVectors() : whole;
        Set<String> without = new TreeSet<>(whole.propertyNames());
        without.removeAll(shape.propertyNames());
        progress.begin("export", shape.size());
        WholeFiles.put(chosen, fresh -> {
            try (GraphWriter writer = as.writer(fresh, compressed, shape)) {
                dump.nodes(without, node -> step(progress, () -> writer.node(node)));
                dump.relationships(without, relationship -> step(progress, () -> writer.relationship(relationship)));
            }
        });
        progress.end();
        return new Exported(
                chosen.toString(),
                as.word(),
                shape.nodeCount(),
                shape.relationshipCount(),
                !withoutEmbeddings,
                bytes(chosen));
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void step(Progress progress, Write write) {
        Progress.checkpoint();
        try {
            write.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        progress.advance(1);
    }

    private static long bytes(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(target)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
