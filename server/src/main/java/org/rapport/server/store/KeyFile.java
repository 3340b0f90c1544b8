package org.rapport.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;

/** Keys and secrets in files of the {@link DataFolder} that nobody but their owner can read. */
public final class KeyFile {
  private static final Set<PosixFilePermission> OWNERS_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final int SECRET_BYTES = 32;

  private KeyFile() {}

  /**
   * Reads a secret of 256 random bits, in hex, or makes it at the first call; its file is its
   * owner's.
   *
   * @throws UncheckedIOException when it can neither be read nor written
   */
  public static String secret(Path file) {
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      String secret = HexFormat.of().formatHex(RandomValue.bytes(SECRET_BYTES));
      write(file, secret);
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException("A secret cannot be read or written", e);
    }
  }

  /**
   * Writes a file that was its owner's alone before it had any content; the folder is made if it is
   * not there.
   *
   * @throws IOException when that cannot be done, as where there is such a file
   */
  public static void write(Path file, String content) throws IOException {
    DataFolder.create(file.toAbsolutePath().getParent());
    if (DataFolder.posix(file.toAbsolutePath().getParent())) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNERS_FILE));
    }
    Files.writeString(file, content);
  }
}
