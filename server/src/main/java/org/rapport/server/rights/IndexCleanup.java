package org.rapport.server.rights;

import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import org.hibernate.search.mapper.orm.Search;
import org.hibernate.search.mapper.orm.work.SearchWorkspace;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes the words of what was deleted out of the files of the full-text index: a deleted document
 * is only marked there until its segment is merged with others, which may never happen.
 */
@Component
class IndexCleanup {
  private final EntityManagerFactory entities;
  private final JdbcClient jdbc;
  private final Clock clock;

  IndexCleanup(EntityManagerFactory entities, JdbcClient jdbc, Clock clock) {
    this.entities = entities;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Notes that there is something to take out; a repeat changes nothing. */
  void wanted() {
    jdbc.sql("insert into rapport.index_cleanup (since) values (?) on conflict do nothing")
        .param(Sql.at(clock.instant()))
        .update();
  }

  /** Whether there is. */
  boolean pending() {
    return jdbc.sql("select count(*) from rapport.index_cleanup").query(Long.class).single() > 0;
  }

  /**
   * Merges the segments into one, which leaves out what is deleted.
   *
   * @param last nothing was deleted since the time before: the index has heard of everything, as it
   *     follows the database a moment later
   */
  void run(boolean last) {
    SearchWorkspace index = Search.mapping(entities).scope(ResourceTable.class).workspace();
    index.flush();
    index.mergeSegments();
    index.flush();
    index.refresh();
    if (last) {
      jdbc.sql("delete from rapport.index_cleanup").update();
    }
  }
}
