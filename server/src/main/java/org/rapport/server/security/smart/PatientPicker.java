package org.rapport.server.security.smart;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.primitive.IdDt;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.account.Account;
import org.rapport.server.security.scope.StaffReach;
import org.rapport.server.store.LogicalId;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Finds patients to be picked, among those whom a person may see. */
@Component
class PatientPicker {
  private static final int MOST = 20;

  /**
   * Somebody to be picked.
   *
   * @param born as the record says; null: not known
   */
  record Choice(String id, String name, String born) {}

  private final ObjectProvider<DaoRegistry> daos;
  private final StaffReach reach;

  PatientPicker(ObjectProvider<DaoRegistry> daos, StaffReach reach) {
    this.daos = daos;
    this.reach = reach;
  }

  /** Whether an account may pick this patient. */
  boolean may(Account account, String patient) {
    return LogicalId.is(patient)
        && reach.permits(account, "Patient", 'r')
        && reach.reachesPatient(account, patient)
        && find(patient) != null;
  }

  /** Patients by the beginning of a name, or by a number of theirs; at most twenty. */
  List<Choice> search(Account account, String words) {
    String text = words == null ? "" : words.strip();
    if (text.isEmpty() || text.length() > 100 || !reach.permits(account, "Patient", 's')) {
      return List.of();
    }
    Map<String, Patient> found = new LinkedHashMap<>();
    SearchParameterMap byName = new SearchParameterMap();
    for (String word : text.split("\\s+")) {
      byName.add(Patient.SP_NAME, new StringParam(word));
    }
    add(found, byName);
    add(found, new SearchParameterMap(Patient.SP_IDENTIFIER, new TokenParam(null, text)));
    Set<String> seen = reach.patients(account, found.keySet());
    return found.entrySet().stream()
        .filter(one -> seen.contains(one.getKey()))
        .limit(MOST)
        .map(one -> choice(one.getValue()))
        .toList();
  }

  /** The patient as a choice; null where there is none. */
  Choice find(String id) {
    try {
      return choice(dao().read(new IdDt("Patient", id), new SystemRequestDetails()));
    } catch (BaseServerResponseException e) {
      return null;
    }
  }

  private void add(Map<String, Patient> found, SearchParameterMap search) {
    search.setLoadSynchronousUpTo(5 * MOST);
    dao().search(search, new SystemRequestDetails()).getAllResources().stream()
        .map(Patient.class::cast)
        .forEach(patient -> found.putIfAbsent(patient.getIdElement().getIdPart(), patient));
  }

  private IFhirResourceDao<Patient> dao() {
    return daos.getObject().getResourceDao(Patient.class);
  }

  private static Choice choice(Patient patient) {
    String name = patient.hasName() ? patient.getNameFirstRep().getNameAsSingleString() : "";
    return new Choice(
        patient.getIdElement().getIdPart(),
        name == null || name.isBlank() ? patient.getIdElement().getIdPart() : name,
        patient.getBirthDateElement().getValueAsString());
  }
}
