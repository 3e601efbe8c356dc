/** The graph in Neo4j: schema, queries kept in {@code .cypher} files, the driver, and the embedded database with GDS. */
@NullMarked
package dev.stellator.cypher;

import org.jspecify.annotations.NullMarked;
