package org.rapport.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.rest.param.StringParam;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rapport.server.OwnServer;
import org.rapport.server.store.rows.NewResources;
import org.rapport.server.store.rows.WrittenTogether;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows that are stored a table at a time are those that HAPI stores, column by column. */
class NewResourcesIT extends OwnServer {
  @Autowired private ResourceWriter writer;
  @Autowired private NewResources fresh;
  @Autowired private WrittenTogether together;
  @Autowired private DaoRegistry daos;
  @Autowired private IFhirSystemDao<Bundle, ?> systemDao;
  @Autowired private HapiTables tables;
  @Autowired private FhirContext context;
  @Autowired private AutowireCapableBeanFactory beans;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transaction;

  private ResourceWriter byHapi;
  private StoredRows stored;
  private long since;

  @BeforeEach
  void hapiAlone() {
    stored = new StoredRows(jdbc);
    since = stored.last();
    NewResources none = new NewResources(daos, beans, context, false);
    beans.autowireBean(none);
    byHapi = new ResourceWriter(daos, systemDao, tables, none, together, context);
    beans.autowireBean(byHapi);
  }

  @AfterEach
  void forget() {
    stored.forget(since);
  }

  static Stream<List<String>> bundles() {
    return Stream.of(
        List.of(PATIENT),
        List.of(PLAN, PATIENT, message(1, "active"), message(2, "draft")),
        List.of(PATIENT, message(1, "completed"), COMMUNICATION),
        List.of(PATIENT, TASK, message(3, "active")),
        List.of(LOCATION, PATIENT, CONSENT, RISK, CLAIM));
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void rowsAreThoseThatHapiStores(List<String> resources) {
    write(byHapi, resources);
    Map<String, List<String>> expected = rows();
    forget();
    write(writer, resources);

    assertThat(rows()).isEqualTo(expected);
    assertThat(expected.get("hfj_resource")).hasSize(resources.size());
    assertThat(expected.get("hfj_spidx_token")).isNotEmpty();
  }

  @Test
  void whatIsWrittenAgainAndDeletedAndWrittenOnceMoreHasTheSameRows() {
    String changed = PATIENT.replace("Ana", "Anna");
    Stream.of(byHapi, writer)
        .map(
            one -> {
              forget();
              write(one, List.of(PATIENT, message(1, "active")));
              write(one, List.of(message(1, "completed"), COMMUNICATION, changed));
              write(one, List.of(message(1, "completed")));
              daos.getResourceDao("Communication")
                  .delete(
                      new IdType("Communication/rows-communication"), new SystemRequestDetails());
              write(one, List.of(COMMUNICATION));
              return rows();
            })
        .reduce(
            (expected, got) -> {
              assertThat(got).isEqualTo(expected);
              return got;
            });
  }

  @Test
  void whatIsReadInTheSameTransactionIsThere() {
    for (ResourceWriter one : List.of(byHapi, writer)) {
      // HAPI remembers where ids of before were.
      String run = "rows-" + (one == writer ? "b" : "h");
      String message = message(1, "active").replace("rows-", run);
      transaction.executeWithoutResult(
          status -> {
            one.write(bundle(List.of(PATIENT.replace("rows-patient", run + "patient"), message)));
            Resource read =
                (Resource)
                    daos.getResourceDao("CommunicationRequest")
                        .read(
                            new IdType("CommunicationRequest/" + run + "message-1"),
                            new SystemRequestDetails());
            assertThat(read.getMeta().getVersionId()).isEqualTo("1");
            one.write(
                bundle(
                    List.of(
                        message.replace("active", "completed"),
                        COMMUNICATION.replace("rows-", run))));
          });
      assertThat(tables.version("CommunicationRequest", run + "message-1")).contains("2");
    }
  }

  @Test
  void wordsOfWhatIsOursAreFoundWhereATypeHasAnIndexOfThem() {
    write(writer, List.of(PATIENT, message(3, "active"), TASK));

    await()
        .untilAsserted(
            () ->
                assertThat(
                        daos.getResourceDao("Task")
                            .search(
                                SearchParameterMap.newSynchronous(
                                    "_content", new StringParam("wolkenbruch")),
                                new SystemRequestDetails())
                            .getAllResourceIds())
                    .hasSize(1));
  }

  @Test
  void nothingIsThereOfATransactionThatIsTakenBack() {
    transaction.executeWithoutResult(
        status -> {
          writer.write(bundle(List.of(PATIENT, message(1, "active"))));
          status.setRollbackOnly();
        });

    assertThat(rows().values()).allSatisfy(rows -> assertThat(rows).isEmpty());
    write(writer, List.of(PATIENT, message(1, "active")));
    assertThat(tables.version("CommunicationRequest", "rows-message-1")).contains("1");
  }

  @Test
  void ofTwoWhoWriteTheSameOneIsRefused() {
    write(writer, List.of(PATIENT, message(1, "active"), COMMUNICATION));
    // Who looked before the other wrote takes it for new.
    TransactionDetails late = new TransactionDetails();
    late.addResolvedResourceId(new IdType("Communication/rows-communication"), null);

    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      NewResources.Batch batch = fresh.batch();
                      assertThat(batch.take(parsed(COMMUNICATION), late)).isTrue();
                      batch.store();
                    }))
        .isInstanceOf(ConstraintViolationException.class)
        .hasMessageNotContaining("rows-communication");
    assertThat(tables.version("Communication", "rows-communication")).contains("1");
  }

  private void write(ResourceWriter by, List<String> resources) {
    transaction.executeWithoutResult(status -> by.write(bundle(resources)));
  }

  private Bundle bundle(List<String> resources) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    for (String json : resources) {
      Resource resource = parsed(json);
      bundle
          .addEntry()
          .setResource(resource)
          .getRequest()
          .setMethod(HTTPVerb.PUT)
          .setUrl(resource.fhirType() + "/" + resource.getIdPart());
    }
    return bundle;
  }

  private Resource parsed(String json) {
    return (Resource) context.newJsonParser().parseResource(json);
  }

  private Map<String, List<String>> rows() {
    return stored.since(since, Map.of());
  }

  private static final String PATIENT =
      """
      {"resourceType":"Patient","id":"rows-patient","language":"fr-CA",
       "meta":{"profile":["https://rapport.example.org/fhir/StructureDefinition/rapport-patient"],
        "source":"urn:rows:source","security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"}],
        "tag":[{"system":"urn:rows","code":"t","display":"T"},{"system":"urn:rows","code":"u"}]},
       "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Ana</div>"},
       "identifier":[{"system":"urn:rows:mrn","value":"1|2,\\"{}\\\\"},{"value":"no system"}],
       "active":true,"name":[{"family":"Ünïcode-ß","given":["Ana","O'Neil","日本"]},{"text":"NULL"}],
       "telecom":[{"system":"phone","value":"+14165550100"},{"system":"email","value":"a@example.org"}],
       "birthDate":"1980-02","address":[{"line":["1 {Main}"],"city":"","_city":{"extension":[{"url":"urn:x","valueString":"y"}]},"country":"CA"}]}"""
          .replace("\"city\":\"\",", "");

  private static String message(int n, String status) {
    return """
        {"resourceType":"CommunicationRequest","id":"rows-message-%d","status":"%s",
         "meta":{"profile":["https://rapport.example.org/fhir/StructureDefinition/rapport-communication-request"]},
         "identifier":[{"system":"urn:rows","value":"m%1$d"}],
         "category":[{"coding":[{"system":"urn:rows","code":"appointment","display":"Of a visit"}],"text":"Of a visit"}],
         "subject":{"reference":"Patient/rows-patient"},"recipient":[{"reference":"Patient/rows-patient"}],
         "medium":[{"coding":[{"system":"urn:rows","code":"sms"}]}],
         "payload":[{"contentString":"See you"}],"authoredOn":"2027-03-14T02:30:00.123-05:00",
         "occurrencePeriod":{"start":"2027-03-14T07:30:00Z","end":"2027-11-07T06:00:00Z"},
         "requester":{"reference":"https://elsewhere.example.org/fhir/Organization/9"}}"""
        .formatted(n, status);
  }

  private static final String PLAN =
      """
      {"resourceType":"CarePlan","id":"rows-plan","status":"active","intent":"plan",
       "subject":{"reference":"Patient/rows-patient"},"period":{"start":"2027-03-01"},
       "instantiatesCanonical":["https://rapport.example.org/fhir/PlanDefinition/reminders|1.0"],
       "instantiatesUri":["urn:rows:uri"],
       "activity":[{"reference":{"reference":"CommunicationRequest/rows-message-1"}},
        {"reference":{"reference":"CommunicationRequest/rows-message-2"}}]}""";

  private static final String COMMUNICATION =
      """
      {"resourceType":"Communication","id":"rows-communication","status":"completed",
       "basedOn":[{"reference":"CommunicationRequest/rows-message-1"}],
       "subject":{"reference":"Patient/rows-patient"},"sent":"2027-03-01T15:00:00Z",
       "medium":[{"coding":[{"system":"urn:rows","code":"sms"}]}],
       "payload":[{"contentString":"See you"}]}""";

  private static final String TASK =
      """
      {"resourceType":"Task","id":"rows-task","status":"requested","intent":"order","priority":"urgent",
       "description":"Wolkenbruch","code":{"coding":[{"system":"urn:rows","code":"call"}]},"for":{"reference":"Patient/rows-patient"},
       "focus":{"reference":"CommunicationRequest/rows-message-3"},"authoredOn":"2027-03-01",
       "executionPeriod":{"end":"2027-03-02T10:00:00+01:00"}}""";

  private static final String LOCATION =
      """
      {"resourceType":"Location","id":"rows-place","status":"active","name":"North",
       "position":{"longitude":-79.38,"latitude":43.65}}""";

  private static final String CONSENT =
      """
      {"resourceType":"Consent","id":"rows-consent","status":"active",
       "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
       "category":[{"coding":[{"system":"urn:rows","code":"c"}]}],"patient":{"reference":"Patient/rows-patient"},
       "dateTime":"2027-03-01T15:00:00Z","provision":{"type":"permit","period":{"end":"2028-01-01"}}}""";

  private static final String RISK =
      """
      {"resourceType":"RiskAssessment","id":"rows-risk","status":"final","subject":{"reference":"Patient/rows-patient"},
       "prediction":[{"probabilityDecimal":0.25}]}""";

  private static final String CLAIM =
      """
      {"resourceType":"Medication","id":"rows-medication","status":"active",
       "code":{"coding":[{"system":"urn:rows","code":"m"}]},"batch":{"expirationDate":"2027-03-01"}}""";
}
