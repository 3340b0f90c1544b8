package org.rapport.server.fulltext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import org.rapport.server.config.RapportSettings;
import org.springframework.stereotype.Component;

/**
 * Until when the index has all that the database has: a file beside it, so that it is lost with it,
 * and is as old as it where a backup is restored.
 */
@Component
class IndexedUntil {
  private final Path file;

  IndexedUntil(RapportSettings settings) {
    this.file = settings.data().resolve("lucene").resolve("indexed-until");
  }

  /** An instant of {@code lastUpdated}; long ago where nothing is known of the index. */
  Instant read() {
    try {
      return Instant.parse(Files.readString(file).trim());
    } catch (NoSuchFileException | DateTimeException e) {
      return Instant.EPOCH;
    } catch (IOException e) {
      throw new UncheckedIOException("Until when words are indexed cannot be read", e);
    }
  }

  /** Replaces it at once: a crash leaves the one before. */
  void write(Instant until) {
    Path next = file.resolveSibling("indexed-until.next");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(next, until.toString());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Until when words are indexed cannot be written", e);
    }
  }
}
