package org.rapport.server.fulltext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.EntityIndexStatusEnum;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.StringParam;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.search.engine.reporting.FailureContext;
import org.hibernate.search.mapper.orm.Search;
import org.hibernate.search.mapper.orm.work.SearchIndexingPlan;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.RandomValue;
import org.springframework.beans.factory.annotation.Autowired;

/** The full-text index, after it has lost some of what it had heard of. */
class FullTextLoopIT extends OwnServer {
  @Autowired private FullTextLoop loop;
  @Autowired private LostWords lost;
  @Autowired private HapiTables tables;
  @Autowired private DaoRegistry daos;
  @Autowired private EntityManagerFactory entities;
  @Autowired private RapportSettings settings;

  private final String word = "w" + RandomValue.make().replaceAll("[^A-Za-z0-9]", "");

  @BeforeEach
  void isWhole() {
    loop.runOnce();
  }

  @Test
  void catchesUpAfterAFailure_withWhatWasWrittenSince() {
    String id = stored();
    loses(id);
    lost.handle(FailureContext.builder().build());

    assertThat(loop.runOnce()).isPositive();

    await().untilAsserted(() -> assertThat(found()).containsExactly(id));
    daos.getResourceDao(Patient.class).delete(patient(id).getIdElement(), system());
  }

  @Test
  void isWhole_andReadsNothingAgain_whereNothingFailed() throws Exception {
    stored();

    assertThat(loop.runOnce()).isZero();

    assertThat(
            Instant.parse(
                Files.readString(settings.data().resolve("lucene").resolve("indexed-until"))))
        .isEqualTo(tables.lastWritten().orElseThrow());
  }

  @Test
  void forgetsWhatWasDeletedWhileItDidNotListen() {
    String id = stored();
    long number = number(id);
    daos.getResourceDao(Patient.class).delete(patient(id).getIdElement(), system());
    await().untilAsserted(() -> assertThat(isIndexed(number)).isFalse());
    // As if it had not heard of the deletion.
    index(
        plan -> {
          ResourceTable left = new ResourceTable();
          left.setId(JpaPid.fromId(number));
          left.setResourceType("Patient");
          left.setIndexStatus(EntityIndexStatusEnum.INDEXED_ALL);
          left.setContentText(word);
          plan.addOrUpdate(left);
        });
    await().untilAsserted(() -> assertThat(isIndexed(number)).isTrue());
    lost.handle(FailureContext.builder().build());

    loop.runOnce();

    await().untilAsserted(() -> assertThat(isIndexed(number)).isFalse());
  }

  private String stored() {
    Patient patient = new Patient();
    patient.addName().setFamily(word);
    String id = daos.getResourceDao(Patient.class).create(patient, system()).getId().getIdPart();
    await().untilAsserted(() -> assertThat(found()).containsExactly(id));
    return id;
  }

  private Patient patient(String id) {
    return daos.getResourceDao(Patient.class).read(new IdType("Patient", id), system());
  }

  private long number(String id) {
    return tables.page("Patient", 0, Integer.MAX_VALUE).stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private void loses(String id) {
    JpaPid number = JpaPid.fromId(number(id));
    index(plan -> plan.purge(ResourceTable.class, number, null));
    await().untilAsserted(() -> assertThat(found()).isEmpty());
  }

  private void index(Consumer<SearchIndexingPlan> work) {
    try (EntityManager manager = entities.createEntityManager()) {
      work.accept(Search.session(manager).indexingPlan());
      Search.session(manager).indexingPlan().execute();
    }
  }

  private boolean isIndexed(long number) {
    try (EntityManager manager = entities.createEntityManager()) {
      return Search.session(manager)
              .search(ResourceTable.class)
              .where(field -> field.id().matching(JpaPid.fromId(number)))
              .fetchTotalHitCount()
          > 0;
    }
  }

  private List<String> found() {
    return daos
        .getResourceDao(Patient.class)
        .search(SearchParameterMap.newSynchronous("_content", new StringParam(word)), system())
        .getAllResources()
        .stream()
        .map(one -> one.getIdElement().getIdPart())
        .toList();
  }

  private static SystemRequestDetails system() {
    return new SystemRequestDetails();
  }
}
