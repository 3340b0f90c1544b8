package org.rapport.server.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.profiles.Extensions;
import org.rapport.server.RapportApplication;
import org.rapport.server.outreach.outcome.Attempts;
import org.rapport.server.outreach.outcome.Outcome;
import org.rapport.server.outreach.outcome.RecordOutcomes;
import org.rapport.server.outreach.release.ReleaseMessages;
import org.rapport.server.outreach.worker.PlanChanges;
import org.rapport.server.store.AllResources;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.OutcomeKind;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** Rebuilt equals incremental, over random histories on the real database. */
@SpringBootTest(
    classes = RapportApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "rapport.role=server",
      "camel.main.routes-collector-enabled=false",
      "rapport.clock=2027-03-01T15:00:00Z"
    })
class ProjectionRebuildIT {
  /** A folder of its own each time: histories are made of the same ids, and must not meet. */
  @DynamicPropertySource
  static void data(DynamicPropertyRegistry properties) throws IOException {
    String folder = Files.createTempDirectory(Path.of("target"), "projection-it").toString();
    properties.add("rapport.data", () -> folder);
  }

  private static final Instant NOW = RandomRecords.NOW;

  @Autowired private DaoRegistry daos;
  @Autowired private IFhirSystemDao<Bundle, ?> systemDao;
  @Autowired private ProjectionRebuild rebuild;
  @Autowired private List<ResourceProjector<?>> projectors;
  @Autowired private AllResources resources;
  @Autowired private WorkItems items;
  @Autowired private PlanChanges planChanges;
  @Autowired private ReleaseMessages releaseMessages;
  @Autowired private Attempts attempts;
  @Autowired private RecordOutcomes recordOutcomes;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcClient jdbc;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rebuiltProjectionsEqualIncrementalOnesOverARandomHistory(long seed) {
    Random random = new Random(seed);
    RandomHistory history = new RandomHistory(daos, jdbc, "s" + seed, random);
    history.begin();
    for (int step = 0; step < 60; step++) {
      history.event();
      if (random.nextInt(4) == 0) {
        workOff(random);
      }
    }
    workOff(random);
    Map<String, List<String>> incremental = dump();

    rebuild.run();

    Map<String, List<String>> rebuilt = dump();
    incremental.forEach(
        (table, rows) -> {
          assertThat(rows.size()).as("rows of %s, seed %d", table, seed).isPositive();
          assertThat(rebuilt.get(table)).as("%s, seed %d", table, seed).isEqualTo(rows);
        });
  }

  /** What a table's comment calls a projection has a projector in the package that owns it. */
  @Test
  void eachProjectionIsRebuiltByItsOwner() {
    Map<String, String> built = new TreeMap<>();
    for (ResourceProjector<?> projector : projectors) {
      String owner = projector.getClass().getPackageName().replace("org.rapport.server.", "");
      projector.tables().forEach(rows -> built.put(rows.table(), owner));
    }
    Map<String, String> owners = new TreeMap<>();
    jdbc.sql(
            """
            select relname, substring(d.description from 'Owner: ([a-z.]+)\\.$')
            from pg_class c join pg_description d on d.objoid = c.oid and d.objsubid = 0
            where relnamespace = 'rapport'::regnamespace and relkind = 'r'
              and d.description like 'Projection of %'""")
        .query(
            row -> {
              owners.put(row.getString(1), row.getString(2));
            });

    assertThat(built).isEqualTo(owners);
  }

  /** More than a client gets on a page, where HAPI no longer says how many there are. */
  @Test
  void nobodyIsLeftOutWhereThereAreMany() {
    int many = 1_050;
    for (int from = 0; from < many; from += 50) {
      int first = from;
      transaction.executeWithoutResult(
          status -> {
            for (int n = first; n < first + 50; n++) {
              Patient patient = new Patient().setActive(true);
              patient.setId("many-" + n);
              daos.getResourceDao(Patient.class).update(patient, new SystemRequestDetails());
            }
          });
    }

    assertThat(resources.of(Patient.class)).hasSizeGreaterThanOrEqualTo(many);
    rebuild.run();

    assertThat(
            jdbc.sql("select count(*) from rapport.patient_facts where id like 'many-%'")
                .query(Integer.class)
                .single())
        .isEqualTo(many);
  }

  /** Also for a patient whom the opt-out does not name: the number is what counts. */
  @Test
  void anOptOutAfterTheReleaseKeepsTheMessageFromTheProvider() {
    Patient patient = new Patient().setActive(true);
    patient.setId("claimed");
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("(416) 555-0777");
    write(patient);
    Appointment visit = RandomRecords.appointment("claimed-visit", "claimed", new Random(7));
    visit.setStatus(AppointmentStatus.BOOKED);
    visit.setStart(Date.from(NOW.plus(Duration.ofDays(3))));
    write(visit);
    for (List<WorkItem> changes = changes(); !changes.isEmpty(); changes = changes()) {
      planChanges.run(changes.stream().map(WorkItem::id).toList(), changes.get(0).lease());
    }
    Attempts.Released released =
        releaseMessages.run(50, Duration.ofMinutes(1), "test", claimed -> {}).stream()
            .filter(one -> one.message().recipient().id().equals("claimed"))
            .findFirst()
            .orElseThrow();

    Communication stop = RandomRecords.signal("claimed-stop", new Random(7));
    stop.getCategory().clear();
    stop.addCategory(
        new CodeableConcept(
            new Coding(EngagementCategory.SYSTEM, EngagementCategory.OPT_OUT.code(), null)));
    ((ContactPoint) stop.getExtensionByUrl(Extensions.RECEIVED_FROM).getValue())
        .setValue("+14165550777");
    write(stop);

    assertThat(attempts.begin(released.attempt())).isFalse();
    attempts.takeBack(released.attempt());
    releaseMessages.run(50, Duration.ofMinutes(1), "test", claimed -> {});
    assertThat(
            jdbc.sql("select reason from rapport.planned_message where id = ?")
                .param(released.message().id())
                .query(String.class)
                .single())
        .isEqualTo("opted-out");
  }

  @Test
  void aRolledBackResourceLeavesNoRowAndNoWork() {
    Patient patient = RandomRecords.patient("rolled-back", new Random(7));
    Appointment broken =
        RandomRecords.appointment("rolled-back-visit", "nobody-of-that-name", new Random(7));
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, patient);
    put(bundle, broken);

    assertThatThrownBy(() -> systemDao.transaction(new SystemRequestDetails(), bundle));

    assertThat(
            jdbc.sql("select count(*) from rapport.patient_facts where id = 'rolled-back'")
                .query(Integer.class)
                .single())
        .isZero();
    assertThat(
            jdbc.sql(
                    "select count(*) from rapport.work_item where patient in ('rolled-back',"
                        + " 'nobody-of-that-name')")
                .query(Integer.class)
                .single())
        .isZero();
  }

  @SuppressWarnings("unchecked")
  private void write(Resource resource) {
    IFhirResourceDao<Resource> dao =
        (IFhirResourceDao<Resource>) (IFhirResourceDao<?>) daos.getResourceDao(resource.getClass());
    dao.update(resource, new SystemRequestDetails());
  }

  private static void put(Bundle bundle, Resource resource) {
    bundle
        .addEntry()
        .setResource(resource)
        .getRequest()
        .setMethod(Bundle.HTTPVerb.PUT)
        .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
  }

  // What workers do, without Camel: plan, release, send or fail, record.
  private void workOff(Random random) {
    for (List<WorkItem> changes = changes(); !changes.isEmpty(); changes = changes()) {
      planChanges.run(changes.stream().map(WorkItem::id).toList(), changes.get(0).lease());
    }
    for (Attempts.Released released :
        releaseMessages.run(50, Duration.ofMinutes(1), "test", claimed -> {})) {
      if (attempts.begin(released.attempt())) {
        attempts.answer(
            released.attempt(),
            new Outcome(
                random.nextInt(4) == 0 ? OutcomeKind.FAILED : OutcomeKind.SENT,
                null,
                "SM1",
                null,
                null,
                null,
                null));
      }
    }
    while (recordOutcomes.runOnce() > 0 || attemptsOpen()) {
      // The server's own recorder takes part; both end when the journal is empty.
      Thread.onSpinWait();
    }
  }

  private boolean attemptsOpen() {
    return jdbc.sql("select count(*) from rapport.attempt where state = 'answered'")
            .query(Integer.class)
            .single()
        > 0;
  }

  private List<WorkItem> changes() {
    return transaction.execute(
        status -> items.claim(WorkQueue.CHANGE, 20, Duration.ofMinutes(1), "test"));
  }

  private Map<String, List<String>> dump() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String table : rebuild.tables().stream().map(ProjectedRows::table).distinct().toList()) {
      rows.put(
          table,
          new ArrayList<>(
              jdbc.sql("select row_to_json(t)::text from rapport." + table + " t order by t::text")
                  .query(String.class)
                  .list()));
    }
    return rows;
  }
}
