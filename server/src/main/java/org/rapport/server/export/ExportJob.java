package org.rapport.server.export;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An export under way or done, as it was asked for and as far as it is.
 *
 * @param client who asked: nobody else sees it
 * @param request the address that was called, which its manifest repeats
 * @param types that go, in this order
 * @param filters searches ({@code Type?query}), of which a resource of such a type meets one
 * @param since what was changed since; null: all
 * @param level whom it is about
 * @param patients ids of the patients of {@link Level#GROUP}, or of those that were named
 * @param transactionTime up to which everything is in it
 * @param type index of the type that it is at; as many as there are types: done
 * @param after number of the last resource of the type that was looked at
 * @param written resources so far
 * @param expires when it is forgotten; null while it is under way
 */
record ExportJob(
    UUID id,
    String client,
    String request,
    List<String> types,
    List<String> filters,
    Instant since,
    Level level,
    List<String> patients,
    Instant transactionTime,
    int type,
    long after,
    long written,
    Instant expires) {

  /** Whom an export is about. */
  enum Level {
    /** Everything. */
    SYSTEM,
    /** What is of patients, of all or of those that were named. */
    PATIENT,
    /** What is of the patients of a Group. */
    GROUP
  }

  /** A file of it. */
  record File(int number, String type, int resources) {}

  boolean isDone() {
    return expires != null;
  }
}
