package org.rapport.server.export;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.export.ExportJob.Level;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The tables of exports. How far an export is and what was written so far change together, so that
 * one that was cut off goes on where it was, on whichever node. Times are the database's, as those
 * of the resources are no simulated ones.
 */
@Component
class ExportJobs implements PersonalRows {
  /** How long a client has for fetching its files. */
  static final Duration KEPT = Duration.ofHours(24);

  /** Transactions that began before this are over by now: their resources have earlier times. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private final JdbcClient jdbc;

  ExportJobs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** How many of a client are under way. */
  int running(String client) {
    return jdbc.sql("select count(*) from rapport.bulk_export where client = ? and expires is null")
        .param(client)
        .query(Integer.class)
        .single();
  }

  /** Keeps a new one; its id, transaction time and progress are set here. */
  UUID add(ExportJob asked) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            insert into rapport.bulk_export (id, client, request, types, filters, since, level,
              patients, transaction_time, touched)
            values (:id, :client, :request, cast(:types as text[]), cast(:filters as text[]),
              :since, :level, cast(:patients as text[]),
              now() - make_interval(secs => :overlap), now())""")
        .param("id", id)
        .param("client", asked.client())
        .param("request", asked.request())
        .param("types", Sql.array(asked.types()))
        .param("filters", Sql.array(asked.filters()))
        .param("since", Sql.at(asked.since()))
        .param("level", asked.level().name())
        .param("patients", Sql.array(asked.patients()))
        .param("overlap", OVERLAP.toSeconds())
        .update();
    return id;
  }

  /** One of this client's; empty where it has none such, or not any more. */
  Optional<ExportJob> find(String client, UUID id) {
    return jdbc.sql(
            """
            select * from rapport.bulk_export
            where id = ? and client = ? and (expires is null or expires > now())""")
        .params(id, client)
        .query(ExportJobs::job)
        .optional();
  }

  /** The one that was looked at longest ago, of those under way. */
  Optional<ExportJob> next() {
    return jdbc.sql(
            "select * from rapport.bulk_export where expires is null order by touched limit 1")
        .query(ExportJobs::job)
        .optional();
  }

  private static ExportJob job(ResultSet row, int number) throws SQLException {
    return new ExportJob(
        row.getObject("id", UUID.class),
        row.getString("client"),
        row.getString("request"),
        List.of(Sql.strings(row, "types")),
        List.of(Sql.strings(row, "filters")),
        Sql.instant(row, "since"),
        Level.valueOf(row.getString("level")),
        List.of(Sql.strings(row, "patients")),
        Sql.instant(row, "transaction_time"),
        row.getInt("type_index"),
        row.getLong("after_number"),
        row.getLong("written"),
        Sql.instant(row, "expires"));
  }

  /**
   * A step on: to the next type, or further within one. Where somebody else took it meanwhile, or
   * it was deleted, nothing is kept.
   *
   * @param read what this step has to keep; null: nothing
   */
  @Transactional
  public void advance(ExportJob from, int type, long after, ExportPiece.Read read) {
    ExportPiece.Lines written = read == null ? null : read.written();
    boolean done = type == from.types().size();
    int changed =
        jdbc.sql(
                """
                update rapport.bulk_export set type_index = :type, after_number = :after, touched = now(),
                  written = written + :resources,
                  expires = case when :done then now() + make_interval(secs => :kept) end
                where id = :id and type_index = :wasType and after_number = :wasAfter""")
            .param("type", type)
            .param("after", after)
            .param("resources", written == null ? 0 : written.count())
            .param("done", done)
            .param("kept", KEPT.toSeconds())
            .param("id", from.id())
            .param("wasType", from.type())
            .param("wasAfter", from.after())
            .update();
    if (changed == 0 || read == null) {
      return;
    }
    String about = from.types().get(from.type());
    file(from.id(), about, Kind.OUTPUT, written);
    file(from.id(), about, Kind.DELETED, read.deleted());
    file(from.id(), "OperationOutcome", Kind.ERROR, read.faults());
  }

  /** What a file has: resources, Bundles of what was deleted, or OperationOutcomes. */
  enum Kind {
    OUTPUT,
    DELETED,
    ERROR
  }

  private void file(UUID job, String type, Kind kind, ExportPiece.Lines lines) {
    if (lines == null) {
      return;
    }
    jdbc.sql(
            """
            insert into rapport.bulk_export_file
              (export, number, type, resources, fault, deleted, content)
            select :job, coalesce(max(number), 0) + 1, :type, :resources, :fault, :deleted, :content
            from rapport.bulk_export_file where export = :job""")
        .param("job", job)
        .param("type", type)
        .param("resources", lines.count())
        .param("fault", kind == Kind.ERROR)
        .param("deleted", kind == Kind.DELETED)
        .param("content", lines.gzip())
        .update();
  }

  /** Its files of a kind, in order. */
  List<ExportJob.File> files(UUID job, Kind kind) {
    return jdbc.sql(
            """
            select number, type, resources from rapport.bulk_export_file
            where export = ? and fault = ? and deleted = ? order by number""")
        .params(job, kind == Kind.ERROR, kind == Kind.DELETED)
        .query((row, n) -> new ExportJob.File(row.getInt(1), row.getString(2), row.getInt(3)))
        .list();
  }

  /** A file's type and content, compressed (RFC 1952). */
  record Content(String type, byte[] gzip) {}

  /** One of its files. */
  Optional<Content> content(UUID job, int number) {
    return jdbc.sql(
            "select type, content from rapport.bulk_export_file where export = ? and number = ?")
        .params(job, number)
        .query((row, n) -> new Content(row.getString(1), row.getBytes(2)))
        .optional();
  }

  /** Ends one of a client's, with its files; whether it had it. */
  boolean delete(String client, UUID id) {
    return jdbc.sql("delete from rapport.bulk_export where id = ? and client = ?")
            .params(id, client)
            .update()
        > 0;
  }

  /** Forgets those whose time is over. */
  void forgetExpired() {
    jdbc.sql("delete from rapport.bulk_export where expires < now()").update();
  }

  /** What was exported of who is erased is not told apart: it is asked for again. */
  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    if (!patients.isEmpty()) {
      jdbc.sql("delete from rapport.bulk_export").update();
    }
  }
}
