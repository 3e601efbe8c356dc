/**
 * The explorer: an HTTP server on the loopback interface over the use cases of {@code api}, with a page for people, and
 * the place where commands run that find it on their data folder.
 */
@NullMarked
package dev.stellator.serve;

import org.jspecify.annotations.NullMarked;
