package dev.stellator.worker.internal.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Raw blocks and their floats come from gguf (Python) 0.19.0. */
class BlocksTest {
    @ParameterizedTest
    @EnumSource(value = GgufType.class, mode = EnumSource.Mode.EXCLUDE, names = "F32")
    void shouldReadBlocksBitForBit(GgufType type) throws IOException {
        JsonNode block = reference().path(type.name());
        ByteBuffer bytes = ByteBuffer.wrap(
                        HexFormat.of().parseHex(block.path("hex").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        float[] expected = new float[block.path("values").size()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (float) block.path("values").get(i).asDouble();
        }

        float[] found = new float[expected.length];
        for (int i = 0; i < found.length / type.blockValues(); i++) {
            type.reader().read(bytes, i * type.blockBytes(), found, i * type.blockValues());
        }

        assertThat(block.path("type").asInt()).isEqualTo(type.id());
        assertThat(expected).isNotEmpty();
        assertThat(found).isEqualTo(expected);
    }

    private static JsonNode reference() throws IOException {
        try (InputStream in = BlocksTest.class.getResourceAsStream("/model/tiny/gguf-blocks.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in)).path("blocks");
        }
    }
}
