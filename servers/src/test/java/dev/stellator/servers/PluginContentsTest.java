package dev.stellator.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server puts its plug-in folder before its own libraries: what lies in both, the plug-in's version wins. */
class PluginContentsTest {
    private static final Path PLUGINS = Path.of("..", "cypher", "plugin", "target", "plugins");
    private static final Path SERVER = Path.of("neo4j", "target", "lib");

    private static Set<String> classes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .flatMap(jar -> entries(jar).stream())
                    .filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.startsWith("META-INF/") && !name.endsWith("module-info.class"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> entries(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldBringNoClassThatTheServerHas() throws IOException {
        Set<String> both = classes(PLUGINS);
        assertThat(both).contains("dev/stellator/cypher/StellatorProcedures.class", "ai/onnxruntime/OrtSession.class");
        both.retainAll(classes(SERVER));
        assertThat(both).isEmpty();
    }

    @Test
    void shouldNameEachLibraryThatLiesBesideIt() throws IOException {
        try (Stream<Path> jars = Files.list(PLUGINS);
                Stream<Path> libraries = Files.list(PLUGINS.resolve("stellator"))) {
            Path plugin = jars.filter(Files::isRegularFile).findFirst().orElseThrow();
            try (JarFile jar = new JarFile(plugin.toFile())) {
                String named = jar.getManifest().getMainAttributes().getValue("Class-Path");
                assertThat(named.split(" ", -1))
                        .containsExactlyInAnyOrderElementsOf(libraries
                                .map(library -> "stellator/" + library.getFileName())
                                .toList());
            }
        }
    }
}
