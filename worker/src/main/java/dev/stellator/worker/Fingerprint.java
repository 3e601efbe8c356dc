package dev.stellator.worker;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over the sizes of files, and over 64 pieces of each, evenly spread: all of a small file. */
final class Fingerprint {
    private static final int PIECES = 64;
    private static final int PIECE = 1 << 16;

    private Fingerprint() {}

    static String of(List<Path> files) {
        MessageDigest digest = Hashes.newSha256();
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long size = channel.size();
                digest.update(ByteBuffer.allocate(8).putLong(size).flip());
                long step = Math.max(PIECE, size / PIECES);
                for (long at = 0; at < size; at += step) {
                    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, size - at));
                    while (piece.hasRemaining() && channel.read(piece, at + piece.position()) >= 0) {}
                    digest.update(piece.flip());
                }
            } catch (IOException e) {
                throw new InputRefusedException(file + ": cannot be read: " + e.getMessage(), e);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
