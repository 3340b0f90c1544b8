package org.rapport.server.fulltext;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.ReindexParameters;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.search.mapper.orm.Search;
import org.hibernate.search.mapper.orm.work.SearchIndexingPlan;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.WithoutMessages;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the full-text index as whole as the database. It is written a moment after each transaction
 * and reaches the disk within a second, so that a crash or a full disk takes the last of it: at the
 * start, and after a failure, what was written since it was last whole is indexed again. An index
 * that is lost is made anew.
 */
@Component
public class FullTextLoop extends WorkLoop {
  private static final Logger log = LoggerFactory.getLogger(FullTextLoop.class);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /** A resource has its time when it is written, and is seen when its transaction ends. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(1);

  private static final int BATCH = 50;
  private static final int NOTED_EACH = 10 * BATCH;

  private final EntityManagerFactory entities;
  private final TransactionTemplate transaction;
  private final DaoRegistry daos;
  private final HapiTables tables;
  private final IndexedUntil until;
  private final LostWords lost;
  private boolean caughtUp;

  FullTextLoop(
      EntityManagerFactory entities,
      TransactionTemplate transaction,
      DaoRegistry daos,
      HapiTables tables,
      IndexedUntil until,
      LostWords lost,
      WorkSignal signal) {
    super("full-text", "full-text", signal, LOOK_AGAIN);
    this.entities = entities;
    this.transaction = transaction;
    this.daos = daos;
    this.tables = tables;
    this.until = until;
    this.lost = lost;
    // Of what was never there, nothing was lost.
    this.caughtUp = tables.isEmpty();
  }

  @Override
  protected boolean turn() {
    runOnce();
    return false;
  }

  /**
   * Catches up where there may be something to catch up with, and notes until when the index is
   * whole; answers how many resources it has read again for that.
   */
  public synchronized int runOnce() {
    Instant from = until.read();
    Instant last = tables.lastWritten().orElse(from);
    boolean whole = caughtUp && !lost.any();
    caughtUp = false;
    int done =
        whole ? 0 : catchUp(from.equals(Instant.EPOCH) ? from : from.minus(LONGEST_TRANSACTION));
    if (last.isAfter(from)) {
      isWholeUntil(last);
    }
    caughtUp = true;
    return done;
  }

  // Of many, it notes from time to time how far it is: a crash does not begin anew.
  private int catchUp(Instant since) {
    int done = 0;
    Instant at = since;
    long after = 0;
    List<HapiTables.Written> batch = tables.writtenSince(at, after, FullText.WITHOUT, BATCH);
    while (!batch.isEmpty()) {
      batch.forEach(one -> index(one.row()));
      done += batch.size();
      HapiTables.Written last = batch.get(batch.size() - 1);
      at = last.updated();
      after = last.row().number();
      if (done % NOTED_EACH == 0) {
        isWholeUntil(at);
      }
      batch = tables.writtenSince(at, after, FullText.WITHOUT, BATCH);
    }
    if (done > 0) {
      log.info("The words of {} resources were indexed again", done);
    }
    return done;
  }

  private void isWholeUntil(Instant at) {
    Search.mapping(entities).scope(ResourceTable.class).workspace().flush();
    if (lost.any()) {
      throw new IllegalStateException("The full-text index cannot be written now");
    }
    until.write(at);
  }

  private void index(HapiTables.Row row) {
    try {
      transaction.executeWithoutResult(status -> indexed(row));
    } catch (RuntimeException e) {
      // Somebody wrote it at this moment; or the database is away, and then this fails, too.
      tables.lastWritten();
      indexAgain(row);
    }
  }

  private void indexAgain(HapiTables.Row row) {
    try {
      transaction.executeWithoutResult(status -> indexed(row));
    } catch (RuntimeException e) {
      log.warn("The words of {}/{} stay as they are", row.type(), row.id(), WithoutMessages.of(e));
    }
  }

  private void indexed(HapiTables.Row row) {
    JpaPid number = JpaPid.fromId(row.number());
    EntityManager session = EntityManagerFactoryUtils.getTransactionalEntityManager(entities);
    SearchIndexingPlan plan = Search.session(session).indexingPlan();
    if (row.deleted()) {
      plan.purge(ResourceTable.class, number, null);
      return;
    }
    IFhirResourceDao<?> dao = daos.getResourceDao(row.type());
    dao.reindex(
        number, new ReindexParameters(), new SystemRequestDetails(), new TransactionDetails());
    plan.addOrUpdate(session.find(ResourceTable.class, number));
  }
}
