package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import dev.stellator.importer.E5Folder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodersTest {
    @ParameterizedTest
    @CsvSource({
        "stored, , minilm",
        "auto, , minilm",
        "stored, all-MiniLM-L6-v2/f32/0123456789ab, minilm",
        "stored, all-MiniLM-L6-v2/int8/0123456789ab, minilm-int8",
        "auto, " + E5Folder.NAME + "/0123456789ab, e5",
        "minilm, " + E5Folder.NAME + "/0123456789ab, minilm",
        "/models/mine, , /models/mine"
    })
    void shouldFollowTheGraphUnlessAnotherIsNamed(String asked, String stored, String expected) {
        assertThat(Encoders.named(asked, stored)).isEqualTo(expected);
    }

    @Test
    void shouldAskForTheFolderOfAnEncoderThatItDoesNotHave() {
        assertThatThrownBy(() -> Encoders.named("stored", "mine/0123456789ab"))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("mine/0123456789ab")
                .hasMessageContaining("--embedder");
    }

    @Test
    void shouldTakeTheEnglishEncoderAndSayWhyWhereTheOtherCannotBeFetched(@TempDir Path models) {
        List<String> notes = new ArrayList<>();
        Encoders encoders = new Encoders(
                new WorkspaceSettings.Models(models, URI.create("http://127.0.0.1:1/simple/")), Progress.SILENT);
        assertThat(encoders.forLanguages(Map.of("ru", 50L, "en", 50L), notes::add))
                .isEqualTo("minilm");
        assertThat(notes).hasSize(2);
        assertThat(notes.get(1))
                .contains("50 % of 100 thoughts are not English")
                .contains("cannot be fetched");
    }

    @Test
    void shouldNameTheEncodersWhereANameIsMistyped(@TempDir Path models) {
        Encoders encoders = new Encoders(
                new WorkspaceSettings.Models(models, URI.create("http://127.0.0.1:1/simple/")), Progress.SILENT);
        assertThatThrownBy(() -> encoders.open("e6"))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("e6")
                .hasMessageContaining("minilm, minilm-int8, e5 and auto");
    }

    @Test
    void shouldReachForNothingWhereACorpusIsEnglish(@TempDir Path models) {
        List<String> notes = new ArrayList<>();
        Encoders encoders = new Encoders(
                new WorkspaceSettings.Models(models, URI.create("http://127.0.0.1:1/simple/")), Progress.SILENT);
        assertThat(encoders.forLanguages(Map.of("de", 5L, "en", 95L), notes::add))
                .isEqualTo("minilm");
        assertThat(notes).singleElement().asString().startsWith("encoder: minilm");
    }
}
