package org.rapport.server.export;

import java.time.Duration;
import java.util.Optional;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;

/**
 * Writes exports, a piece a turn, of whichever waits for longest: a large one shuts no small one.
 */
@Component
class ExportLoop extends WorkLoop {
  /** Kind of its signals. */
  static final String KIND = "export";

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private final ExportJobs jobs;
  private final ExportPiece piece;

  ExportLoop(ExportJobs jobs, ExportPiece piece, WorkSignal signal) {
    super("exports", KIND, signal, LOOK_AGAIN);
    this.jobs = jobs;
    this.piece = piece;
  }

  @Override
  protected boolean turn() {
    Optional<ExportJob> next = jobs.next();
    if (next.isEmpty()) {
      jobs.forgetExpired();
      return false;
    }
    ExportJob job = next.get();
    if (job.type() == job.types().size()) {
      jobs.advance(job, job.type(), job.after(), null);
      return true;
    }
    ExportPiece.Read read = piece.read(job);
    if (read.after() == null) {
      jobs.advance(job, job.type() + 1, 0, read);
    } else {
      jobs.advance(job, job.type(), read.after(), read);
    }
    return true;
  }
}
