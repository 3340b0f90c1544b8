package org.rapport.server.security.scope;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.searchparam.matcher.SearchParamMatcher;
import ca.uhn.fhir.util.FhirTerser;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.account.Account;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Which resources a person may see. Whatever the tables have to say of them is asked for all of
 * them at once: a page costs as many statements as one resource.
 */
@Component
class RecordRules {
  private final StaffReach reach;
  private final BrokenGlass glass;
  private final FhirTerser terser;
  private final ObjectProvider<SearchParamMatcher> matcher;

  RecordRules(
      StaffReach reach,
      BrokenGlass glass,
      FhirContext context,
      ObjectProvider<SearchParamMatcher> matcher) {
    this.reach = reach;
    this.glass = glass;
    this.terser = context.newTerser();
    this.matcher = matcher;
  }

  /** What a person may see of these resources; of others it says nothing. */
  Sight sight(Person person, Collection<? extends Resource> resources) {
    Account account = person.account();
    Map<Resource, Sight.Named> named = new IdentityHashMap<>();
    Set<String> patients = new HashSet<>();
    Set<String> visits = new HashSet<>();
    for (Resource resource : resources) {
      Sight.Named names = named(resource);
      named.put(resource, names);
      patients.addAll(names.patients());
      visits.addAll(names.visits());
      String id = resource.getIdElement().getIdPart();
      if (id != null && resource.fhirType().equals("Patient")) {
        patients.add(id);
      } else if (id != null && resource instanceof Appointment) {
        visits.add(id);
      }
    }
    boolean placed = !account.locations().isEmpty();
    boolean all = account.sensitive();
    return new Sight(
        person,
        named,
        placed ? reach.patients(account, patients) : Set.of(),
        placed ? reach.visits(account, visits) : Set.of(),
        all ? Set.of() : reach.sensitive(visits),
        all || !account.isStaff() ? Set.of() : glass.opened(account.id(), patients),
        terser,
        (criteria, resource) -> matcher.getObject().match(criteria, resource, null).matched());
  }

  private Sight.Named named(Resource resource) {
    Set<String> patients = new HashSet<>();
    Set<String> visits = new HashSet<>();
    for (Reference reference :
        terser.getAllPopulatedChildElementsOfType(resource, Reference.class)) {
      add(patients, reference, Sight.PATIENT);
      add(visits, reference, "Appointment/");
    }
    return new Sight.Named(patients, visits);
  }

  private static void add(Set<String> ids, Reference reference, String prefix) {
    String text = reference.getReference();
    if (text != null && text.startsWith(prefix)) {
      ids.add(text.substring(prefix.length()).split("/", 2)[0]);
    }
  }
}
