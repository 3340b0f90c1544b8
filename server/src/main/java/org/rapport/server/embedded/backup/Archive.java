package org.rapport.server.embedded.backup;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The file that a backup is: a ZIP, folders included, as PostgreSQL wants its empty ones. */
final class Archive implements Closeable {
  private final ZipOutputStream zip;
  private final Set<String> directories = new HashSet<>();
  private int files;

  Archive(Path file) throws IOException {
    this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  /** How many files are in it. */
  int files() {
    return files;
  }

  /**
   * Adds a folder with all that is in it; one that is not there is left out.
   *
   * @param root what names in the archive are relative to
   * @param leftOut names of files
   * @param emptied names of folders directly in it whose content is left out
   */
  void folder(Path root, Path folder, Set<String> leftOut, Set<String> emptied) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inside, BasicFileAttributes attributes)
              throws IOException {
            directory(name(root, inside));
            boolean empty =
                folder.equals(inside.getParent())
                    && emptied.contains(inside.getFileName().toString());
            return empty ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !leftOut.contains(file.getFileName().toString())) {
              add(root, file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) {
              // The running database dropped it: its log says so, too.
              return FileVisitResult.CONTINUE;
            }
            throw failed;
          }
        });
  }

  private void add(Path root, Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      zip.putNextEntry(new ZipEntry(name(root, file)));
      content.transferTo(zip);
      zip.closeEntry();
      files++;
    } catch (NoSuchFileException e) {
      // As above.
    }
  }

  /** Adds a file with this content. */
  void text(String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    files++;
  }

  /** A folder may come twice: empty among the others, and full at the end. */
  private void directory(String name) throws IOException {
    if (directories.add(name)) {
      zip.putNextEntry(new ZipEntry(name + "/"));
      zip.closeEntry();
    }
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
