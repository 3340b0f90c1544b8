package org.rapport.server.rights;

import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.hibernate.search.engine.search.query.SearchScroll;
import org.hibernate.search.mapper.orm.Search;
import org.hibernate.search.mapper.orm.session.SearchSession;
import org.hibernate.search.mapper.orm.work.SearchIndexingPlan;
import org.hibernate.search.mapper.orm.work.SearchWorkspace;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes the words of what was deleted out of the files of the full-text index: a deleted document
 * is only marked there until its segment is merged with others, which may never happen.
 */
@Component
class IndexCleanup {
  private static final int SCROLL = 1000;

  private final EntityManagerFactory entities;
  private final JdbcClient jdbc;
  private final HapiTables tables;
  private final Clock clock;

  IndexCleanup(EntityManagerFactory entities, JdbcClient jdbc, HapiTables tables, Clock clock) {
    this.entities = entities;
    this.jdbc = jdbc;
    this.tables = tables;
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
    purgeGone();
    SearchWorkspace index = Search.mapping(entities).scope(ResourceTable.class).workspace();
    index.flush();
    index.mergeSegments();
    index.flush();
    index.refresh();
    if (last) {
      jdbc.sql("delete from rapport.index_cleanup").update();
    }
  }

  // A crash may have kept the index from hearing that they went, and there is no row any more that
  // would tell it.
  private void purgeGone() {
    try (EntityManager manager = entities.createEntityManager()) {
      SearchSession session = Search.session(manager);
      try (SearchScroll<JpaPid> all =
          session
              .search(ResourceTable.class)
              .select(field -> field.id(JpaPid.class))
              .where(field -> field.matchAll())
              .scroll(SCROLL)) {
        for (var page = all.next(); page.hasHits(); page = all.next()) {
          purge(session.indexingPlan(), page.hits());
        }
      }
    }
  }

  private void purge(SearchIndexingPlan plan, List<JpaPid> indexed) {
    Set<Long> stored = tables.numbered(indexed.stream().map(JpaPid::getId).toList());
    indexed.stream()
        .filter(number -> !stored.contains(number.getId()))
        .forEach(number -> plan.purge(ResourceTable.class, number, null));
    plan.execute();
  }
}
