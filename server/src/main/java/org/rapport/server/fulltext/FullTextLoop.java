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
    caughtUp &= !lost.any();
    int done = 0;
    if (!caughtUp) {
      done = catchUp(from.equals(Instant.EPOCH) ? from : from.minus(LONGEST_TRANSACTION));
      caughtUp = true;
    }
    if (last.isAfter(from)) {
      Search.mapping(entities).scope(ResourceTable.class).workspace().flush();
      // What fails now is caught up with from the mark before.
      if (lost.any()) {
        caughtUp = false;
      } else {
        until.write(last);
      }
    }
    return done;
  }

  private int catchUp(Instant since) {
    int done = 0;
    long after = 0;
    List<HapiTables.Row> batch = tables.writtenSince(since, FullText.WITHOUT, after, BATCH);
    while (!batch.isEmpty()) {
      for (HapiTables.Row row : batch) {
        index(row);
        after = row.number();
      }
      done += batch.size();
      batch = tables.writtenSince(since, FullText.WITHOUT, after, BATCH);
    }
    if (done > 0) {
      log.info("The words of {} resources were indexed again", done);
    }
    return done;
  }

  private void index(HapiTables.Row row) {
    try {
      transaction.executeWithoutResult(status -> indexed(row));
    } catch (RuntimeException e) {
      // Somebody wrote it at this moment, and with that its words.
      log.debug("{}/{} is left as it is", row.type(), row.id(), WithoutMessages.of(e));
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
