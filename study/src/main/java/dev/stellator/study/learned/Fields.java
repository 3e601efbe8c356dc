package dev.stellator.study.learned;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.StellatorException;
import dev.stellator.worker.ModelInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields that there are: those that come with the distribution, and those of a folder, a file each. Reads them anew each
 * time; several threads may ask at once.
 */
public final class Fields {
    /** What stands for "no field" where a name is asked for. */
    public static final String NONE = "none";

    private static final String EXTENSION = ".safetensors";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");

    private final Path folder;

    /** @param folder of fields that were learned here; it need not exist */
    public Fields(Path folder) {
        this.folder = folder;
    }

    /** Those of the distribution, for any model. */
    public static List<LearnedField> shipped() {
        try (InputStream index = Fields.class.getResourceAsStream("shipped.txt")) {
            if (index == null) {
                return List.of();
            }
            List<LearnedField> fields = new ArrayList<>();
            for (String name : new String(index.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                try (InputStream in = Fields.class.getResourceAsStream(name)) {
                    if (in == null) {
                        throw new IllegalStateException("the field " + name + " is missing from the class path");
                    }
                    fields.add(FieldFile.read(in, name));
                }
            }
            return fields;
        } catch (IOException e) {
            throw new StellatorException("cannot read the fields of the distribution: " + e.getMessage(), e);
        }
    }

    /** The distribution's field for a model; null when it has none. */
    public static @Nullable LearnedField shipped(ModelInfo model) {
        return shipped().stream()
                .filter(field -> field.provenance().fingerprint().equals(model.fingerprint()))
                .findFirst()
                .orElse(null);
    }

    /** Those of the folder, by name. */
    public List<LearnedField> own() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(EXTENSION))
                    .sorted()
                    .map(FieldFile::read)
                    .toList();
        } catch (IOException e) {
            throw new StellatorException("cannot list the fields in " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * The field of a name.
     *
     * @throws InputRefusedException when there is none, with those that there are, or it is another model's
     */
    public LearnedField named(String name, ModelInfo model) {
        return named(name).requireFor(model);
    }

    /**
     * The field of a name, whichever model it is for.
     *
     * @throws InputRefusedException when there is none, with those that there are
     */
    public LearnedField named(String name) {
        List<LearnedField> all = new ArrayList<>(own());
        all.addAll(shipped());
        return all.stream()
                .filter(field -> field.provenance().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputRefusedException("there is no field '" + name + "'; there are "
                        + all.stream()
                                .map(field -> "'" + field.provenance().name() + "'")
                                .collect(Collectors.joining(", "))
                        + (all.isEmpty() ? "none yet" : "") + "; `stellator train` learns one"));
    }

    /** Where a field of this name lies, or would. */
    public Path place(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InputRefusedException(
                    "a field's name has letters, digits, dots, dashes and underscores, found '" + name + "'");
        }
        return folder.resolve(name + EXTENSION);
    }

    public void save(LearnedField field) {
        FieldFile.write(field, place(field.provenance().name()));
    }
}
