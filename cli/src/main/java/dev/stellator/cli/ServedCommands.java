package dev.stellator.cli;

import dev.stellator.api.Resident;
import dev.stellator.api.UserFolders;
import dev.stellator.serve.CommandCall;
import dev.stellator.serve.CommandHost;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs commands of other processes here: the same classes as in a process of their own, with the caller's folder,
 * environment and streams. Thread-safe.
 */
final class ServedCommands implements CommandHost {
    @Override
    public int run(CommandCall call, Resident resident) {
        CommandCall.Caller caller = call.caller();
        CommandCall.Terminals terminals = caller.terminals();
        // The dot marks in every path that is printed where the caller's folder ends and what the caller wrote begins.
        Path folder = caller.folder().resolve(".");
        String mark = folder + "/";
        try (PrintWriter out = writer(call.streams().out(), mark);
                PrintWriter err = writer(call.streams().err(), mark)) {
            Surroundings surroundings = new Surroundings(
                    folder,
                    new UserFolders(caller.environment(), Path.of(System.getProperty("user.home"))),
                    call.streams().in(),
                    new PrintStream(call.streams().err(), true, StandardCharsets.UTF_8),
                    resident,
                    call.progress());
            Console console = new Console(
                    out,
                    err,
                    new Console.Terminals(terminals.err(), terminals.out(), terminals.out() && terminals.in()),
                    surroundings);
            int code = Main.execute(console, call.arguments().toArray(String[]::new));
            console.flush();
            return code;
        }
    }

    private static PrintWriter writer(java.io.OutputStream stream, String mark) {
        Writer plain = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
        return new PrintWriter(new RelativeWriter(plain, mark), true);
    }
}
