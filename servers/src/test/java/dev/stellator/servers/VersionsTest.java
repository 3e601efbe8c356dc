package dev.stellator.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The poms of the server's libraries have no parent, and so name versions of their own. */
class VersionsTest {
    private static String version(Path pom, String property) throws IOException {
        Matcher version =
                Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<").matcher(Files.readString(pom));
        assertThat(version.find()).as(property + " in " + pom).isTrue();
        return version.group(1);
    }

    @Test
    void shouldBeThoseOfTheParent() throws IOException {
        Path parent = Path.of("..", "pom.xml");
        assertThat(version(Path.of("neo4j", "pom.xml"), "neo4j.version")).isEqualTo(version(parent, "neo4j.version"));
        assertThat(version(Path.of("gds", "pom.xml"), "gds.version")).isEqualTo(version(parent, "gds.version"));
    }
}
