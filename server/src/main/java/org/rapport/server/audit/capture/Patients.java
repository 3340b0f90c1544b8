package org.rapport.server.audit.capture;

import java.util.ArrayList;
import java.util.List;
import org.rapport.server.store.LogicalId;

/** Patients in the value of a search by reference: ids, references, addresses; by commas. */
final class Patients {
  private Patients() {}

  /** Relative references of those that can be told. */
  static List<String> in(String value) {
    List<String> patients = new ArrayList<>();
    if (value != null) {
      for (String one : value.split(",")) {
        String[] steps = one.split("/");
        String id = steps[steps.length - 1];
        boolean named = steps.length == 1 || steps[steps.length - 2].equals("Patient");
        if (named && LogicalId.is(id)) {
          patients.add("Patient/" + id);
        }
      }
    }
    return patients;
  }
}
