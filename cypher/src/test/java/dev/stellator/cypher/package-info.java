/** Tests of the graph in Neo4j. */
@NullMarked
package dev.stellator.cypher;

import org.jspecify.annotations.NullMarked;
