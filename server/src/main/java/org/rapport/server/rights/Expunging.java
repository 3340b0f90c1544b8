package org.rapport.server.rights;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.model.ExpungeOptions;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.store.StoredResources;
import org.rapport.server.store.WithoutMessages;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Removes the history of what an erasure has deleted or changed, and its words from the full-text
 * index. What is to be removed stands in a table, so that a crash in between only delays it.
 */
@Component
public class Expunging extends WorkLoop {
  private static final Logger log = LoggerFactory.getLogger(Expunging.class);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
  private static final int BATCH = 100;
  private static final int VERSIONS = 10_000;

  private final DaoRegistry daos;
  private final StoredResources stored;
  private final JdbcClient jdbc;
  private final IndexCleanup index;

  Expunging(
      DaoRegistry daos,
      StoredResources stored,
      JdbcClient jdbc,
      IndexCleanup index,
      WorkSignal signal) {
    super("expunge", "expunge", signal, LOOK_AGAIN);
    this.daos = daos;
    this.stored = stored;
    this.jdbc = jdbc;
    this.index = index;
  }

  /** Notes resources by reference; needs the caller's transaction. */
  void add(Collection<String> references) {
    for (String reference : references) {
      jdbc.sql("insert into rapport.erasure_pending (reference) values (?) on conflict do nothing")
          .param(reference)
          .update();
    }
  }

  /**
   * Deletes resources, as far as they are there, and notes them; needs the caller's transaction.
   */
  void delete(Collection<String> references) {
    for (String reference : references) {
      IdType id = new IdType(reference);
      if (stored.has(id)) {
        daos.getResourceDao(id.getResourceType()).delete(id, new SystemRequestDetails());
      }
    }
    add(references);
  }

  /**
   * Removes everything that is noted; answers how many resources it took. One at a time in this
   * JVM; what another node takes at the same moment, or what fails, is looked at again.
   */
  public synchronized int runOnce() {
    int done = 0;
    String after = "";
    for (List<String> batch = pending(after); !batch.isEmpty(); batch = pending(after)) {
      // Before it: a crash in between leaves words in the index of what is gone.
      index.wanted();
      for (String reference : batch) {
        done += expunge(reference) ? 1 : 0;
        after = reference;
      }
    }
    if (done > 0 || index.pending()) {
      index.run(done == 0);
    }
    return done;
  }

  private List<String> pending(String after) {
    return jdbc.sql(
            """
            select reference from rapport.erasure_pending where reference > ?
            order by reference limit ?""")
        .params(after, BATCH)
        .query(String.class)
        .list();
  }

  private boolean expunge(String reference) {
    IdType id = new IdType(reference);
    try {
      daos.getResourceDao(id.getResourceType())
          .expunge(
              id,
              new ExpungeOptions()
                  .setExpungeDeletedResources(true)
                  .setExpungeOldVersions(true)
                  .setLimit(VERSIONS),
              new SystemRequestDetails());
    } catch (ResourceNotFoundException gone) {
      // Another node was faster.
    } catch (RuntimeException e) {
      log.warn("The history of {} stays for now", reference, WithoutMessages.of(e));
      return false;
    }
    jdbc.sql("delete from rapport.erasure_pending where reference = ?").param(reference).update();
    return true;
  }

  @Override
  protected boolean turn() {
    return runOnce() > 0;
  }
}
