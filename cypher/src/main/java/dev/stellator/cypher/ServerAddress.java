package dev.stellator.cypher;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a Neo4j server is, and whom it is asked as. Immutable.
 *
 * @param uri {@code bolt://host:port}, or {@code neo4j://} for a cluster; with {@code +s} the connection is encrypted and
 *     the certificate must be one that Java trusts, with {@code +ssc} any certificate is taken
 * @param certificate PEM file of the server's own certificate, or of the one that signed it: the connection is encrypted,
 *     and this one alone is trusted; null to leave that to the scheme
 */
public record ServerAddress(URI uri, String user, @Nullable Path certificate) {
    public static ServerAddress of(URI uri, String user) {
        return new ServerAddress(uri, user, null);
    }

    public ServerAddress withCertificate(@Nullable Path pem) {
        return new ServerAddress(uri, user, pem);
    }

    /** The address in words, without a login that stands in it. */
    String place() {
        return "the database at " + uri.toString().replaceFirst("//[^/@]*@", "//");
    }

    /** Whether the address itself says how the connection is encrypted. */
    boolean namesEncryption() {
        String scheme = String.valueOf(uri.getScheme());
        return scheme.endsWith("+s") || scheme.endsWith("+ssc");
    }

    /** The address without what it says of encryption: the driver takes either that or a certificate. */
    URI plainUri() {
        String text = uri.toString();
        int colon = text.indexOf(':');
        return namesEncryption() ? URI.create(text.substring(0, text.indexOf('+')) + text.substring(colon)) : uri;
    }
}
