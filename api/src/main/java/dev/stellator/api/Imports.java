package dev.stellator.api;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.importer.ImportSettings;
import dev.stellator.importer.ImportSummary;
import dev.stellator.importer.Importer;
import java.nio.file.Path;

/** Imports of documents into a workspace's graph, which the first one makes. Used by one thread. */
public final class Imports {
    private final Workspace workspace;
    private final ImportSettings settings;

    /** @param settings the workspace's data folder is passed over, wherever it lies */
    public Imports(Workspace workspace, ImportSettings settings) {
        this.workspace = workspace;
        this.settings = settings.except(workspace.data());
    }

    /** The settings that are in force. */
    public ImportSettings settings() {
        return settings;
    }

    /**
     * Refuses a file or folder without a document, before anything is opened.
     *
     * @throws dev.stellator.engine.InputRefusedException when there is nothing to import
     */
    public void require(Path source) {
        Importer.requireDocuments(source, settings);
    }

    /**
     * Imports what is new or changed.
     *
     * @throws dev.stellator.engine.InputRefusedException when there is nothing to import
     */
    public ImportSummary run(Path source, Progress progress) {
        require(source);
        workspace.mayMakeGraph();
        chooseEncoder(source, progress);
        ImportSummary summary =
                new Importer(workspace.graph().corpus(), workspace.embedder(), settings).run(source, progress);
        String advice = new CorpusLanguages(summary.thoughtsByLanguage())
                .adviceFor(workspace.embedder().id());
        if (advice != null) {
            workspace.note(advice);
        }
        return summary;
    }

    /** What an import would do, with the graph that there is, if any; nothing is written. */
    public ImportSummary preview(Path source, Progress progress) {
        require(source);
        workspace.mayMakeGraph();
        chooseEncoder(source, progress);
        CorpusGraph graph = workspace.hasGraph() ? workspace.graph().corpus() : null;
        return new Importer(graph, workspace.embedder(), settings).preview(source, progress);
    }

    private void chooseEncoder(Path source, Progress progress) {
        if (workspace.choosesEncoder()) {
            workspace.chooseEncoder(Importer.languages(source, settings, progress));
        }
    }
}
