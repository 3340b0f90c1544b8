package org.rapport.server.lead;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.UriParam;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Questionnaire;
import org.rapport.profiles.Canonicals;
import org.rapport.server.store.AllResources;
import org.rapport.server.store.LogicalId;
import org.springframework.stereotype.Component;

/**
 * The forms in force. Each look costs one small query; a form is searched for again only when any
 * has changed, on whichever node. Thread-safe.
 */
@Component
public class FormCatalogue {
  private final DaoRegistry daos;
  private final AllResources resources;
  private volatile Known known = new Known("", Map.of());

  FormCatalogue(DaoRegistry daos, AllResources resources) {
    this.daos = daos;
    this.resources = resources;
  }

  private record Known(String version, Map<String, Questionnaire> forms) {}

  /**
   * The active form of this name: the last part of its canonical URL, or its id. Of several
   * versions the newest that is active. The caller's to change.
   */
  public Optional<Questionnaire> form(String name) {
    if (!LogicalId.is(name)) {
      return Optional.empty();
    }
    String version = resources.version("Questionnaire");
    Known now = known;
    if (!now.version().equals(version)) {
      now = new Known(version, new ConcurrentHashMap<>());
      known = now;
    }
    Questionnaire before = now.forms().get(name);
    if (before != null) {
      return Optional.of(before.copy());
    }
    // What is not there is not kept: names come from outside.
    Optional<Questionnaire> found = search(name);
    Map<String, Questionnaire> forms = now.forms();
    found.ifPresent(form -> forms.put(name, form.copy()));
    return found;
  }

  private Optional<Questionnaire> search(String name) {
    return search("url", new UriParam(Canonicals.BASE + "/Questionnaire/" + name))
        .or(() -> search("_id", new TokenParam(name)));
  }

  private Optional<Questionnaire> search(String parameter, IQueryParameterType value) {
    return daos
        .getResourceDao(Questionnaire.class)
        .search(
            SearchParameterMap.newSynchronous().add(parameter, value), new SystemRequestDetails())
        .getAllResources()
        .stream()
        .map(Questionnaire.class::cast)
        .filter(form -> form.getStatus() == PublicationStatus.ACTIVE)
        .max(Comparator.comparing(form -> String.valueOf(form.getVersion())));
  }
}
