package dev.stellator.api;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user's own folders, as the XDG base directory specification names them. A variable that is not an absolute path is
 * passed over, as the specification asks: it would lead into whatever folder the program was started in.
 *
 * @param home the user's home folder
 */
public record UserFolders(Map<String, String> environment, Path home) {
    private static final String OWN = "stellator";

    public static UserFolders system() {
        return new UserFolders(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    public Path configuration() {
        return below("XDG_CONFIG_HOME", home.resolve(".config"));
    }

    public Path cache() {
        return below("XDG_CACHE_HOME", home.resolve(".cache"));
    }

    public Path state() {
        return below("XDG_STATE_HOME", home.resolve(".local").resolve("state"));
    }

    private Path below(String variable, Path otherwise) {
        @Nullable String given = environment.get(variable);
        boolean absolute = given != null && !given.isBlank() && Path.of(given).isAbsolute();
        return (absolute ? Path.of(given) : otherwise).resolve(OWN);
    }
}
