package dev.stellator.cypher;

import dev.stellator.engine.DatabaseUnreachableException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/**
 * The version that a server tells with every answer.
 *
 * @param major 5, or the year of a later one
 */
record ServerVersion(int major, int minor) implements Comparable<ServerVersion> {
    /** Queries use subqueries with a scope, which came with it. */
    static final ServerVersion LEAST = new ServerVersion(5, 23);

    private static final Pattern AGENT = Pattern.compile("Neo4j/v?(\\d{1,6})\\.(\\d{1,6})");

    /**
     * Refuses a server that does not know what the queries use; one that does not tell its version is tried.
     *
     * @throws DatabaseUnreachableException when it is too old
     */
    static void require(Driver driver, String place) {
        try (Session session = driver.session()) {
            refuseOld(session.run("RETURN 1").consume().server().agent(), place);
        }
    }

    static void refuseOld(String agent, String place) {
        Matcher version = AGENT.matcher(agent);
        if (version.find()) {
            ServerVersion found =
                    new ServerVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
            if (found.compareTo(LEAST) < 0) {
                throw new DatabaseUnreachableException(place + " is Neo4j " + found + ", and " + LEAST
                        + " or later is needed; upgrade it, or name another with --uri");
            }
        }
    }

    @Override
    public int compareTo(ServerVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
