package org.rapport.server.worklist;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.store.WholeSearch;
import org.rapport.server.worklist.WorkRows.Page;
import org.rapport.server.worklist.WorkRows.Row;
import org.springframework.stereotype.Component;

/** Puts a page of work into words, with the resources: one search for each type that is on it. */
@Component
class WorkAnswer {
  private final DaoRegistry daos;

  WorkAnswer(DaoRegistry daos) {
    this.daos = daos;
  }

  /** In the caller's transaction. A Task that is gone in the meantime is left out. */
  Parameters of(Page page) {
    Parameters answer = new Parameters();
    answer.addParameter("total", new IntegerType(page.total()));
    page.counts().forEach((kind, number) -> count(answer, kind, number));
    count(answer, "later", page.later());
    Map<String, Resource> tasks = read("Task", page.rows(), Row::id);
    Map<String, Resource> patients = read("Patient", page.rows(), Row::patient);
    Map<String, Resource> visits = read("Appointment", page.rows(), Row::visit);
    Map<String, Resource> said = read("Communication", page.rows(), Row::inbound, Row::lastCall);
    for (Row row : page.rows()) {
      if (tasks.containsKey(row.id())) {
        ParametersParameterComponent item = answer.addParameter().setName("item");
        item.addPart().setName("kind").setValue(new CodeType(row.kind()));
        resource(item, "task", tasks.get(row.id()));
        resource(item, "patient", patients.get(row.patient()));
        if (row.due() != null) {
          item.addPart().setName("due").setValue(new InstantType(Date.from(row.due())));
        }
        resource(item, "last-inbound", said.get(row.inbound()));
        item.addPart().setName("calls").setValue(new IntegerType(row.calls()));
        resource(item, "last-call", said.get(row.lastCall()));
        resource(item, "visit", visits.get(row.visit()));
      }
    }
    if (page.more()) {
      String next = page.rows().get(page.rows().size() - 1).cursor().text();
      answer.addParameter("next", new StringType(next));
    }
    return answer;
  }

  private static void count(Parameters answer, String kind, long number) {
    ParametersParameterComponent count = answer.addParameter().setName("count");
    count.addPart().setName("kind").setValue(new CodeType(kind));
    count.addPart().setName("value").setValue(new IntegerType(number));
  }

  private static void resource(ParametersParameterComponent item, String name, Resource resource) {
    if (resource != null) {
      item.addPart().setName(name).setResource(resource);
    }
  }

  @SafeVarargs
  private Map<String, Resource> read(
      String type, List<Row> rows, Function<Row, String>... references) {
    TokenOrListParam ids = new TokenOrListParam();
    List.of(references)
        .forEach(
            reference ->
                rows.stream()
                    .map(reference)
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(id -> ids.add(null, id)));
    Map<String, Resource> found = new HashMap<>();
    if (!ids.getValuesAsQueryTokens().isEmpty()) {
      daos.getResourceDao(type)
          .search(
              WholeSearch.upTo(ids.getValuesAsQueryTokens().size()).add("_id", ids),
              new SystemRequestDetails())
          .getAllResources()
          .forEach(one -> found.put(one.getIdElement().getIdPart(), (Resource) one));
    }
    return found;
  }
}
