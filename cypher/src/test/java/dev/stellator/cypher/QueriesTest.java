package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueriesTest {
    @Test
    void shouldStatePurposeParametersAndIndexesInEveryFile() throws IOException, URISyntaxException {
        Path folder = Path.of(Queries.class.getResource("state.cypher").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> queries =
                    files.filter(file -> file.toString().endsWith(".cypher")).toList();
            assertThat(queries).hasSizeGreaterThan(50).allSatisfy(file -> assertThat(Files.readString(file))
                    .startsWith("// ")
                    .containsPattern("(?m)^// Parameters: ")
                    .containsPattern("(?m)^// Index(es)?: "));
        }
    }

    @Test
    void shouldLeaveOutTheHeaderAndSplitStatements() {
        assertThat(Queries.named("state")).doesNotContain("//").startsWith("OPTIONAL MATCH");
        assertThat(Queries.statements("vector-indexes")).hasSize(3).allSatisfy(s -> assertThat(s)
                .startsWith("CREATE VECTOR INDEX"));
    }

    @Test
    void shouldRefuseAnUnknownName() {
        assertThatThrownBy(() -> Queries.named("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldLetNothingOfLucenesSyntaxIntoAFuzzyQuery() {
        assertThat(StoredTransitions.fuzzy("Pure (reason) AND \"*"))
                .isEqualTo("pure~ OR pure* OR reason~ OR reason* OR and~ OR and*");
        assertThat(StoredTransitions.fuzzy(" :* ")).isEmpty();
    }
}
