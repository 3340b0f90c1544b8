package org.rapport.server.audit.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rapport.server.store.DataFolder;

/**
 * A node's anchors outside the database, in {@code <data>/audit}: all that count in {@code
 * anchors.ndjson}, which is only added to, and how far its chain has come in {@code head.json},
 * which each batch replaces. A line that a crash left unfinished is no line.
 */
public final class AnchorFiles {
  private final Path anchors;
  private final Path head;

  /** In a data folder. */
  public AnchorFiles(Path data) {
    Path folder = data.resolve("audit");
    this.anchors = folder.resolve("anchors.ndjson");
    this.head = folder.resolve("head.json");
  }

  /** The anchors that are properly signed, in order; none without a file. */
  List<Anchor> anchors() {
    return lines(anchors);
  }

  /** How far the chain had come with the last batch. */
  Optional<Anchor> head() {
    return lines(head).stream().findFirst();
  }

  /** Adds one, on the disk when this comes back. */
  void add(Anchor anchor) {
    try {
      DataFolder.secure(anchors.getParent());
      try (FileChannel file =
          FileChannel.open(
              anchors,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        file.position(file.size());
        // What a crash left of a line ends here.
        String before = isCut(file) ? "\n" : "";
        file.write(StandardCharsets.UTF_8.encode(before + anchor.line() + "\n"));
        file.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("An anchor of the audit trail cannot be written", e);
    }
  }

  private static boolean isCut(FileChannel file) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
  }

  /** Replaces how far the chain has come; a crash leaves the one before or this. */
  void head(Anchor anchor) {
    try {
      if (!Files.isDirectory(head.getParent())) {
        DataFolder.secure(head.getParent());
      }
      Path next = head.resolveSibling("head.next");
      Files.writeString(next, anchor.line() + "\n");
      Files.move(next, head, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The head of the audit trail cannot be written", e);
    }
  }

  private static List<Anchor> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.flatMap(line -> Anchor.read(line).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The anchors of the audit trail cannot be read", e);
    }
  }
}
