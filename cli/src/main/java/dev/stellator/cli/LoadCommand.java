package dev.stellator.cli;

import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.cli.export.JsonLinesReader;
import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphLoad;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description = {
            "Fills an empty data folder with a graph that `stellator export` wrote as JSON Lines.",
            "A load that was stopped leaves nothing: give the same command again."
        },
        footer = {
            "",
            "Examples:",
            "  stellator load graph.jsonl.gz --data elsewhere",
            "  stellator load graph.jsonl --data copy --json"
        })
final class LoadCommand extends ConsoleCommand {
    private static final int ROWS_A_TRANSACTION = 1000;

    @Parameters(paramLabel = "FILE", description = "The exported graph; .gz is decompressed.")
    Path file = Path.of("");

    record Loaded(String file, long nodes, long relationships) {}

    @Override
    int run(Workspace workspace) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new InputRefusedException("there is no file " + file + " that can be read");
        }
        workspace.mayMakeGraph();
        try (JsonLinesReader reader = new JsonLinesReader(file)) {
            GraphLoad load = workspace.graph().load();
            load.begin(reader.shape());
            Progress progress = workspace.progress();
            progress.begin("load", reader.shape().size());
            Batches batches = new Batches(load, progress);
            reader.forEach(batches);
            batches.flush();
            progress.end();
            progress.begin("index", -1);
            load.finish();
            progress.end();
            Loaded loaded = new Loaded(file.toString(), batches.nodes, batches.relationships);
            print("load", loaded, () -> console()
                    .out()
                    .println(Numbers.count(loaded.nodes()) + " nodes and " + Numbers.count(loaded.relationships())
                            + " relationships from " + file));
        } catch (IOException e) {
            throw new InputRefusedException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return ExitCode.DONE;
    }

    /** Collects what a transaction writes. */
    private static final class Batches implements JsonLinesReader.Consumer {
        private final GraphLoad load;
        private final Progress progress;
        private final List<Node> newNodes = new ArrayList<>();
        private final List<Relationship> newRelationships = new ArrayList<>();
        private long nodes;
        private long relationships;

        Batches(GraphLoad load, Progress progress) {
            this.load = load;
            this.progress = progress;
        }

        @Override
        public void node(Node node) {
            newNodes.add(node);
            nodes++;
            if (newNodes.size() == ROWS_A_TRANSACTION) {
                flush();
            }
        }

        @Override
        public void relationship(Relationship relationship) {
            if (!newNodes.isEmpty()) {
                flush();
            }
            newRelationships.add(relationship);
            relationships++;
            if (newRelationships.size() == ROWS_A_TRANSACTION) {
                flush();
            }
        }

        void flush() {
            Progress.checkpoint();
            load.nodes(newNodes);
            load.relationships(newRelationships);
            progress.advance(newNodes.size() + (long) newRelationships.size());
            newNodes.clear();
            newRelationships.clear();
        }
    }
}
