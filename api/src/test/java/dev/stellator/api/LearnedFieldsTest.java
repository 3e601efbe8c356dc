package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.api.LearnedFields.Row;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph;
import dev.stellator.study.learned.Fields;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.worker.ModelInfo;
import dev.stellator.worker.ModelOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnedFieldsTest {
    private static final LearnedField SHIPPED = Fields.shipped().get(0);
    private static final String FINGERPRINT = SHIPPED.provenance().fingerprint();

    @TempDir
    Path folder;

    private Fields fields() {
        return new Fields(folder);
    }

    @Test
    void shouldUseTheShippedFieldWhereNothingIsNamed() {
        LearnedFields fields = new LearnedFields(fields(), null);
        assertThat(fields.all()).singleElement().satisfies(row -> {
            assertThat(row.shipped()).isTrue();
            assertThat(row.inUse()).isTrue();
        });
        assertThat(fields.inUse(model(FINGERPRINT))).isNotNull();
        assertThat(fields.inUse(model("other"))).isNull();
    }

    @Test
    void shouldPutTheFieldFirstThatTheGraphNames() {
        fields().save(SHIPPED.with(SHIPPED.provenance().named("mine")));
        LearnedFields fields = new LearnedFields(fields(), new NamingGraph("mine", FINGERPRINT));
        assertThat(fields.all()).extracting(Row::name).first().isEqualTo("mine");
        assertThat(fields.all()).extracting(Row::inUse).containsExactly(true, false);
        assertThat(fields.inUse(model(FINGERPRINT)))
                .isNotNull()
                .satisfies(field -> assertThat(field.provenance().name()).isEqualTo("mine"));
    }

    @Test
    void shouldLeaveAModelItsOwnWhereTheGraphNamesAnothersField() {
        LearnedFields fields = new LearnedFields(fields(), new NamingGraph("mine", "other"));
        assertThat(fields.all()).singleElement().extracting(Row::inUse).isEqualTo(true);
        assertThat(fields.inUse(model(FINGERPRINT))).isNotNull();
    }

    @Test
    void shouldUseNoneWhereTheGraphSaysSo() {
        LearnedFields fields = new LearnedFields(fields(), new NamingGraph(null, FINGERPRINT));
        assertThat(fields.all()).singleElement().extracting(Row::inUse).isEqualTo(false);
        assertThat(fields.inUse(model(FINGERPRINT))).isNull();
    }

    @Test
    void shouldNameTheFieldsThatThereAre() {
        assertThatThrownBy(() -> new LearnedFields(fields(), null).named("nothing"))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining(SHIPPED.provenance().name());
    }

    private static ModelInfo model(String fingerprint) {
        return new ModelInfo(
                "a model",
                "llama",
                SHIPPED.nats()[0].length,
                SHIPPED.nats()[0][0].length,
                3,
                576,
                49_152,
                2_048,
                0,
                134_515_008,
                ModelOptions.Precision.F32,
                "cpu",
                fingerprint);
    }

    /** @param name of the field in use; null where the graph says that there is none */
    private record NamingGraph(@Nullable String name, String fingerprint) implements PathGraph {
        @Override
        public @Nullable StoredField field() {
            return name == null
                    ? null
                    : new StoredField("id", name, "a model", fingerprint, List.of(), 0, 0.16, 0, 0, List.of());
        }

        @Override
        public boolean namesField() {
            return true;
        }

        @Override
        public void save(StoredPath path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable StoredPath path(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredPath> paths() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void save(Run run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void use(@Nullable StoredField field) {
            throw new UnsupportedOperationException();
        }
    }
}
