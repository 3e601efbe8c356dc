package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.importer.E5Folder;
import dev.stellator.importer.EncoderFolder;
import dev.stellator.importer.MiniLmEmbedder;
import dev.stellator.worker.pull.PullSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sentence encoders by their names. Immutable and thread-safe. */
public final class Encoders {
    public static final String MINILM = "minilm";
    public static final String MINILM_INT8 = "minilm-int8";
    public static final String E5 = "e5";

    /** What {@code --embedder} takes beside folders. */
    public static final Set<String> NAMES =
            Set.of(WorkspaceSettings.STORED, WorkspaceSettings.AUTO, MINILM, MINILM_INT8, E5);

    /** Share of thoughts from which on a corpus is not taken for an English one. */
    public static final double ENGLISH_ENOUGH = 0.1;

    private final WorkspaceSettings.Models models;
    private final Progress progress;

    /** @param progress hears of what is fetched and prepared */
    public Encoders(WorkspaceSettings.Models models, Progress progress) {
        this.models = models;
        this.progress = progress;
    }

    /**
     * The name, or folder, of one encoder.
     *
     * @param asked such as {@link WorkspaceSettings#STORED}
     * @param stored {@link Embedder#id()} of the encoder whose vectors the graph holds; null while it holds none
     * @throws InputRefusedException when the graph's vectors come from a folder that has to be named
     */
    static String named(String asked, @Nullable String stored) {
        if (!asked.equals(WorkspaceSettings.STORED) && !asked.equals(WorkspaceSettings.AUTO)) {
            return asked;
        }
        if (stored == null || MiniLmEmbedder.isIdOfFloat(stored)) {
            return MINILM;
        }
        if (MiniLmEmbedder.isIdOfInt8(stored)) {
            return MINILM_INT8;
        }
        if (E5Folder.isIdOf(stored)) {
            return E5;
        }
        throw new InputRefusedException("the graph holds vectors of " + stored
                + ", an encoder that does not come with Stellator; name its folder with --embedder");
    }

    /** Opens an encoder to run on all cores; e5 is fetched the first time. The caller closes it. */
    Embedder open(String name) {
        int threads = Runtime.getRuntime().availableProcessors();
        return switch (name) {
            case MINILM -> MiniLmEmbedder.open(threads);
            case MINILM_INT8 -> MiniLmEmbedder.openInt8(threads);
            case E5 -> e5().open(threads);
            default -> inFolder(Path.of(name), threads);
        };
    }

    private static Embedder inFolder(Path folder, int threads) {
        if (!Files.isDirectory(folder)) {
            throw new ModelMissingException("there is no sentence encoder of the name " + folder
                    + ", and no such folder; the names are minilm, minilm-int8, e5 and auto");
        }
        return EncoderFolder.open(folder, threads);
    }

    /** multilingual-e5-small in its folder, fetched and prepared where it is missing. */
    private E5Folder e5() {
        E5Folder folder = new E5Folder(models.folder());
        if (!folder.isThere()) {
            pullE5();
        }
        return folder;
    }

    /**
     * Fetches multilingual-e5-small where it is missing, and prepares it anew.
     *
     * @return the folder that it is in
     * @throws ModelMissingException when it cannot be fetched
     */
    public Path pullE5() {
        E5Folder folder = new E5Folder(models.folder());
        folder.write(models.files().pull(PullSource.E5, progress), progress);
        return folder.path();
    }

    /** Whether multilingual-e5-small need not be fetched. */
    public boolean hasE5() {
        return new E5Folder(models.folder()).isThere() || models.files().present(PullSource.E5);
    }

    /** Where multilingual-e5-small is, or will be. */
    public Path e5Path() {
        return new E5Folder(models.folder()).path();
    }

    /**
     * The encoder for a corpus in these languages, for who left the choice open: e5 where more than a tenth is not English
     * and it is here or can be fetched, else minilm.
     *
     * @param thoughts by ISO 639-1 code
     * @param notes hears which, and why
     */
    String forLanguages(Map<String, Long> thoughts, Consumer<String> notes) {
        CorpusLanguages languages = new CorpusLanguages(thoughts);
        if (languages.shareNotEnglish() <= ENGLISH_ENOUGH) {
            notes.accept("encoder: minilm, since " + languages.inWords());
            return MINILM;
        }
        try {
            if (!hasE5()) {
                notes.accept("fetching the multilingual encoder e5 (91 MB), since " + languages.inWords());
            }
            e5();
            notes.accept("encoder: e5, since " + languages.inWords());
            return E5;
        } catch (ModelMissingException e) {
            notes.accept("encoder: minilm, though " + languages.inWords() + ": e5 cannot be fetched (" + e.getMessage()
                    + ")");
            return MINILM;
        }
    }
}
