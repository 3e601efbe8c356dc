package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.DatabaseUnreachableException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "bolt://host:7687, bolt://host:7687",
        "bolt+s://host:7687, bolt://host:7687",
        "neo4j+ssc://a+b:7687/?x=1, neo4j://a+b:7687/?x=1"
    })
    void shouldLeaveEncryptionToTheCertificate(URI uri, URI plain) {
        assertThat(ServerAddress.of(uri, "me").plainUri()).isEqualTo(plain);
    }

    @Test
    void shouldNotSayALoginThatStandsInTheAddress() {
        assertThat(ServerAddress.of(URI.create("bolt://me:secret@host:7687"), "me")
                        .place())
                .isEqualTo("the database at bolt://host:7687");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Neo4j/5.23.0", "Neo4j/5.26.30", "Neo4j/2025.01.0", "Another/1.0", "Neo4j/dev"})
    void shouldTryWhatMayDo(String agent) {
        assertThatCode(() -> ServerVersion.refuseOld(agent, "the database")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Neo4j/5.22.1", "Neo4j/4.4.38", "Neo4j/v5.11.0 compatible graph database server"})
    void shouldRefuseWhatIsTooOld(String agent) {
        assertThatThrownBy(() -> ServerVersion.refuseOld(agent, "the database at bolt://host"))
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageMatching(
                        "the database at bolt://host is Neo4j \\d\\.\\d+, and 5.23 or later is needed; upgrade it.*");
    }
}
