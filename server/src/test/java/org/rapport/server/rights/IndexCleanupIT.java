package org.rapport.server.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.EntityIndexStatusEnum;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.search.mapper.orm.Search;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.springframework.beans.factory.annotation.Autowired;

/** Words of what was erased, of which the index was not told because the server died meanwhile. */
class IndexCleanupIT extends OwnServer {
  private static final JpaPid GONE = JpaPid.fromId(Long.MAX_VALUE - 1);

  @Autowired private IndexCleanup cleanup;
  @Autowired private Expunging expunging;
  @Autowired private EntityManagerFactory entities;

  @Test
  void takesOutTheWordsOfWhatHasNoRowAnyMore() {
    ResourceTable left = new ResourceTable();
    left.setId(GONE);
    left.setResourceType("Patient");
    left.setIndexStatus(EntityIndexStatusEnum.INDEXED_ALL);
    left.setContentText("wolkenstein");
    try (EntityManager manager = entities.createEntityManager()) {
      Search.session(manager).indexingPlan().addOrUpdate(left);
      Search.session(manager).indexingPlan().execute();
    }
    await().untilAsserted(() -> assertThat(indexed()).isEqualTo(1));
    cleanup.wanted();

    expunging.runOnce();

    await().untilAsserted(() -> assertThat(indexed()).isZero());
    assertThat(cleanup.pending()).isFalse();
  }

  private long indexed() {
    try (EntityManager manager = entities.createEntityManager()) {
      return Search.session(manager)
          .search(ResourceTable.class)
          .where(field -> field.id().matching(GONE))
          .fetchTotalHitCount();
    }
  }
}
