package dev.stellator.worker;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.worker.internal.gguf.GgufFile;
import dev.stellator.worker.internal.gguf.GgufTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tensors of a GGUF file, or of all parts of one that was split. */
final class GgufSource implements TensorSource {
    private static final Pattern PART = Pattern.compile("^(.*)-(\\d{5})-of-(\\d{5})\\.gguf$", Pattern.DOTALL);
    private static final String COUNT = "split.count";

    private final List<GgufFile> parts = new ArrayList<>();
    private final Map<String, GgufFile> places = new HashMap<>();

    private GgufSource() {}

    /** @param path the file, or any part of a split one */
    static GgufSource open(Path path) {
        GgufSource source = new GgufSource();
        try {
            source.add(GgufFile.open(path));
            if (number(source.metadata(), COUNT) > 1) {
                source.addOthers(path);
            }
            return source;
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private void add(GgufFile part) {
        parts.add(part);
        for (Set<String> names : List.of(part.tensors().keySet(), part.unread().keySet())) {
            for (String name : names) {
                GgufFile other = places.put(name, part);
                if (other != null) {
                    throw new InputRefusedException(
                            part.path() + ": tensor " + name + " stands in " + other.path() + ", too");
                }
            }
        }
    }

    /** Opens the other parts of a split file, which lie beside it and are named by their numbers. */
    private void addOthers(Path path) {
        GgufFile given = parts.get(0);
        long number = number(given.metadata(), "split.no") + 1;
        long count = number(given.metadata(), COUNT);
        long tensors = number(given.metadata(), "split.tensors.count");
        String what = path + ": this is part " + number + " of " + count + " of a split model";
        Matcher name = PART.matcher(String.valueOf(path.getFileName()));
        if (!name.matches() || Long.parseLong(name.group(2)) != number || Long.parseLong(name.group(3)) != count) {
            throw new InputRefusedException(what
                    + String.format(
                            ", whose name should end in -%05d-of-%05d.gguf, so that the others are found; name all parts so,"
                                    + " or merge them (llama-gguf-split --merge)",
                            number, count));
        }
        parts.clear();
        for (int no = 1; no <= count; no++) {
            if (no == number) {
                parts.add(given);
                continue;
            }
            Path part = path.resolveSibling(String.format("%s-%05d-of-%s.gguf", name.group(1), no, name.group(3)));
            if (!Files.isRegularFile(part)) {
                parts.add(given); // so that it is closed
                throw new ModelMissingException(what + "; " + part + " is missing");
            }
            add(GgufFile.open(part));
            if (number(parts.get(no - 1).metadata(), "split.no") != no - 1
                    || number(parts.get(no - 1).metadata(), COUNT) != count) {
                parts.add(given);
                throw new InputRefusedException(
                        part + ": this is not part " + no + " of " + count + " of a split model");
            }
        }
        if (tensors > 0 && places.size() != tensors) {
            throw new InputRefusedException(
                    what + " with " + tensors + " tensors, but the parts hold " + places.size() + "; fetch them anew");
        }
    }

    private static long number(Map<String, Object> metadata, String key) {
        return metadata.get(key) instanceof Long value ? value : 0;
    }

    /** Of the first part, which holds them all. */
    Map<String, Object> metadata() {
        return parts.get(0).metadata();
    }

    List<Path> files() {
        return parts.stream().map(GgufFile::path).toList();
    }

    @Override
    public boolean has(String name) {
        return places.containsKey(name);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public boolean holdsWeights(String name) {
        GgufFile part = places.get(name);
        return part != null && part.tensors().containsKey(name);
    }

    @Override
    public Path file(String name) {
        return places.getOrDefault(name, parts.get(0)).path();
    }

    @Override
    public long rows(String name) {
        return tensor(name).rows();
    }

    @Override
    public int columns(String name) {
        return tensor(name).columns();
    }

    @Override
    public void read(String name, long first, int count, float[] to) {
        GgufTensor tensor = tensor(name);
        Objects.requireNonNull(places.get(name)).read(tensor, first, count, to);
    }

    private GgufTensor tensor(String name) {
        GgufFile part = places.getOrDefault(name, parts.get(0));
        GgufTensor tensor = part.tensors().get(name);
        if (tensor != null) {
            return tensor;
        }
        String type = part.unread().get(name);
        throw new InputRefusedException(part.path() + ": tensor " + name
                + (type == null ? " is missing" : " has type " + type + ", which is not supported"));
    }

    @Override
    public void close() {
        parts.forEach(GgufFile::close);
    }
}
