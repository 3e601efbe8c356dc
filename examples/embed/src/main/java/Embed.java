import dev.stellator.Stellator;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.reaction.Reaction;
import java.nio.file.Path;

/** From documents to a verdict: {@code java -jar embed-1.jar DATA_FOLDER DOCUMENTS}. */
public class Embed {
    public static void main(String[] args) {
        try (Stellator stellator = Stellator.open(Path.of(args[0]))) {
            stellator.importer().add(Path.of(args[1])).run();
            stellator.basins();
            Probe.Answer answer = stellator.probe("Two statements that cannot both hold.");
            System.out.println(answer.why());
            StoredPath path = stellator.paths().from("A theory is tested by what it forbids.").best();
            Reaction reaction = stellator.react(path);
            System.out.println(reaction.verdict());
        }
    }
}
