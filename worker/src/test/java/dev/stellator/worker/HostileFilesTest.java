package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import dev.stellator.engine.StellatorException;
import dev.stellator.worker.internal.gguf.GgufFile;
import dev.stellator.worker.internal.gguf.GgufTensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand damaged files: each is read, or refused by an exception of ours that names it. The seeds are fixed; the
 * environment variable STELLATOR_FUZZ multiplies the number of files and moves the seeds on.
 */
class HostileFilesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** What readers need whatever the file: buffers of the JSON library, exceptions, messages. */
    private static final long OVERHEAD = 1 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** A text that is empty takes eight bytes in a file, and some sixty in a list of texts. */
    private static final long LARGEST_GROWTH = 10;

    private static final int TIMES = times();

    private static int times() {
        String given = System.getenv("STELLATOR_FUZZ");
        return given == null ? 1 : Integer.parseInt(given);
    }

    @FunctionalInterface
    private interface Reading {
        void of(Path file) throws IOException;
    }

    @Test
    void shouldReadOrRefuseAnyGgufFile() throws IOException {
        byte[] whole = GgufWriter.write("llama");
        int header = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("output_norm") + 200;
        attack("model.gguf", whole, header, 3500, 1, "at offset", file -> {
            try (GgufFile opened = GgufFile.open(file)) {
                for (GgufTensor tensor : opened.tensors().values()) {
                    opened.read(tensor, 0, 1, new float[tensor.columns()]);
                }
            }
        });
    }

    @Test
    void shouldReadOrRefuseAnySafetensorsFile() throws IOException {
        byte[] whole = Files.readAllBytes(References.tiny("llama/model.safetensors"));
        int header = 8 + (whole[0] & 0xFF) + 256 * (whole[1] & 0xFF) + 65536 * whole[2];
        attack("model.safetensors", whole, header, 3500, 2, "at offset", file -> {
            try (Safetensors opened = new Safetensors(List.of(file))) {
                for (String name : opened.names()) {
                    opened.read(name, 0, 1, new float[opened.columns(name)]);
                }
            }
        });
    }

    @Test
    void shouldReadOrRefuseAnyConfiguration() throws IOException {
        for (String name : List.of("llama", "llama3-scaled-rope", "qwen3", "gpt2")) {
            byte[] whole = Files.readAllBytes(References.tiny(name + "/config.json"));
            attack("config.json", whole, whole.length, 500, 3, "config.json", file -> {
                ModelConfig config = ModelFile.config(file);
                assertThat(config.layers()).isPositive();
            });
        }
    }

    @Test
    void shouldReadOrRefuseAnyTokenizer() throws IOException {
        byte[] whole = Files.readAllBytes(References.tiny("llama/tokenizer.json"));
        attack("tokenizer.json", whole, whole.length, 500, 4, "tokenizer.json", file -> {
            try (LibraryTokenizer opened =
                    new LibraryTokenizer(Files.readAllBytes(file), TextMarks.NONE, file.toString())) {
                opened.encode("A contradiction");
            }
        });
    }

    /** Metadata and tensors that can be read, and a tokenizer that is made of them. */
    @Test
    void shouldLookThroughOrRefuseAnyModel() throws IOException {
        byte[] whole = GgufWriter.write("qwen2");
        int header = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("output_norm") + 200;
        Path file = folder.resolve("model.gguf");
        Random random = new Random(6L * TIMES);
        for (int round = 0; round < 500 * TIMES; round++) {
            Files.write(file, damaged(whole, header, random));
            try (ModelOutline outline = ModelOutline.open(file)) {
                Tokenizer tokenizer = outline.tokenizer();
                assertThat(Arrays.stream(tokenizer.encode("A contradiction <|endoftext|>\u0000🙂"))
                                .allMatch(id -> id >= 0 && id < tokenizer.size()))
                        .isTrue();
            } catch (StellatorException e) {
                assertThat(e).hasMessageContaining("model.gguf");
            }
        }
    }

    @Test
    void shouldReadOrRefuseAnyIndexOfParts() throws IOException {
        Path model = folder.resolve("model");
        Files.createDirectories(model);
        byte[] whole = new ObjectMapper()
                .writeValueAsBytes(java.util.Map.of(
                        "metadata", java.util.Map.of("total_size", 5),
                        "weight_map", java.util.Map.of("a", "model.safetensors.index.json", "b", "c.safetensors")));
        Files.write(model.resolve("c.safetensors"), new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
        attack("model/model.safetensors.index.json", whole, whole.length, 500, 5, "model", file -> {
            try (Safetensors opened = new Safetensors(ModelFile.weightFiles(model))) {
                opened.names();
            }
        });
    }

    private void attack(String name, byte[] whole, int interesting, int files, long seed, String said, Reading reading)
            throws IOException {
        int rounds = files * TIMES;
        Random random = new Random(seed * TIMES);
        Path file = folder.resolve(name);
        int refused = 0;
        loadWhatReadingNeeds(file, whole, reading);
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = damaged(whole, interesting, random);
            Files.write(file, damaged);
            @Nullable StellatorException refusal = null;
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                reading.of(file);
            } catch (StellatorException e) {
                refusal = e;
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (refusal != null) {
                refused++;
                assertThat(refusal)
                        .hasMessageContaining(String.valueOf(file.getFileName()).replaceFirst("\\..*", ""));
                assertThat(refusal).hasMessageContaining(said);
            }
            assertThat(allocated)
                    .as("round %d allocates", round)
                    .isLessThan(LARGEST_GROWTH * damaged.length + OVERHEAD);
        }
        assertThat(refused).isGreaterThan(rounds / 4);
    }

    /** Classes and libraries are loaded at the first reading and at the first refusal, which is no file's doing. */
    private static void loadWhatReadingNeeds(Path file, byte[] whole, Reading reading) throws IOException {
        for (byte[] content : List.of(whole, new byte[0])) {
            Files.write(file, content);
            try {
                reading.of(file);
            } catch (StellatorException e) {
                // a refusal loads as much as an answer
            }
        }
    }

    private static byte[] damaged(byte[] whole, int interesting, Random random) {
        byte[] result = whole.clone();
        switch (random.nextInt(6)) {
            case 0 -> result = Arrays.copyOf(whole, random.nextInt(interesting));
            case 1 -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    result[random.nextInt(interesting)] = (byte) random.nextInt();
                }
            }
            case 2 -> huge(result, random.nextInt(Math.max(1, Math.min(interesting, result.length) - 8)), random);
            case 3 -> huge(result, random.nextInt(24) / 8 * 8, random);
            case 4 -> {
                int from = random.nextInt(interesting);
                int length = random.nextInt(Math.max(1, Math.min(64, interesting - from)));
                System.arraycopy(whole, random.nextInt(Math.max(1, interesting - length)), result, from, length);
            }
            default -> digits(result, interesting, random);
        }
        return result;
    }

    /** A count or offset beyond all bounds, or negative. */
    private static void huge(byte[] bytes, int at, Random random) {
        long value =
                switch (random.nextInt(4)) {
                    case 0 -> Long.MAX_VALUE - random.nextInt(100);
                    case 1 -> -1 - random.nextInt(100);
                    case 2 -> 1L << random.nextInt(62);
                    default -> random.nextLong();
                };
        for (int i = 0; i < 8 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    /** Another digit in a number of a text: offsets overlap, or leave the file. */
    private static void digits(byte[] bytes, int interesting, Random random) {
        int start = random.nextInt(interesting);
        int changed = 0;
        for (int i = 0; i < interesting && changed < 3; i++) {
            int at = (start + i) % interesting;
            if (bytes[at] >= '0' && bytes[at] <= '9') {
                bytes[at] = (byte) ('0' + random.nextInt(10));
                changed++;
            }
        }
    }
}
