package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Practitioner;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.account.Role;
import org.rapport.server.store.RandomValue;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Who may sign in at the demo: somebody of each role, and one who comes as a patient. */
@Component
@ConditionalOnProperty("demo")
class DemoPeople {
  private static final Map<String, Map.Entry<Role, String>> STAFF = new LinkedHashMap<>();

  static {
    STAFF.put("demo-coordinator", Map.entry(Role.COORDINATOR, "Dana Coordinator"));
    STAFF.put("demo-front-desk", Map.entry(Role.FRONT_DESK, "Farid Front-Desk"));
    STAFF.put("demo-marketing", Map.entry(Role.MARKETING, "Mira Marketing"));
    STAFF.put("demo-compliance", Map.entry(Role.COMPLIANCE, "Cleo Compliance"));
    STAFF.put("demo-integrator", Map.entry(Role.INTEGRATOR, "Ines Integrator"));
    STAFF.put("demo-manager", Map.entry(Role.MANAGER, "Malik Manager"));
    STAFF.put("demo-admin", Map.entry(Role.ADMIN, "Ada Admin"));
  }

  static final String PATIENT = "demo-patient";

  /**
   * Of the clinic's patients one whose visit carries no label: an account without {@code sensitive}
   * sees of a labelled one that it is there, and no message about it.
   */
  private static final String PATIENT_RECORD = "nora-okafor";

  private static final int LENGTH = 16;

  private final Accounts accounts;

  DemoPeople(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Those who work there. */
  List<String> staff() {
    return List.copyOf(STAFF.keySet());
  }

  /** The password of all, another one at each start. */
  String signUp(IGenericClient client) {
    String password = RandomValue.make().substring(0, LENGTH);
    STAFF.forEach(
        (username, who) -> {
          Practitioner practitioner = new Practitioner();
          practitioner.setId(username);
          practitioner.addName().setText(who.getValue());
          practitioner
              .addTelecom()
              .setSystem(ContactPointSystem.SMS)
              .setValue("+141655502" + (10 + staff().indexOf(username)));
          practitioner
              .addTelecom()
              .setSystem(ContactPointSystem.EMAIL)
              .setValue(username + "@example.org");
          client.update().resource(practitioner).execute();
          put(username, who.getValue(), Set.of(who.getKey()), null, password);
        });
    put(PATIENT, null, Set.of(), PATIENT_RECORD, password);
    return password;
  }

  private void put(String username, String name, Set<Role> roles, String patient, String password) {
    Account account =
        accounts.put(
            new Account(
                null,
                username,
                name,
                null,
                roles,
                Set.of(),
                !roles.isEmpty(),
                true,
                roles.isEmpty() ? null : username,
                patient,
                0));
    accounts.password(account, password);
  }
}
