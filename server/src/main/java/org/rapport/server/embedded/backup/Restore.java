package org.rapport.server.embedded.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.rapport.server.store.DataFolder;
import org.rapport.server.store.KeyFile;

/** Makes a data folder of what {@link Backup} wrote; the next start brings its database up. */
public final class Restore {
  private Restore() {}

  /**
   * Makes it.
   *
   * @param data a folder that is not there yet, or is empty: nothing is ever written over
   * @return how many files
   * @throws IllegalArgumentException where the folder has content, or the file is no backup
   * @throws UncheckedIOException when it cannot be read or written
   */
  public static int read(Path file, Path data) {
    Path folder = data.toAbsolutePath().normalize();
    try (ZipFile archive = new ZipFile(file.toFile())) {
      if (archive.getEntry("pg/PG_VERSION") == null || archive.getEntry("keys/") == null) {
        throw new IllegalArgumentException(file + " is no backup of Rapport");
      }
      if (!isEmpty(folder)) {
        throw new IllegalArgumentException(
            folder + " is not empty: RAPPORT_DATA should name a folder that is not there yet");
      }
      DataFolder.secure(folder);
      int files = 0;
      for (Enumeration<? extends ZipEntry> all = archive.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IllegalArgumentException(file + " is no backup of Rapport");
        }
        if (entry.isDirectory()) {
          DataFolder.create(target);
        } else {
          write(archive, entry, target);
          files++;
        }
      }
      return files;
    } catch (ZipException e) {
      throw new IllegalArgumentException(file + " is no backup of Rapport");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(ZipFile archive, ZipEntry entry, Path target) throws IOException {
    KeyFile.write(target, "");
    try (InputStream content = archive.getInputStream(entry);
        var out = Files.newOutputStream(target)) {
      content.transferTo(out);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }
}
