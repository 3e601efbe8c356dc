package dev.stellator.cli;

import org.jspecify.annotations.Nullable;

/**
 * The first class of the program. Where a server has the data folder, the command is done there, and nothing but this class
 * and its few neighbours is loaded: they use neither picocli nor any other library.
 */
public final class Start {
    private Start() {}

    public static void main(String[] args) {
        @Nullable Integer code = WarmClient.run(args);
        if (code == null) {
            Main.main(args);
        } else {
            System.exit(code);
        }
    }
}
