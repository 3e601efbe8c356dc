package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredDefaultsTest {
    @TempDir
    Path folder;

    @Test
    void shouldLetTheEnvironmentWeighMoreThanTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("my.toml"), "data = \"from-file\"\nseed = 7\n");
        ConfiguredDefaults defaults =
                ConfiguredDefaults.load(Map.of("STELLATOR_CONFIG", file.toString(), "STELLATOR_DATA", "from-env"));
        assertThat(defaults.origin("--data"))
                .isEqualTo(new ConfiguredDefaults.Origin("from-env", "environment STELLATOR_DATA"));
        assertThat(defaults.origin("--seed")).isEqualTo(new ConfiguredDefaults.Origin("7", file.toString()));
        assertThat(defaults.origin("--uri")).isNull();
    }

    @Test
    void shouldNameADamagedOrMissingFile() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.toml"), "data = [\n");
        assertThatThrownBy(() -> ConfiguredDefaults.load(Map.of("STELLATOR_CONFIG", file.toString())))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("bad.toml");
        assertThatThrownBy(() -> ConfiguredDefaults.load(Map.of("STELLATOR_CONFIG", folder + "/none.toml")))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("none.toml");
    }
}
