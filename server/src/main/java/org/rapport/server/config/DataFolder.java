package org.rapport.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of database, index and keys: nobody but its owner has any business in it (HIPAA
 * 164.312(a)(1)). It is made so, and one that an earlier version left open is shut at the start.
 */
public final class DataFolder {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNERS_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final int SECRET_BYTES = 32;

  private DataFolder() {}

  /**
   * Makes a folder that only its owner may enter, and shuts it and the folders in it where it is
   * there. Idempotent. On file systems without POSIX permissions it only makes the folder.
   *
   * @throws UncheckedIOException when that cannot be done
   */
  public static Path secure(Path folder) {
    try {
      Path data = folder.toAbsolutePath().normalize();
      create(data);
      if (posix(data)) {
        Files.setPosixFilePermissions(data, OWNER);
        try (Stream<Path> inside = Files.list(data)) {
          for (Path child : inside.filter(Files::isDirectory).toList()) {
            Files.setPosixFilePermissions(child, OWNER);
          }
        }
      }
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder cannot be made the owner's alone", e);
    }
  }

  /** Reads a secret of 256 random bits, or makes it at the first call; its file is its owner's. */
  public static String secret(Path file) {
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      byte[] bytes = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(bytes);
      String secret = HexFormat.of().formatHex(bytes);
      write(file, secret);
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException("A secret cannot be read or written", e);
    }
  }

  /** Writes a file that was its owner's alone before it had any content. */
  public static void write(Path file, String content) throws IOException {
    create(file.toAbsolutePath().getParent());
    if (posix(file.toAbsolutePath().getParent())) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNERS_FILE));
    }
    Files.writeString(file, content);
  }

  private static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path existing = folder;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    FileAttribute<?>[] attributes =
        existing != null && posix(existing)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    Files.createDirectories(folder, attributes);
  }

  private static boolean posix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
