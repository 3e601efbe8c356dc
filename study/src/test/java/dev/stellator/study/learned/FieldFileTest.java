package dev.stellator.study.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.study.SmallModels;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.RailIntervention.RailGate;
import dev.stellator.worker.intervention.RailIntervention.RailMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldFileTest {
    @TempDir
    Path folder;

    private static LearnedField field(LanguageModel model) {
        LearnedField field = LearnedField.first(model.info()).with(true, true, true);
        field.nats()[0][3][1] = 3.5f;
        field.contrast()[1][0] = 0.25f;
        field.strengths()[3] = 0.1f;
        return new LearnedField(
                field.lowest(),
                field.nats(),
                field.contrast(),
                field.emphasis(),
                field.strengths(),
                List.of(new RailMap(3, new float[][] {{1, 2, 0.5f, 3}}, new float[][] {{-1, 0.1f, 2, 0}})),
                List.of(new RailGate(2, new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}})),
                field.provenance().named("trial").withCurve(List.of(0.1, 0.2)));
    }

    private static LanguageModel open(String name) {
        return SmallModels.open(name);
    }

    @Test
    void shouldReadBackWhatItWrote() {
        try (LanguageModel model = open("llama")) {
            LearnedField field = field(model);
            Path file = folder.resolve("a.safetensors");
            FieldFile.write(field, file);
            LearnedField read = FieldFile.read(file);
            assertThat(read.nats()).isDeepEqualTo(field.nats());
            assertThat(read.contrast()).isDeepEqualTo(field.contrast());
            assertThat(read.emphasis()).isDeepEqualTo(field.emphasis());
            assertThat(read.strengths()).isEqualTo(field.strengths());
            assertThat(read.maps()).singleElement().satisfies(map -> {
                assertThat(map.layer()).isEqualTo(3);
                assertThat(map.down()).isDeepEqualTo(field.maps().get(0).down());
                assertThat(map.up()).isDeepEqualTo(field.maps().get(0).up());
            });
            assertThat(read.gates()).singleElement().satisfies(gate -> {
                assertThat(gate.layer()).isEqualTo(2);
                assertThat(gate.vectors()).isDeepEqualTo(field.gates().get(0).vectors());
            });
            assertThat(read.lowest()).isEqualTo(field.lowest());
            assertThat(read.provenance()).isEqualTo(field.provenance());
            assertThat(read.openHeads(1)).containsExactly(new LearnedField.OpenHead(3, 1, 5.5));
        }
    }

    @Test
    void shouldRefuseTheFieldOfAnotherModelByName() {
        try (LanguageModel model = open("llama");
                LanguageModel other = open("gpt2")) {
            assertThatThrownBy(() -> field(model).requireFor(other.info()))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("'trial'")
                    .hasMessageContaining(model.info().name())
                    .hasMessageContaining(other.info().name());
        }
    }

    @Test
    void shouldNameWhatIsWrongWithADamagedFile() throws Exception {
        try (LanguageModel model = open("llama")) {
            Path file = folder.resolve("a.safetensors");
            FieldFile.write(field(model), file);
            byte[] whole = Files.readAllBytes(file);
            for (int length : new int[] {0, 4, 100, whole.length / 2, whole.length - 1}) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> FieldFile.read(file))
                        .isInstanceOf(InputRefusedException.class)
                        .hasMessageContaining("a.safetensors");
            }
            byte[] notFinite = whole.clone();
            Arrays.fill(notFinite, whole.length - 4, whole.length, (byte) 0xff);
            Files.write(file, notFinite);
            assertThatThrownBy(() -> FieldFile.read(file)).hasMessageContaining("not finite");
        }
    }

    @Test
    void shouldListFieldsByNameAndSayWhichThereAre() {
        try (LanguageModel model = open("llama")) {
            Fields fields = new Fields(folder);
            assertThat(fields.own()).isEmpty();
            fields.save(field(model));
            assertThat(fields.named("trial", model.info()).provenance().name()).isEqualTo("trial");
            assertThatThrownBy(() -> fields.named("other", model.info()))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("'trial'");
            assertThatThrownBy(() -> fields.place("../up")).isInstanceOf(InputRefusedException.class);
        }
    }
}
