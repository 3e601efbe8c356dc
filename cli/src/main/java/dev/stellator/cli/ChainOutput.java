package dev.stellator.cli;

import dev.stellator.api.Paths;
import dev.stellator.api.Thinking;
import dev.stellator.api.json.Numbers;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.Chain.Link;
import java.util.List;

/** Prints chains of thoughts as they are born: for people, or an event a line as JSON. */
final class ChainOutput implements Thinking.Listener {
    private final ConsoleCommand command;
    private final boolean json;
    private final StringBuilder streaming = new StringBuilder();

    ChainOutput(ConsoleCommand command, boolean json) {
        this.command = command;
        this.json = json;
    }

    @Override
    public void begun(Thinking.Start start) {
        Basin basin = start.basin();
        Probe.Answer answer = start.answer();
        if (json) {
            command.printLine(
                    "chain-start",
                    new Start(
                            "start",
                            start.thought(),
                            start.path().id(),
                            start.tokens(),
                            basin.label(),
                            start.coalescence().median(),
                            start.coalescence().startsThere(),
                            answer.zone().word(),
                            answer.energyBefore(),
                            start.gate().open()));
            return;
        }
        var out = command.console().out();
        out.println("path    " + String.join(" -> ", start.tokens()) + "  ("
                + Paths.shortId(start.path().id()) + ", into '" + basin.label() + "', median distance "
                + Numbers.three(start.coalescence().median()) + ")");
        out.println("thought " + answer.zone().word() + ", energy " + Numbers.three(answer.energyBefore()));
        if (start.coalescence().startsThere()) {
            out.println(
                    "the thought lies in the attractor already: no thought that follows can be said to fall into it");
        }
        if (!start.gate().open()) {
            out.println("the gate is shut, since " + start.gate().why() + ": the base model answers, unchanged");
        }
        out.flush();
    }

    /** On a terminal a person reads while the thought is born. */
    @Override
    public void drawn(String arm, int step, String token, String part) {
        if (json || !command.console().tables()) {
            return;
        }
        var out = command.console().out();
        if (streaming.isEmpty()) {
            out.printf("%-7s %d %-14s%n        ", arm, step, token);
        }
        streaming.append(part);
        out.print(part.replaceAll("\\s+", " "));
        out.flush();
    }

    @Override
    public void born(String arm, Link link) {
        if (json) {
            command.printLine(
                    "chain-thought",
                    new Born(
                            "thought",
                            arm,
                            link.step(),
                            link.token(),
                            link.text(),
                            link.basin(),
                            link.zone().word(),
                            link.energy(),
                            link.distance(),
                            link.coalesced()));
            return;
        }
        if (!streaming.isEmpty()) {
            streamed(link);
            return;
        }
        command.console()
                .out()
                .printf(
                        "%-7s %d %-14s energy %s  distance %s  %s%n        %s%n",
                        arm,
                        link.step(),
                        link.token(),
                        Numbers.three(link.energy()),
                        Numbers.three(link.distance()),
                        state(link),
                        link.text().replaceAll("\\s+", " "));
        command.console().out().flush();
    }

    private void streamed(Link link) {
        int left = streaming.toString().strip().length() - link.text().length();
        streaming.setLength(0);
        command.console()
                .out()
                .printf(
                        "%n        energy %s  distance %s  %s%s%n",
                        Numbers.three(link.energy()),
                        Numbers.three(link.distance()),
                        state(link),
                        left > 0 ? "; its last, unfinished sentence is left out" : "");
        command.console().out().flush();
    }

    private static String state(Link link) {
        return link.coalesced() ? "coalesced" : link.zone().word() + ", '" + link.basin() + "'";
    }

    void ended(Chain chain) {
        if (json) {
            command.printLine(
                    "chain-end", new End("end", chain.arm(), chain.links().size(), chain.coalesced(), chain.kl()));
            return;
        }
        command.console().out().println(verdict(chain));
        command.console().out().flush();
    }

    static String verdict(Chain chain) {
        int thoughts = chain.links().size();
        if (thoughts == 0) {
            return chain.arm() + ": said nothing, since the model ended the text at once";
        }
        return chain.arm() + ": "
                + (chain.coalesced()
                        ? "coalesced at step " + chain.links().get(thoughts - 1).step()
                        : "did not coalesce in " + thoughts + " thoughts")
                + (chain.kl() > 0 ? ", at KL " + Numbers.three(chain.kl()) : "");
    }

    record Start(
            String event,
            String thought,
            String path,
            List<String> tokens,
            String basin,
            double median,
            boolean startsThere,
            String zone,
            double energy,
            boolean open) {}

    record Born(
            String event,
            String arm,
            int step,
            String token,
            String text,
            String basin,
            String zone,
            double energy,
            double distance,
            boolean coalesced) {}

    record End(String event, String arm, int thoughts, boolean coalesced, double kl) {}
}
