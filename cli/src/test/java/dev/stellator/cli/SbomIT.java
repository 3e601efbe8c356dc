package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The list of libraries that is built with the program. */
class SbomIT {
    private static final Path TARGET = Path.of("target");

    private static JsonNode sbom() throws IOException {
        return new ObjectMapper().readTree(TARGET.resolve("sbom.json").toFile());
    }

    @Test
    void shouldListEveryLibraryOnTheClassPathByItsChecksum() throws IOException {
        Set<String> listed = new HashSet<>();
        for (JsonNode component : sbom().path("components")) {
            for (JsonNode hash : component.path("hashes")) {
                if (hash.path("alg").asText().equals("SHA-256")) {
                    listed.add(hash.path("content").asText());
                }
            }
        }
        try (JarFile program = new JarFile(TARGET.resolve("stellator.jar").toFile())) {
            String classPath = program.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String library : classPath.split(" ", -1)) {
                byte[] digest = Hashes.newSha256().digest(Files.readAllBytes(TARGET.resolve(library)));
                assertThat(listed).as(library).contains(HexFormat.of().formatHex(digest));
            }
        }
    }

    /** {@code mvn -Pnotice package} writes it anew. */
    @Test
    void shouldHaveEachOfThemInTheNotice() throws IOException {
        String notice = Files.readString(Path.of("../NOTICE"));
        List<String> missing = new ArrayList<>();
        for (JsonNode component : sbom().path("components")) {
            String group = component.path("group").asText();
            String coordinates = group + ":" + component.path("name").asText() + ":"
                    + component.path("version").asText();
            if (!group.startsWith("dev.stellator") && !notice.contains("\n" + coordinates)) {
                missing.add(coordinates);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void shouldHoldNoGuavaWithKnownFaults() throws IOException {
        for (JsonNode component : sbom().path("components")) {
            if (component.path("name").asText().equals("guava")) {
                assertThat(component.path("version").asText()).startsWith("33.");
            }
        }
    }
}
