package org.rapport.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of database, index and keys: nobody but its owner has any business in it (HIPAA
 * 164.312(a)(1)). It is made so, and one that an earlier version left open is shut at the start.
 */
public final class DataFolder {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

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

  /**
   * Makes a folder, and those above it, that only the owner may enter. Idempotent.
   *
   * @throws IOException when that cannot be done
   */
  public static void create(Path folder) throws IOException {
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

  static boolean posix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
