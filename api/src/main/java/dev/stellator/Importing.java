package dev.stellator;

import dev.stellator.api.Imports;
import dev.stellator.importer.ImportSettings;
import dev.stellator.importer.ImportSummary;
import dev.stellator.importer.ReadSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files and folders to import; used by one thread. */
public final class Importing {
    private final Stellator stellator;
    private final List<Path> roots = new ArrayList<>();
    private String corpus = "corpus";
    private ReadSettings read = ReadSettings.DEFAULT;
    private boolean prune;

    Importing(Stellator stellator) {
        this.stellator = stellator;
    }

    /** A file, or a folder with all that lies below it. */
    public Importing add(Path fileOrFolder) {
        roots.add(fileOrFolder);
        return this;
    }

    /** Name of the corpus that the documents belong to; "corpus" by default. */
    public Importing corpus(String name) {
        corpus = name;
        return this;
    }

    /** How files are read. */
    public Importing read(ReadSettings settings) {
        read = settings;
        return this;
    }

    /** Drops documents whose files are gone. */
    public Importing prune() {
        prune = true;
        return this;
    }

    /**
     * Imports what is new or changed, in the order of adding.
     *
     * @return a summary for each file or folder that was added
     * @throws dev.stellator.engine.InputRefusedException when one holds no document; the ones before it are imported
     */
    public List<ImportSummary> run() {
        return stellator.with(workspace -> {
            Imports imports = new Imports(workspace, ImportSettings.of(corpus, read, prune));
            return roots.stream()
                    .map(root -> imports.run(root, workspace.progress()))
                    .toList();
        });
    }
}
