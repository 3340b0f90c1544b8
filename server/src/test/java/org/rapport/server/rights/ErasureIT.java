package org.rapport.server.rights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.inbound.Inbound;
import org.rapport.server.inbound.ReceiveMessage;
import org.rapport.server.journal.MessageRetention;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.TaskCode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is left of somebody who was erased: nothing, in any table and in the full-text index. */
class ErasureIT extends OwnServer {
  /** Nobody else's, and no part of any word. */
  private static final String CANARY = "zzcanaryfam";

  private static final String WORD = "zzwordofhers";
  private static final String PHONE = "+14165557701";
  private static final String EMAIL = "zzcanary@example.org";

  @Autowired private DaoRegistry daos;
  @Autowired private RightsOperations rights;
  @Autowired private ReceiveMessage messages;
  @Autowired private JdbcClient jdbc;
  @Autowired private RapportSettings settings;
  @Autowired private MessageRetention retention;
  @Autowired private Expunging expunging;
  @Autowired private Clock clock;

  @Test
  void nothingIsLeftInTablesAndIndex_andAnOldStartBringsNothingBack() {
    stranger();
    put(person("zz-person"));
    Patient other = new Patient();
    other.addName().setFamily("Other");
    put(other, "zz-other");
    Binary document = binary("zz-document");
    DocumentReference paper = new DocumentReference();
    paper.setStatus(DocumentReferenceStatus.CURRENT);
    paper.setSubject(new Reference("Patient/zz-person"));
    paper
        .addContent()
        .getAttachment()
        .setUrl("http://localhost:8080/fhir/Binary/zz-document")
        .setTitle(WORD);
    put(document);
    put(paper, "zz-paper");
    Binary own = binary("zz-own");
    own.setSecurityContext(new Reference("Patient/zz-person"));
    put(own);
    put(observation(), "zz-observation");
    deadLetter(
        "zz-dead",
        "MSH|^~\\&|A|H\rSCH||1\rPID|1||ZZMRN777^^^H^MR||"
            + CANARY
            + "^Zoe||19661122|M|||1 Street||(416) 555-7701");
    deadLetter("zz-dead-other", "MSH|^~\\&|A|H\rPID|1||OTHER1^^^H^MR||Else^Bo||19700101");
    Route route = new Route(Channel.SMS, PHONE);
    messages.receive(new Inbound(route, WORD + " at noon?", "SM-1"));
    messages.receive(new Inbound(route, "STOP", "SM-2"));
    messages.receive(new Inbound(route, "START", "SM-3"));
    messages.receive(new Inbound(route, "STOP", "SM-4"));
    jdbc.sql("insert into rapport.account (id, username, name, patient) values (?, ?, ?, ?)")
        .params("zz-account", CANARY, CANARY, "zz-person")
        .update();
    jdbc.sql("insert into rapport.launch_context (authorization_id, patient) values (?, ?)")
        .params("zz-authorization", "zz-person")
        .update();
    await().ignoreException(UncheckedIOException.class).until(() -> inIndex(WORD));
    assertThat(inTables(CANARY)).isNotEmpty();

    Parameters erased = rights.erase(new IdType("Patient", "zz-person"), null);

    assertThat(erased.getParameter().stream().map(one -> one.getName()))
        .contains("deleted", "suppressed");
    for (String trace : List.of(CANARY, WORD, PHONE, EMAIL, "ZZMRN777")) {
      assertThat(inTables(trace)).as(trace).isEmpty();
      await()
          .ignoreException(UncheckedIOException.class)
          .untilAsserted(() -> assertThat(inIndex(trace)).as(trace).isFalse());
    }
    assertThat(stored("Binary")).containsExactly("zz-dead-other-raw");
    assertThat(stored("Task")).containsExactly("zz-dead-other");
    assertThat(stored("Patient")).containsExactly("zz-other");
    assertThat(count("select count(*) from rapport.erasure_pending")).isZero();
    assertThat(count("select count(*) from rapport.launch_context")).isZero();
    // What was signed before says nothing any more; what is written now does.
    assertThat(messages.receive(new Inbound(route, "START", "SM-3")).code()).isEqualTo("duplicate");
    assertThat(count("select count(*) from rapport.address_signal")).isZero();
    assertThat(messages.receive(new Inbound(route, "START", "SM-5")).code()).isEqualTo("start");
  }

  @Test
  void whoMayBeTheSamePersonIsNamed() {
    put(person("zz-first"));
    Patient twin = person("zz-twin");
    twin.getNameFirstRep().getGiven().get(0).setValue("Chloe");
    twin.getIdentifier().clear();
    put(twin);

    Parameters erased = rights.erase(new IdType("Patient", "zz-first"), null);

    assertThat(
            erased.getParameter().stream()
                .filter(one -> one.getName().equals("perhaps"))
                .map(one -> ((Reference) one.getValue()).getReference()))
        .containsExactly("Patient/zz-twin");
    rights.erase(new IdType("Patient", "zz-twin"), null);
  }

  @Test
  void whatCannotBeReadCanBeErased() {
    put(person("zz-unread"));
    put(observation("zz-unread"), "zz-huge");
    jdbc.sql(
            """
            update public.hfj_res_ver v set res_text_vc = regexp_replace(res_text_vc,
              '"value":1[,}]', '"value":1' || repeat('7', 100000) || '}')
            from public.hfj_resource r where r.res_id = v.res_id and r.fhir_id = 'zz-huge'\
            """)
        .update();

    rights.erase(new IdType("Patient", "zz-unread"), null);

    assertThat(stored("Observation")).isEmpty();
    assertThat(stored("Patient")).doesNotContain("zz-unread");
  }

  /** Of people whom nobody here knows, a message stays no longer than the journal says it came. */
  @Test
  void whatCameAboutAStrangerGoesWithItsRowOfTheJournal() {
    Patient known = new Patient();
    put(known, "yy-known");
    message("yy-stranger", "ADT^A08", null, 100);
    message("yy-young", "ADT^A08", null, 80);
    message("yy-known-too", "ADT^A31", "yy-known", 100);
    message("yy-merge", "ADT^A40", null, 100);

    while (retention.runOnce() > 0) {
      // Piece by piece.
    }
    expunging.runOnce();

    assertThat(
            jdbc.sql("select fhir_id from public.hfj_resource where fhir_id like 'yy-%' order by 1")
                .query(String.class)
                .list())
        .containsExactly(
            "yy-known",
            "yy-known-too",
            "yy-known-too-from",
            "yy-merge",
            "yy-merge-from",
            "yy-young",
            "yy-young-from");
    assertThat(count("select count(*) from rapport.hl7_message where binary_id like 'yy-%'"))
        .isOne();
  }

  private void message(String id, String type, String patient, int days) {
    Binary binary = binary(id);
    binary.setData("MSH|".getBytes(UTF_8));
    put(binary);
    Provenance from = new Provenance();
    from.addTarget(new Reference(patient == null ? "Binary/" + id : "Patient/" + patient));
    if (patient == null) {
      from.addTarget().getIdentifier().setSystem("urn:mrn").setValue("YY" + id);
    }
    from.setRecorded(new Date());
    from.addAgent().setWho(new Reference().setDisplay("A:H"));
    from.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(new Reference("Binary/" + id));
    put(from, id + "-from");
    jdbc.sql(
            """
            insert into rapport.hl7_message (at, direction, peer, sender, type, control_id, placer_id,
              filler_id, bytes, answer, fault, words, millis, patient_id, binary_id, resources)
            values (:at, 'in', '', 'A:H', :type, '1', '', '', 4, 'AA', '', '', 1, :patient, :id, '{}')""")
        .param("at", Sql.at(clock.instant().minus(Duration.ofDays(days))))
        .param("type", type)
        .param("patient", patient)
        .param("id", id)
        .update();
  }

  private static Patient person(String id) {
    Patient patient = new Patient();
    patient.setId(id);
    patient.setActive(true);
    patient.addIdentifier().setSystem("urn:mrn").setValue("ZZMRN777");
    patient.addName().setFamily(CANARY).addGiven("Zoe");
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(PHONE);
    patient.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(EMAIL);
    patient.setBirthDateElement(new org.hl7.fhir.r4.model.DateType("1966-11-22"));
    return patient;
  }

  // From before anybody had the number: nobody is named in it.
  private void stranger() {
    messages.receive(new Inbound(new Route(Channel.SMS, PHONE), WORD + " who is this", "SM-0"));
  }

  private static Binary binary(String id) {
    Binary binary = new Binary();
    binary.setId(id);
    binary.setContentType("text/plain");
    binary.setData((CANARY + " " + WORD).getBytes(UTF_8));
    return binary;
  }

  private static Observation observation(String patient) {
    Observation observation = new Observation();
    observation.setStatus(Observation.ObservationStatus.FINAL);
    observation.setCode(new CodeableConcept().setText(WORD));
    observation.setSubject(new Reference("Patient/" + patient));
    observation.setValue(new org.hl7.fhir.r4.model.Quantity(1));
    return observation;
  }

  private static Observation observation() {
    return observation("zz-person");
  }

  private void deadLetter(String id, String raw) {
    Binary binary = new Binary();
    binary.setId(id + "-raw");
    binary.setContentType("x-application/hl7-v2+er7");
    binary.setData(raw.getBytes(UTF_8));
    put(binary);
    Task task = new Task();
    task.setStatus(Task.TaskStatus.REQUESTED);
    task.setIntent(Task.TaskIntent.ORDER);
    task.setCode(
        new CodeableConcept(new Coding(TaskCode.SYSTEM, TaskCode.DEAD_LETTER.code(), null)));
    task.setAuthoredOn(new Date(0));
    task.addInput()
        .setType(new CodeableConcept().setText("message"))
        .setValue(new Reference("Binary/" + id + "-raw"));
    put(task, id);
  }

  private void put(Resource resource, String id) {
    resource.setId(id);
    put(resource);
  }

  private void put(Resource resource) {
    resource.setId(new IdType(resource.fhirType(), resource.getIdElement().getIdPart()));
    @SuppressWarnings("unchecked")
    ca.uhn.fhir.jpa.api.dao.IFhirResourceDao<Resource> dao =
        daos.getResourceDao(resource.fhirType());
    dao.update(resource, new SystemRequestDetails());
  }

  private List<String> stored(String type) {
    return jdbc.sql(
            "select fhir_id from public.hfj_resource where res_type = ? and fhir_id like 'zz-%'"
                + " order by 1")
        .param(type)
        .query(String.class)
        .list();
  }

  private long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  // As a dump of the database has it: as text, as bytes, and as files are coded.
  private List<String> inTables(String text) {
    List<String> tables =
        jdbc.sql(
                """
                select table_schema || '.' || table_name from information_schema.tables
                where table_schema in ('public', 'rapport') and table_type = 'BASE TABLE'
                order by 1\
                """)
            .query(String.class)
            .list();
    String hex = HexFormat.of().formatHex(text.getBytes(UTF_8));
    return tables.stream()
        .filter(
            table ->
                jdbc.sql(
                            "select count(*) from "
                                + table
                                + " t where lower(t::text) like ? or t::text like ?")
                        .params("%" + text.toLowerCase(Locale.ROOT) + "%", "%" + hex + "%")
                        .query(Long.class)
                        .single()
                    > 0)
        .toList();
  }

  // The index makes and removes files while it is walked: then it is looked at again.
  private boolean inIndex(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    try (Stream<Path> files = Files.walk(settings.data().resolve("lucene"))) {
      return files
          .filter(Files::isRegularFile)
          .anyMatch(
              file -> {
                try {
                  return new String(Files.readAllBytes(file), ISO_8859_1)
                      .toLowerCase(Locale.ROOT)
                      .contains(small);
                } catch (java.nio.file.NoSuchFileException gone) {
                  return false;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
