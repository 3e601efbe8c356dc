package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.api.json.Json;
import dev.stellator.api.json.Numbers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
    record Numbers(double one, @Nullable Double maybe, List<Double> several, List<List<Double>> deep, double[] array) {}

    @Test
    void shouldReadBackNumbersThatAreNone() throws Exception {
        Numbers written = new Numbers(
                Double.NaN,
                null,
                List.of(1.0, Double.POSITIVE_INFINITY, Double.NaN),
                List.of(List.of(Double.NaN, 2.5)),
                new double[] {Double.NaN, 3});
        String json = Json.line(written);
        assertThat(json).contains("[1.0,null,null]").contains("[[null,2.5]]");
        Numbers read = Json.MAPPER.readValue(json, Numbers.class);
        assertThat(read.one()).isNaN();
        assertThat(read.maybe()).isNull();
        assertThat(read.several()).containsExactly(1.0, Double.NaN, Double.NaN);
        assertThat(read.deep()).containsExactly(List.of(Double.NaN, 2.5));
        assertThat(read.array()).containsExactly(Double.NaN, 3);
    }
}
