package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceCheckTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3-scaled-rope", "qwen2", "qwen3", "gpt2"})
    void shouldAgreeWithEveryTinyReference(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            ReferenceCheck.Result result =
                    ReferenceCheck.of(model, References.tiny(name + "/reference.json"), Progress.SILENT);
            assertThat(result.agrees()).as(result.toString()).isTrue();
            assertThat(result.tolerance()).isEqualTo(1e-3);
            assertThat(result.cases()).hasSize(3).allMatch(one -> Boolean.TRUE.equals(one.sameGreedy()));
        }
    }

    @Test
    void shouldTellWhichCaseDiffers() throws IOException {
        String text = Files.readString(References.tiny("llama/reference.json"));
        try (LanguageModel model = References.openTiny("llama")) {
            Path other = Files.writeString(folder.resolve("other.json"), text.replaceFirst("7\\.77375", "7.78"));
            ReferenceCheck.Result result = ReferenceCheck.of(model, other, Progress.SILENT);
            assertThat(result.agrees()).isFalse();
            assertThat(result.cases().get(0).difference()).isBetween(0.006, 0.0065);
            assertThat(result.cases().get(1).within(result.tolerance())).isTrue();
            Path continued = Files.writeString(
                    folder.resolve("continued.json"), text.replaceFirst("\"greedy\":\\s*\\[\\s*\\d+", "\"greedy\":[7"));
            assertThat(ReferenceCheck.of(model, continued, Progress.SILENT)
                            .cases()
                            .get(0)
                            .sameGreedy())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{}",
                "{\"tolerance\": \"much\", \"cases\": [{}]}",
                "{\"tolerance\": \"1e-3\", \"cases\": []}",
                "{\"tolerance\": \"1e-3\", \"cases\": [{\"ids\": [1, 99999]}]}",
                "{\"tolerance\": \"1e-3\", \"cases\": [{\"ids\": [1], \"positions\": [{\"position\": 1}]}]}",
                "{\"tolerance\": \"1e-3\", \"cases\": [{\"ids\": [1], \"positions\": [],"
                        + " \"change\": {\"drift\": {\"layers\": [0, 99], \"axis\": 0}}}]}"
            })
    void shouldRefuseWhatIsNoReference(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.json"), content);
        try (LanguageModel model = References.openTiny("llama")) {
            assertThatThrownBy(() -> ReferenceCheck.of(model, file, Progress.SILENT))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("wrong.json");
        }
    }
}
