package org.rapport.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rapport.server.OwnServer;
import org.rapport.server.store.rows.PostedResources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is posted by itself has the rows that HAPI stores, column by column, and its refusals. */
class PostedResourcesIT extends OwnServer {
  @Autowired private PostedResources posted;
  @Autowired private DaoRegistry daos;
  @Autowired private FhirContext context;
  @Autowired private JdbcClient jdbc;

  private StoredRows stored;
  private long since;

  @BeforeEach
  void begin() {
    stored = new StoredRows(jdbc);
    since = stored.last();
  }

  @AfterEach
  void forget() {
    stored.forget(since);
  }

  static Stream<List<String>> posts() {
    String patient =
        "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:p\",\"value\":\"1\"}],\"name\":[{\"family\":\"\u0141\u00f3d\u017a\"}]}";
    String about =
        "{\"resourceType\":\"Communication\",\"status\":\"completed\",\"sent\":\"2026-01-05T15:00:00Z\",\"subject\":{\"reference\":\"%s\"},\"payload\":[{\"contentString\":\"x\"}]}";
    return Stream.of(
        List.of(patient),
        List.of(patient, about.formatted("Patient/OF-0"), about.formatted("Patient/OF-0")),
        List.of(patient, about.formatted("Patient?identifier=urn:p|1")),
        List.of(about.formatted("Patient/nobody")),
        List.of(about.formatted("#none")),
        List.of(
            patient.replace(
                "\"identifier\"",
                "\"meta\":{\"tag\":[{\"system\":\"urn:tag\",\"code\":\"t\"}],\"profile\":[\"urn:profile\"],\"source\":\"urn:source\"},\"identifier\"")),
        List.of(
            "{\"resourceType\":\"Slot\",\"status\":\"free\",\"schedule\":{\"display\":\"x\"},\"start\":\"2026-01-05T15:00:00Z\",\"end\":\"2026-01-05T16:00:00Z\"}"),
        List.of("{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"QUJD\"}"),
        List.of(
            "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"valueQuantity\":{\"value\":1.50,\"unit\":\"kg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}}"));
  }

  @ParameterizedTest
  @MethodSource("posts")
  void rowsAndRefusalsAreHapis(List<String> resources) {
    Map<String, List<String>> expected = told(resources, UnaryOperator.identity());
    stored.forget(since);

    assertThat(told(resources, posted::over)).isEqualTo(expected);
  }

  private Map<String, List<String>> told(
      List<String> resources, UnaryOperator<IFhirResourceDao<Resource>> by) {
    Map<String, String> names = new LinkedHashMap<>();
    List<String> answers = new ArrayList<>();
    for (String json : resources) {
      String text = json;
      for (Map.Entry<String, String> name : names.entrySet()) {
        text = text.replace(name.getValue(), name.getKey());
      }
      Resource resource = (Resource) context.newJsonParser().parseResource(text);
      @SuppressWarnings("unchecked")
      IFhirResourceDao<Resource> dao =
          by.apply((IFhirResourceDao<Resource>) daos.getResourceDao(resource.fhirType()));
      Throwable refused = catchThrowable(() -> dao.create(resource, new SystemRequestDetails()));
      if (refused == null) {
        names.put(resource.getIdElement().getIdPart(), "OF-" + answers.size());
        answers.add(resource.getIdElement().getVersionIdPart());
      } else {
        answers.add(
            refused.getClass().getSimpleName()
                + " "
                + refused.getMessage().replace(".where(resolve() is Patient)", ""));
      }
    }
    Map<String, List<String>> told = new TreeMap<>(stored.since(since, names));
    told.put("answers", answers);
    return told;
  }
}
