package org.rapport.server.embedded.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.springframework.util.FileSystemUtils;

/**
 * The full-text index while it may be written: of each index one commit, whose files never change.
 * Where a file of it was merged away before it could be copied, the next commit is taken.
 */
final class FullText {
  private static final int TRIES = 20;

  private FullText() {}

  static void copy(Path data, Archive archive) throws IOException {
    Path root = data.resolve("lucene");
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> indexes;
    try (Stream<Path> inside = Files.list(root)) {
      indexes = inside.filter(Files::isDirectory).sorted().toList();
    }
    Path kept = root.resolveSibling("lucene-backup");
    try {
      for (Path index : indexes) {
        keep(index, kept.resolve("lucene").resolve(index.getFileName()));
      }
      archive.folder(kept, kept.resolve("lucene"), Set.of(), Set.of());
    } finally {
      FileSystemUtils.deleteRecursively(kept);
    }
  }

  /** Links to the files of the latest commit: they stay whole while they are copied. */
  private static void keep(Path index, Path kept) throws IOException {
    for (int attempt = 1; ; attempt++) {
      FileSystemUtils.deleteRecursively(kept);
      Files.createDirectories(kept);
      try (Directory directory = FSDirectory.open(index)) {
        for (String file : SegmentInfos.readLatestCommit(directory).files(true)) {
          Files.createLink(kept.resolve(file), index.resolve(file));
        }
        return;
      } catch (IndexNotFoundException e) {
        return;
      } catch (NoSuchFileException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }
}
