package org.rapport.server.embedded.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.store.KeyFile;

/**
 * Writes a data folder to one file. Where its database runs, PostgreSQL says when its files may be
 * copied and which of its log they need (Continuous Archiving, "Making a Base Backup Using the Low
 * Level API"), so that nothing has to stop; where it does not, nobody can start it meanwhile.
 */
public final class Backup {
  /** What PostgreSQL makes anew, or what is of the running server alone. */
  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "pg_internal.init");

  private static final Set<String> EMPTIED =
      Set.of(
          "pg_dynshmem",
          "pg_notify",
          "pg_replslot",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans",
          "pg_wal");

  private Backup() {}

  /** What was written. */
  public record Written(Path file, int files, boolean running) {}

  /**
   * Writes it. The file is its owner's alone: it holds keys and patients. It has its name only once
   * it is whole.
   *
   * @param data the data folder, with an embedded database
   * @throws IllegalArgumentException where there is none, the file is there already, or somebody
   *     starts or stops the server at this moment
   * @throws UncheckedIOException when it cannot be written
   */
  public static Written write(Path data, Path file) {
    Path folder = data.toAbsolutePath().normalize();
    if (!Files.exists(folder.resolve("pg").resolve("PG_VERSION"))) {
      throw new IllegalArgumentException("there is no embedded database in " + folder);
    }
    if (Files.exists(file)) {
      throw new IllegalArgumentException(file + " is there already");
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.deleteIfExists(unfinished);
      KeyFile.write(unfinished, "");
      Optional<RunningDatabase> running = RunningDatabase.of(folder);
      int files;
      try (Archive archive = new Archive(unfinished)) {
        files =
            running.isPresent()
                ? copyRunning(folder, running.get(), archive)
                : copyStopped(folder, archive);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      return new Written(file, files, running.isPresent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException("The database did not let itself be copied"));
    }
  }

  private static int copyRunning(Path folder, RunningDatabase database, Archive archive)
      throws IOException, SQLException {
    try (database) {
      database.begin();
      // Before the database: what was signed of the audit trail is in the copy of it then.
      archive.folder(folder, folder.resolve("audit"), Set.of(), Set.of());
      archive.folder(folder, folder.resolve("pg"), LEFT_OUT, EMPTIED);
      // As near to the database's last moment as can be: what is written between is not found by
      // its words until it is written again.
      FullText.copy(folder, archive);
      archive.text("pg/backup_label", database.end());
      archive.folder(folder, folder.resolve("pg").resolve("pg_wal"), Set.of(), Set.of());
    }
    archive.folder(folder, folder.resolve("keys"), Set.of(), Set.of());
    return archive.files();
  }

  private static int copyStopped(Path folder, Archive archive) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("rapport.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IllegalArgumentException("the server starts or stops just now; try again");
      }
      archive.folder(folder, folder.resolve("pg"), LEFT_OUT, Set.of());
      FullText.copy(folder, archive);
      archive.folder(folder, folder.resolve("keys"), Set.of(), Set.of());
      archive.folder(folder, folder.resolve("audit"), Set.of(), Set.of());
      return archive.files();
    }
  }
}
