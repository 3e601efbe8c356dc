package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.api.UserFolders;
import dev.stellator.engine.InputRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ConfiguredDefaultsTest {
    @TempDir
    Path folder;

    private ConfiguredDefaults load(Map<String, String> environment, String... arguments) {
        return ConfiguredDefaults.load(
                new UserFolders(environment, folder.resolve("home")), folder, List.of(arguments));
    }

    private Path inWorkingFolder(String text) throws Exception {
        return Files.writeString(folder.resolve("stellator.toml"), text);
    }

    private Path inConfigurationFolder(String text) throws Exception {
        Path own = Files.createDirectories(folder.resolve("home/.config/stellator"));
        return Files.writeString(own.resolve("stellator.toml"), text);
    }

    @Test
    void shouldLetTheEnvironmentWeighMoreThanTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("my.toml"), "data = \"from-file\"\nseed = 7\n");
        ConfiguredDefaults defaults = load(Map.of("STELLATOR_CONFIG", file.toString(), "STELLATOR_DATA", "from-env"));
        assertThat(defaults.origin("--data"))
                .isEqualTo(new ConfiguredDefaults.Origin("from-env", "environment STELLATOR_DATA"));
        assertThat(defaults.origin("--seed")).isEqualTo(new ConfiguredDefaults.Origin("7", file.toString()));
        assertThat(defaults.origin("--uri")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad = [\n", "level.of = 3\n", "seed = [1, 2]\n"})
    void shouldNameADamagedFileInOneLine(String text) throws Exception {
        inWorkingFolder(text);
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("stellator.toml: ")
                .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
    }

    @Test
    void shouldNameAMissingFileAndOneThatIsNone() {
        assertThatThrownBy(() -> load(Map.of("STELLATOR_CONFIG", folder + "/none.toml")))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("none.toml: there is no such file");
        assertThatThrownBy(() -> load(Map.of(), "--config", folder.toString()))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("not a regular file");
    }

    @ParameterizedTest
    @CsvSource({
        "uri, bolt://198.51.100.7:7687",
        "user, someone",
        "password-file, .pgpass",
        "token-file, .netrc",
        "model, evil.gguf",
        "embedder, evil",
        "cache, evil",
        "index, http://198.51.100.7/simple",
        "config, other.toml",
        "file, x",
        "data, /elsewhere",
        "data, a/../../b",
        "write, true",
        "prune, true",
        "overwrite, true",
        "follow-links, true",
        "file-timeout, 1000000",
        "load-csv, true",
        "anew, true"
    })
    void shouldTakeNothingFromTheWorkingFolderThatReachesOutOfIt(String key, String value) throws Exception {
        inWorkingFolder(key + " = \"" + value + "\"\nseed = 7\n");
        ConfiguredDefaults defaults = load(Map.of());
        assertThat(defaults.origin("--" + key)).isNull();
        assertThat(defaults.origin("--seed")).isNotNull();
        assertThat(defaults.notes())
                .singleElement()
                .asString()
                .contains("stellator.toml: seed; refused: " + key)
                .hasLineCount(1);
    }

    @Test
    void shouldKnowEachHarmlessKeyAsAnOption() {
        List<String> options = new CommandLine(new StellatorCommand())
                .getSubcommands().values().stream()
                        .flatMap(command -> command.getCommandSpec().options().stream())
                        .map(option -> option.longestName().substring(2))
                        .toList();
        assertThat(options).containsAll(HarmlessKeys.ALLOWED).containsAll(HarmlessKeys.FLAGS_ONLY);
    }

    @Test
    void shouldTakeADataFolderOfTheWorkingFolderButNoLink() throws Exception {
        inWorkingFolder("data = \"graphs/kant\"\n");
        assertThat(load(Map.of()).origin("--data")).isNotNull();
        assertThat(HarmlessKeys.allows("data", ".", Path.of(""))).isTrue();
    }

    @Test
    void shouldTakeServersFromTheUsersOwnFileAndFromANamedOne() throws Exception {
        inConfigurationFolder("uri = \"bolt://mine:7687\"\nwrite = true\nseed = 1\n");
        Path found = inWorkingFolder("uri = \"bolt://evil:7687\"\nseed = 2\n");
        ConfiguredDefaults both = load(Map.of());
        assertThat(both.origin("--uri"))
                .extracting(ConfiguredDefaults.Origin::value)
                .isEqualTo("bolt://mine:7687");
        assertThat(both.origin("--seed"))
                .extracting(ConfiguredDefaults.Origin::value)
                .isEqualTo("2");
        assertThat(both.origin("--write")).isNull();
        assertThat(both.notes()).hasSize(2);

        assertThat(load(Map.of(), "basins", "--config=" + found).origin("--uri"))
                .extracting(ConfiguredDefaults.Origin::value)
                .isEqualTo("bolt://evil:7687");
        assertThat(load(Map.of(), "basins", "--", "--config=none.toml").origin("--uri"))
                .extracting(ConfiguredDefaults.Origin::value)
                .isEqualTo("bolt://mine:7687");
    }

    @Test
    void shouldTakeDangerousSwitchesAsFlagsAlone() {
        ConfiguredDefaults defaults = load(Map.of("STELLATOR_WRITE", "true"));
        assertThat(defaults.origin("--write")).isNull();
        assertThat(defaults.notes()).singleElement().asString().contains("STELLATOR_WRITE");
    }

    @Test
    void shouldPassOverFoldersThatTheEnvironmentNamesRelatively() {
        UserFolders folders = new UserFolders(Map.of("XDG_CACHE_HOME", "cache", "XDG_CONFIG_HOME", "."), folder);
        assertThat(folders.cache()).isEqualTo(folder.resolve(".cache/stellator"));
        assertThat(folders.configuration()).isEqualTo(folder.resolve(".config/stellator"));
    }
}
